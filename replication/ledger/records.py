"""What one run measured: every seed's values, the failures, and where they come from."""

import hashlib
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import ConfigDict

from rdo.errors import Failure, InputError
from replication.ledger.provenance import Provenance
from replication.ledger.ranges import range_of

__all__ = ["PROFILES", "Arm", "Data", "Record", "StoredArrays"]

PROFILES = ("smoke", "reduced", "paper")

_NAME = re.compile(r"[a-z0-9_]+")
_ROUNDING = 1e-9
_LARGEST_SEED = 2**32 - 1
_ABSOLUTE_PATH = re.compile(r"""(?:^|[\s"'=:(])(?:/[^\s/]+/|[A-Za-z]:\\)""")


@dataclass(frozen=True)
class Arm:
    """One method of a record, and the time it took."""

    metrics: dict[str, list[float | None]]
    """One value per seed, in the order of the record's seeds; None for a seed that failed, and for
    no other."""
    failures: list[Failure] = field(default_factory=list)
    """One per failed seed."""
    seconds: float = 0.0
    config: dict[str, Any] = field(default_factory=dict)
    """What sets this arm apart from the others, as JSON values."""

    def finished(self, metric: str) -> npt.NDArray[np.float64]:
        """Values of the seeds that did not fail, in their order; none if the metric is not there.

        Examples
        --------
        >>> Arm({"f1": [0.5, None, 0.75]}).finished("f1").tolist()
        [0.5, 0.75]
        """
        return np.array([v for v in self.metrics.get(metric, []) if v is not None], dtype=float)

    def by_seed(self, metric: str) -> npt.NDArray[np.float64]:
        """One value per seed of the record, NaN where it failed: ``(R,)``."""
        return np.array(self.metrics[metric], dtype=float)


@dataclass(frozen=True)
class Data:
    """The table a record was measured on."""

    name: str
    sha256: str
    rows: int
    columns: int

    @classmethod
    def of(cls, name: str, table: npt.NDArray[Any]) -> "Data":
        """A table that was drawn or computed, ``(n, M)``, by the checksum of its values."""
        digest = hashlib.sha256(np.ascontiguousarray(table).tobytes()).hexdigest()
        return cls(name, digest, *table.shape)


@dataclass(frozen=True)
class StoredArrays:
    """The arrays stored beside a record: their names, and the SHA-256 of the file."""

    names: list[str]
    sha256: str


@dataclass(frozen=True)
class Record:
    """One run of an experiment on a data set, checked when it is made.

    Names of experiments, data sets, variants and arms are of lower-case letters, digits and
    underscores.

    Raises
    ------
    InputError
        If a value is missing or not finite without a failure that says why, a failed seed has a
        value, a value lies outside its metric's range, or a name, a length or a number is out of
        place.
    """

    # For reading files: nothing is coerced, no key unknown, no number infinite or NaN.
    __pydantic_config__ = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    experiment: str
    dataset: str
    profile: str
    """One of :data:`PROFILES`."""
    seeds: list[int]
    """All seeds run, failed or not."""
    arms: dict[str, Arm]
    config: dict[str, Any]
    """Shared by the arms, as JSON values."""
    data: Data
    provenance: Provenance
    variant: str = ""
    """Empty, or the name of a departure from the profile ("glorot")."""
    arrays: StoredArrays | None = None
    """Set by :func:`replication.ledger.storage.write_record` when arrays are stored beside it."""

    def __post_init__(self) -> None:
        for name in (self.experiment, self.dataset, self.variant or "none", *self.arms):
            if not _NAME.fullmatch(name):
                raise InputError(
                    f"name {name!r} in a record: use lower-case letters, digits and underscores"
                )
        if self.profile not in PROFILES:
            raise InputError(f"profile={self.profile!r}; known are {', '.join(PROFILES)}")
        whole = all(isinstance(seed, int) and 0 <= seed <= _LARGEST_SEED for seed in self.seeds)
        if not self.seeds or not whole or len(set(self.seeds)) != len(self.seeds):
            raise InputError(
                f"seeds={self.seeds} must be whole numbers from 0 to 2**32 - 1, at least one, each "
                "once"
            )
        for name, arm in self.arms.items():
            _check_arm(name, arm, self.seeds)
        for text in _strings([self.config, self.provenance.command, vars(self.data)]):
            if _ABSOLUTE_PATH.search(text):
                raise InputError(
                    f"{text!r} in a record names a folder of this machine; give a relative path"
                )

    @property
    def path(self) -> PurePosixPath:
        """Where the record belongs, from the top of the repository."""
        stem = f"{self.profile}-{self.variant}" if self.variant else self.profile
        return PurePosixPath("results", self.experiment, self.dataset, f"{stem}.json")


def _check_arm(name: str, arm: Arm, seeds: list[int]) -> None:
    failed = [failure.seed for failure in arm.failures]
    if not set(failed) <= set(seeds) or len(set(failed)) != len(failed):
        raise InputError(
            f"arm {name!r}: failures name seeds {failed}; each must be one of the record's, once"
        )
    for metric, values in arm.metrics.items():
        where = f"arm {name!r}, metric {metric!r}"
        least, most = range_of(metric) or (-math.inf, math.inf)
        if len(values) != len(seeds):
            raise InputError(f"{where}: {len(values)} values for {len(seeds)} seeds")
        for seed, value in zip(seeds, values, strict=True):
            if value is not None and not math.isfinite(value):
                raise InputError(
                    f"{where}: seed {seed} has {value}; record None and a failure that says why"
                )
            if value is not None and not least - _ROUNDING <= value <= most + _ROUNDING:
                raise InputError(
                    f"{where}: seed {seed} has {value}; it lies from {least:g} to {most:g}"
                )
            if (value is None) != (seed in failed):
                raise InputError(
                    f"{where}: seed {seed} has {value} and is {'' if seed in failed else 'not '}"
                    "among the failures; a seed has either a value or a failure"
                )


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
