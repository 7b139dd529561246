"""The one way to run an experiment and to keep its record."""

import json
import os
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy.typing as npt

from rdo.errors import CorruptDataError, InputError
from replication.finding import find
from replication.kit.checkpoint_store import CheckpointStore
from replication.kit.experiment import Experiment, Outcome
from replication.kit.run import Ahead, Run, Start
from replication.kit.units import Unit, units_for, units_of
from replication.ledger import REPOSITORY, Provenance, Record, find_record, provenance, write_record
from replication.ledger.provenance import unless_edited
from replication.ledger.sources import loaded_digests

__all__ = [
    "Planned",
    "Result",
    "check_place",
    "choose_device",
    "device_name",
    "one_thread",
    "plan",
    "record_of",
    "run_experiment",
    "thread_count",
]

_SHORT = 12  # digits of a digest, of each file, so that a refusal can name the one that differs


@dataclass(frozen=True)
class Result:
    """A record and the arrays that its figures are drawn from."""

    record: Record
    arrays: dict[str, npt.NDArray[Any]]
    kept: bool
    """Whether the record is stored; that of a smoke run and of the user's own data is not."""


def run_experiment(
    name: str,
    *,
    dataset: str | None = None,
    profile: str = "smoke",
    seeds: int | None = None,
    start: Start = "gauge",
    options: Mapping[str, Any] | None = None,
    device: str = "auto",
    resume: bool = False,
    results: Path | None = None,
) -> Result:
    """Run an experiment; keep its record, unless it was a smoke run or one on the user's own file.

    Parameters
    ----------
    name
        Of its folder in ``replication/``.
    dataset
        A data set, or a part of the experiment; left out, its default.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.
    start
        Where RaDOGAGA starts: ``gauge``, which the claims are judged under, or ``glorot``.
    options
        Fields of the experiment's configuration, with values in place of the profile's. The record
        is then one of a variant, by which no claim is judged.
    device
        ``cpu``, ``cuda``, or ``auto`` for the second where there is one.
    resume
        Go on from the checkpoints of a run that was killed. Every run that is kept writes them, a
        minute apart, and removes them at its end. Without this, a run whose checkpoints are there
        does not start.
    results
        Folder of the records; by default ``results/`` of this checkout.

    Raises
    ------
    InputError
        If a name is unknown, an option or the data cannot be used, the record could not be kept,
        another process is at the same run, or there are checkpoints that may not be gone on from.
    """
    planned = plan(
        name,
        dataset=dataset,
        profile=profile,
        seeds=seeds,
        start=start,
        options=options,
        device=device,
        results=results,
    )
    return planned.do(resume=resume)


@dataclass(frozen=True)
class Planned:
    """A run that can start: its place is free, and where it trains is known."""

    experiment: Experiment
    config: Any
    run: Run
    origin: Provenance
    kept: bool
    """Whether there will be a record."""

    @cached_property
    def store(self) -> CheckpointStore:
        """Its checkpoints; a run that keeps no record has some in a sweep alone."""
        run, origin = self.run, self.origin
        return CheckpointStore(
            run.checkpoint_folder,
            # The sources belong to what the run is: a record must not mix two versions of the code.
            {
                "experiment": run.experiment,
                "dataset": run.part,
                "profile": run.profile,
                "seeds": run.seeds,
                "start": run.start,
                "device": run.device,
                "threads": origin.threads,
                "sources": {file: digest[:_SHORT] for file, digest in loaded_digests().items()},
                "versions": origin.versions,
                "config": asdict(self.config),
            },
        )

    @cached_property
    def units(self) -> list[Unit]:
        """What a sweep can do apart."""
        return units_of(self.experiment, self.config, self.run)

    def units_for(self, trainings: Iterable[str]) -> list[Unit]:
        """What a sweep can do apart of trainings that it did not know of when it began."""
        known = {one.run.training for one in self.units}
        later = [name for name in trainings if name not in known] if known else []
        return units_for(later, self.experiment, self.config, self.run)

    def finished_units(self) -> list[str]:
        """Names of the units of trainings that are there for all seeds."""
        missing = {one.run.training for one in self.units if not self.store.has_unit(one.name)}
        return [one.name for one in self.units if one.run.training not in missing]

    def do(self, *, resume: bool) -> Result:
        """Do the run in this process; ``resume`` is as for :func:`run_experiment`."""
        if not self.kept:
            return self.finish(with_checkpoints=False)
        with self.store.held(resume=resume):
            self.store.join_units(self.finished_units())
            return self.finish()

    def finish(self, *, with_checkpoints: bool = True, ahead: Ahead | None = None) -> Result:
        """Do the run, or what is left of it, and keep its record if it has one."""
        run = replace(self.run, store=self.store, ahead=ahead) if with_checkpoints else self.run
        outcome = self.experiment.run(self.config, run)
        if not self.kept:
            return Result(record_of(self.config, run, outcome, self.origin), outcome.arrays, False)
        record = record_of(self.config, run, outcome, unless_edited(self.origin))
        check_place(run)  # which another process may have used since
        write_record(record, run.results, outcome.arrays)
        return Result(record, outcome.arrays, True)


def plan(
    name: str,
    *,
    dataset: str | None = None,
    profile: str = "smoke",
    seeds: int | None = None,
    start: Start = "gauge",
    options: Mapping[str, Any] | None = None,
    device: str = "auto",
    results: Path | None = None,
) -> Planned:
    """What :func:`run_experiment` does before it trains: it raises what can be known before.

    Parameters
    ----------
    name, dataset, profile, seeds, start, options, device, results
        As for :func:`run_experiment`.
    """
    experiment = find(name)
    config, run = experiment.plan(dataset, profile, seeds, start, options)
    on_cpu = run.part in experiment.deterministic or not experiment.trains_on_device
    chosen = choose_device(device)
    run = replace(run, device="cpu" if on_cpu else chosen, results=results)
    origin = provenance(
        run.command, datetime.now(UTC), 0.0, device_name(run.device), thread_count()
    )
    kept = profile != "smoke" and not {*experiment.private} & {*run.options}
    if kept:
        check_place(run)
    return Planned(experiment, config, run, origin, kept)


def record_of(config: Any, run: Run, outcome: Outcome, origin: Provenance) -> Record:
    """The record of a run; its origin is taken down at the start, for the checkout may move on."""
    settings = {**asdict(config), "seeds": len(run.seeds), **outcome.settings}
    own = [f"{name} is {settings[name]}, as asked for" for name in run.options]
    if own:
        settings["deviations"] = [*settings.get("deviations", ()), *own]
    seconds = round(sum(arm.seconds for arm in outcome.arms.values()), 1)
    return Record(
        experiment=run.experiment,
        dataset=run.part,
        profile=run.profile,
        seeds=list(run.seeds),
        arms=outcome.arms,
        config=json.loads(json.dumps(settings)),  # as it will be read back
        variant=run.variant,
        data=outcome.data,
        provenance=replace(origin, seconds=seconds, resumed=bool(run.store and run.store.resumed)),
    )


def check_place(run: Run) -> None:
    """Before a run, make sure that its record can be kept, and replaces none on more seeds.

    Raises
    ------
    InputError
        If a stored record stands on more seeds, or the folder of results cannot be written.
    """
    stored = None
    try:
        stored = find_record(
            run.experiment, run.part, profile=run.profile, variant=run.variant, folder=run.results
        )
    except CorruptDataError as error:
        warnings.warn(f"{error}; this run will replace it", stacklevel=2)
    if stored is not None and len(stored.seeds) > len(run.seeds):
        raise InputError(
            f"seeds={len(run.seeds)}: {stored.path} already stands on {len(stored.seeds)}; ask for "
            "at least as many, or move that record away."
        )
    place = (run.results or REPOSITORY / "results") / run.experiment / run.part
    nearest = next(parent for parent in (place, *place.parents) if parent.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        raise InputError(f"{place} cannot be written for {nearest}: make that a writable folder.")


def choose_device(device: str) -> str:
    """``cpu`` or ``cuda``, the second for ``auto`` where there is one.

    Raises
    ------
    InputError
        If the name is unknown, or there is no such device.
    """
    if device not in ("auto", "cpu", "cuda"):
        raise InputError(f"device={device!r}: give 'auto', 'cpu' or 'cuda'.")
    import torch  # nothing else here needs it

    if device == "cuda" and not torch.cuda.is_available():
        raise InputError("device='cuda': torch sees no GPU here; give 'cpu' or 'auto'.")
    return "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"


def one_thread() -> None:
    """Compute on one thread from now on, as the workers of a sweep do.

    The last bits of compiled steps depend on the number of threads, so it is the same for any
    number of workers, and what they trained can be gone on from with any other.
    """
    import torch

    torch.set_num_threads(1)


def thread_count() -> int:
    """How many threads a matrix product may use."""
    import torch

    return torch.get_num_threads()


def device_name(device: str) -> str:
    """The accelerator's model, or ``cpu``."""
    if device == "cpu":
        return "cpu"
    import torch

    return torch.cuda.get_device_name()
