"""One run of an experiment: what is asked for, and where it trains and keeps its state."""

import json
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt

from rdo.errors import Failure, InputError
from replication.ledger import REPOSITORY, Arm

if TYPE_CHECKING:  # a run is planned, and its options refused, without loading the trainer
    from rdo.training import Checkpoints, History
    from replication.kit.checkpoint_store import CheckpointStore

__all__ = ["Ahead", "Run", "Start", "UnitDone"]

Start = Literal["gauge", "glorot"]
"""Where RaDOGAGA starts: with the gauge fixed (:func:`rdo.training.fix_gauge`), or from Glorot's
weights."""

_LONGEST = 60  # characters of a variant's name


Ahead = Callable[[Sequence[str]], None]
"""Has the named trainings run by the workers of a sweep, and waits for their checkpoints."""


class UnitDone(Exception):  # noqa: N818 - it is no error
    """Raised in a unit of a sweep when the training that it is for has ended."""


@dataclass(frozen=True)
class Run:
    """What every experiment needs to know beside its own configuration."""

    experiment: str
    part: str
    """Of the experiment, its data set where the two are one."""
    profile: str
    seeds: tuple[int, ...]
    start: Start = "gauge"
    options: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the configuration that the user set, with their values."""
    device: str = "cpu"
    """Where it trains: ``cpu`` or ``cuda``."""
    store: "CheckpointStore | None" = None
    """None for a run too short to need checkpoints."""
    results: Path | None = None
    """Folder of the records; None for that of this checkout."""
    training: str | None = None
    """In a unit of a sweep, the one of the experiment's trainings that it is for."""
    ahead: "Ahead | None" = None
    """Runs trainings that the sweep could not know of when it began, because which they are depends
    on what the others gave; None outside the part of a sweep that joins its units."""

    @property
    def variant(self) -> str:
        """Name of what departs from the profile, for the record; empty if nothing does."""
        start = [] if self.start == "gauge" else [self.start]
        chosen = sorted(self.options.items())
        name = "_".join([*start, *(f"{field}_{_plain(value)}" for field, value in chosen)])
        # Numbers can be told from their names; of all else the name holds a digest.
        if all(isinstance(value, int | float) for _, value in chosen) and len(name) <= _LONGEST:
            return name
        readable = re.sub(r"[^a-z0-9]+", "_", name.lower())[:_LONGEST].strip("_")
        exact = repr((self.start, chosen))
        return f"{readable}_{sha256(exact.encode()).hexdigest()[:8]}"

    @property
    def checkpoint_folder(self) -> Path:
        """Where its checkpoints lie if there are any, beside the folder of the records."""
        own = self.results
        top = REPOSITORY / "checkpoints" if own is None else own.parent / "checkpoints" / own.name
        return top / self.experiment / self.part / f"{self.profile}-{self.variant or 'plain'}"

    @property
    def command(self) -> str:
        """What makes the record again."""
        words = [f"rdo run {self.experiment} --dataset {self.part} --profile {self.profile}"]
        words += [f"--seeds {len(self.seeds)}"]
        words += [] if self.start == "gauge" else [f"--start {self.start}"]
        words += [f"-o {name}={_typed(value)}" for name, value in self.options.items()]
        return " ".join(words)

    def checkpoints(self, stage: str) -> "Checkpoints | None":
        """Where a stage of the run is kept on disk; None if the run is too short for that."""
        return None if self.store is None else self.store.of(stage)

    def apart(self, names: Iterable[str]) -> Iterator[str]:
        """The names of mutually independent trainings, to loop over.

        In a unit of a sweep that is the one that the unit is for, and after it the unit ends. Where
        its units are joined, workers do first what none of them has done.

        Raises
        ------
        UnitDone
            In a unit, when the loop asks for the next.
        """
        if self.training is None:
            wanted = list(names)
            if self.ahead is not None:
                self.ahead(wanted)
            yield from wanted
            return
        yield from (name for name in names if name == self.training)
        raise UnitDone

    def arm(
        self,
        metrics: Mapping[str, npt.ArrayLike],
        history: "History | None" = None,
        config: Mapping[str, Any] | None = None,
        seconds: float = 0.0,
    ) -> Arm:
        """One method of the record: every seed's values, None where it failed.

        A seed fails where its training stopped, and where a metric of it is not finite, as those
        of a collapsed autoencoder may be; the others are not lost with it.

        Metrics are ``(R,)`` in the order of the seeds, of one seed a number too; the history is of
        the training behind them, whose time is added to the seconds that they took; the
        configuration is the method's own, as JSON values.

        Raises
        ------
        InputError
            If a metric has another shape. A number that is the same for several seeds by
            construction is given by :meth:`same`; one that is not would count as many times.
        """
        columns = {name: np.asarray(column, dtype=float) for name, column in metrics.items()}
        for name, column in columns.items():
            if column.shape == () and len(self.seeds) == 1:
                columns[name] = column[None]
            elif column.shape != (len(self.seeds),):
                raise InputError(
                    f"metric {name} of shape {column.shape}: give ({len(self.seeds)},), a number "
                    "for each seed."
                )
        failures: dict[int, Failure] = {}
        for failure in history.failures if history else ():
            failures.setdefault(failure.seed, failure)
        end = history.steps[-1] if history and history.steps else 0
        for name, column in columns.items():
            for seed, value in zip(self.seeds, column, strict=True):
                if not np.isfinite(value):
                    failures.setdefault(seed, Failure(seed, end, f"{name} is not finite"))
        values = {
            name: [
                None if seed in failures else float(value)
                for seed, value in zip(self.seeds, column, strict=True)
            ]
            for name, column in columns.items()
        }
        seconds += history.seconds if history else 0.0
        return Arm(values, list(failures.values()), round(seconds, 1), dict(config or {}))

    def same(self, value: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """A number that no seed enters, once for each seed."""
        return np.full(len(self.seeds), float(np.asarray(value)))


def _plain(value: Any) -> str:
    """A value as part of a name: 0.5 as 0p5, -1 as m1, of a path the file."""
    text = Path(value).name if isinstance(value, str) else str(value).lower()
    return text.replace(".", "p").replace("-", "m").replace("+", "")


def _typed(value: Any) -> str:
    """A value as a shell takes it; of a path the file, for records name no folder."""
    return shlex.quote(Path(value).name if isinstance(value, str) else json.dumps(value))
