"""How exactly reruns met a stored record: the differences, metric by metric, and where from."""

import hashlib
import json
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
from annotated_types import Ge, Le
from pydantic import ConfigDict, Field, TypeAdapter, model_validator

from rdo.errors import InputError, shown
from rdo.files import replace_file
from replication.ledger.documents import is_there, read_json
from replication.ledger.provenance import REPOSITORY
from replication.ledger.storage import find_record

__all__ = [
    "STORED_RERUNS",
    "Difference",
    "Measurement",
    "Verification",
    "digits_by_experiment",
    "find_verification",
    "keep_measurement",
    "read_reruns",
    "record_checksum",
]

_ALL = 16  # digits of a float64, for a difference of exactly zero
_Text = Annotated[str, Field(pattern=r"\S")]
_STRICT = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


@dataclass(frozen=True)
class Difference:
    """Between a record and a rerun, of one metric: the largest over the seeds."""

    __pydantic_config__ = _STRICT

    absolute: Annotated[float, Ge(0)]
    relative: Annotated[float, Ge(0), Le(2)]
    """Over the larger of the two values; 1 where only one of them failed."""

    @model_validator(mode="after")
    def _none_or_some(self) -> "Difference":
        if self.relative == 0 < self.absolute:
            raise ValueError(f"a difference of {self.absolute:g} is not 0 of the value")
        return self

    @property
    def digits(self) -> int | None:
        """Digits that agree, None for all of them.

        Examples
        --------
        >>> Difference(0.0, 0.0).digits, Difference(2e-7, 4e-7).digits, Difference(2.0, 1.0).digits
        (None, 6, 0)
        """
        return None if self.relative == 0 else max(0, math.floor(-math.log10(self.relative)))


@dataclass(frozen=True)
class Measurement:
    """One rerun of some seeds of a record."""

    __pydantic_config__ = _STRICT

    record_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    """Of the file of the record."""
    seeds: Annotated[int, Ge(1)]
    """The first so many of the record's."""
    threads: Annotated[int, Ge(1)]
    processor: str
    device: _Text
    commit: Annotated[str, Field(pattern=r"^[0-9a-f]{40}([0-9a-f]{24})?$")] | None
    versions: dict[_Text, _Text]
    differences: dict[_Text, dict[_Text, Difference]]
    """By arm and metric."""

    @property
    def machine(self) -> tuple[str, str, int]:
        """What it was made on."""
        return self.processor, self.device, self.threads


@dataclass(frozen=True)
class Verification:
    """All reruns of a record that were kept, at most one for each processor and thread count."""

    __pydantic_config__ = _STRICT

    experiment: str
    dataset: str
    measurements: list[Measurement]

    @model_validator(mode="after")
    def _machines_differ(self) -> "Verification":
        machines = [one.machine for one in self.measurements]
        for machine in machines:
            if machines.count(machine) > 1:
                raise ValueError(f"two measurements are of {shown(machine)}")
        return self

    def difference(self, arm: str, metric: str) -> float:
        """The largest absolute difference seen for a metric of an arm; 0.0 if none was."""
        found = (one.differences.get(arm, {}).get(metric) for one in self.measurements)
        return max((one.absolute for one in found if one is not None), default=0.0)


STORED_RERUNS = TypeAdapter(Verification)


def find_verification(
    experiment: str, dataset: str, folder: Path | None = None
) -> Verification | None:
    """What was measured against the record as it is now; None if nothing was.

    The folder is by default ``results/`` of this checkout.

    Raises
    ------
    InputError
        If a file cannot be read.
    """
    kept = read_reruns(_path(experiment, dataset, folder))
    if kept is None:
        return None
    present = record_checksum(experiment, dataset, folder)
    of_present = [one for one in kept.measurements if one.record_sha256 == present]
    return replace(kept, measurements=of_present) if of_present else None


def keep_measurement(
    experiment: str, dataset: str, measurement: Measurement, folder: Path | None = None
) -> Path:
    """Add a rerun to those kept of this record, in place of one on the same machine.

    Machines are told by processor, device and number of threads.

    Returns
    -------
    Path
        The file, ``<folder>/verified/<experiment>/<dataset>.json``.

    Raises
    ------
    InputError
        If the file that is there cannot be read, or the place cannot be written.
    """
    path = _path(experiment, dataset, folder)
    kept = read_reruns(path)
    others = [
        one
        for one in (kept.measurements if kept else ())
        if one.machine != measurement.machine and one.record_sha256 == measurement.record_sha256
    ]
    ordered = sorted([*others, measurement], key=lambda one: one.machine)
    text = json.dumps(asdict(Verification(experiment, dataset, ordered)), indent=1, allow_nan=False)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, f"{text}\n".encode())
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None
    return path


def record_checksum(experiment: str, dataset: str, folder: Path | None = None) -> str | None:
    """SHA-256 of the file of the record that claims are judged by; None if there is none."""
    record = find_record(experiment, dataset, folder=folder)
    if record is None:
        return None
    path = (folder or REPOSITORY / "results").joinpath(*record.path.parts[1:])
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digits_by_experiment(folder: Path | None = None) -> pd.DataFrame:
    """The digits to which reruns met the records: one row for every rerun of a present record.

    The columns are experiment, data, threads, and over all metrics of all arms the least and the
    median number of digits that agree: ``all`` where nothing differs.
    """
    root = (folder or REPOSITORY / "results") / "verified"
    rows = []
    for path in sorted(root.glob("*/*.json")):
        found = find_verification(path.parent.name, path.stem, folder)
        for one in found.measurements if found else ():
            digits = [
                _ALL if difference.digits is None else difference.digits
                for metrics in one.differences.values()
                for difference in metrics.values()
            ]
            if digits:
                least, median = _shown(min(digits)), _shown(float(np.median(digits)))
                rows.append((path.parent.name, path.stem, one.threads, least, median))
    columns = ["experiment", "data", "threads", "digits, least", "digits, median"]
    return pd.DataFrame(rows, columns=columns)


def _shown(digits: float) -> str:
    return "all" if digits >= _ALL else f"{digits:g}"


def _path(experiment: str, dataset: str, folder: Path | None) -> Path:
    return (folder or REPOSITORY / "results") / "verified" / experiment / f"{dataset}.json"


def read_reruns(path: Path) -> Verification | None:
    """Read the reruns that a file keeps; None if it is not there.

    Raises
    ------
    InputError
        If the file cannot be read, or does not hold reruns of the record that it is named after.
    """
    if not is_there(path):
        return None
    found = read_json(path, STORED_RERUNS)
    if (found.experiment, found.dataset) != (path.parent.name, path.stem):
        raise InputError(
            f"{path} holds reruns of {shown(found.experiment)} on {shown(found.dataset)}"
        )
    return found
