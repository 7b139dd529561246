"""Units of a sweep: one training of a run for a few of its seeds, done by any worker."""

import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from rdo.errors import InputError
from replication.finding import find
from replication.kit.checkpoint_store import CheckpointStore
from replication.kit.experiment import Experiment
from replication.kit.run import Run, UnitDone
from replication.ledger.provenance import library_versions
from replication.ledger.sources import loaded_digests

if TYPE_CHECKING:
    from rdo.training.checkpoints import Checkpoint

__all__ = ["Unit", "run_unit", "units_for", "units_of"]

# The compiler, and the number of threads, are one for a whole process.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Unit:
    """What a worker needs to know; it has the data and the sources itself."""

    name: str
    """Of the folder that keeps what it trained."""
    config: Any
    """The experiment's configuration."""
    run: Run
    """Of the unit's seeds and its training alone."""


def units_of(experiment: Experiment, config: Any, run: Run) -> list[Unit]:
    """The units that a run begins with; none if it trains nothing that is worth a worker."""
    if experiment.trainings is None or run.part in experiment.deterministic:
        return []
    return units_for(experiment.trainings(config, run), experiment, config, run)


def units_for(
    trainings: Iterable[str], experiment: Experiment, config: Any, run: Run
) -> list[Unit]:
    """The units of some trainings of a run: one for each block of seeds."""
    # An accelerator trains all seeds in one loop, and stages are then of all of them.
    size = experiment.seeds_per_unit if run.device == "cpu" else len(run.seeds)
    blocks = [run.seeds[first : first + size] for first in range(0, len(run.seeds), size)]
    return [
        Unit(
            f"{training}-{block[0]}-{block[-1]}",
            config,
            replace(run, seeds=block, training=training, store=None),
        )
        for training in trainings
        for block in blocks
    ]


def run_unit(
    unit: Unit, sources: Mapping[str, str], versions: Mapping[str, str]
) -> dict[str, "Checkpoint"]:
    """Train what a unit is for, on one thread; by stage, the checkpoint at its end.

    Parameters
    ----------
    unit
        What to train.
    sources, versions
        Digests of the source files and versions of the libraries, as the process has them that
        asks.

    Raises
    ------
    InputError
        If this process has others of these.
    """
    _check_same("sources", sources, loaded_digests())
    _check_same("versions", versions, library_versions())
    import torch

    with _ONE_AT_A_TIME, TemporaryDirectory() as folder:
        torch.set_num_threads(1)
        store = CheckpointStore(Path(folder), {"unit": unit.name})
        with suppress(UnitDone):
            find(unit.run.experiment).run(unit.config, replace(unit.run, store=store))
        found = {stage.folder.name: stage.latest() for stage in store.stages}
    return {stage: checkpoint for stage, checkpoint in found.items() if checkpoint is not None}


def _check_same(what: str, asked: Mapping[str, str], here: Mapping[str, str]) -> None:
    other = sorted(name for name in {*asked, *here} if asked.get(name) != here.get(name))
    if other:
        more = f", and {len(other) - 1} more differ" if len(other) > 1 else ""
        raise InputError(
            f"{what}: a worker has another {other[0]} than the process that asks{more}; start "
            "workers from the same commit and environment."
        )
