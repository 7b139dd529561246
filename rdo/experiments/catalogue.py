"""Every experiment by name, and the one way to run and keep it."""

import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import torch

from rdo.errors import InputError
from rdo.experiments import (
    analytic_h,
    anomaly_detection,
    anomaly_task,
    continuous_pca,
    protocols,
    toy_density,
    unstated_choices,
)
from rdo.experiments.options import Start
from rdo.experiments.outcome import Outcome, check_place
from rdo.experiments.training_run import Keep
from rdo.ledger import REPOSITORY, provenance, write_record

__all__ = ["EXPERIMENTS", "run_experiment"]


@dataclass(frozen=True)
class _Plan:
    """A configured experiment."""

    dataset: str
    seeds: int
    settings: dict[str, Any]
    """The configuration, as JSON values."""
    run: Callable[[str, Keep | None], Outcome]
    """From the device and the place of the checkpoints to the outcome."""


def _anomaly_detection(
    name: str,
    dataset: str | None,
    profile: str,
    seeds: int | None,
    table: str | None,
    start: Start,
) -> _Plan:
    if table is not None:
        raise InputError(f"table={table!r}: {name} has its own data; only toy_density takes one.")
    config = anomaly_task.configure(name, dataset or "thyroid", profile, seeds, start)
    run = partial(anomaly_detection.run, config)
    return _Plan(config.dataset, len(config.seeds), asdict(config), run)


def _unstated_choices(
    dataset: str | None, profile: str, seeds: int | None, table: str | None, start: Start
) -> _Plan:
    if table is not None or start != "gauge":
        raise InputError(
            f"table={table!r}, start={start!r}: unstated_choices has its own data, and varies the "
            "start itself; leave both out."
        )
    config = unstated_choices.configure(dataset or "thyroid", profile, seeds)
    base = config.base
    run = partial(unstated_choices.run, config)
    return _Plan(base.dataset, len(base.seeds), asdict(config), run)


def _toy_density(
    dataset: str | None, profile: str, seeds: int | None, table: str | None, start: Start
) -> _Plan:
    if dataset not in (None, "toy"):
        raise InputError(f"dataset={dataset!r}: toy_density has its own; leave it out.")
    config = toy_density.configure(profile, seeds, table, start)
    return _Plan("toy", len(config.seeds), asdict(config), partial(toy_density.run, config))


def _protocols(
    dataset: str | None, profile: str, seeds: int | None, table: str | None, start: Start
) -> _Plan:
    if table is not None or start != "gauge":
        raise InputError(
            f"table={table!r}, start={start!r}: protocols has its own data and trains nothing; "
            "leave both out."
        )
    config = protocols.configure(dataset or "thyroid", profile, seeds)

    def run(device: str, keep: Keep | None) -> Outcome:
        return protocols.run(config, device)  # too short to need checkpoints

    return _Plan(config.dataset, len(config.seeds), asdict(config), run)


def _analytic_h(
    dataset: str | None, profile: str, seeds: int | None, table: str | None, start: Start
) -> _Plan:
    if table is not None or start != "gauge":
        raise InputError(
            f"table={table!r}, start={start!r}: analytic_h has its own data and tries both starts; "
            "leave them out."
        )
    config = analytic_h.configure(dataset or "linear", profile, seeds)
    run = partial(analytic_h.run, config)
    return _Plan(config.dataset, len(config.seeds), asdict(config), run)


def _continuous_pca(
    dataset: str | None, profile: str, seeds: int | None, table: str | None, start: Start
) -> _Plan:
    if table is not None or start != "gauge":
        raise InputError(
            f"table={table!r}, start={start!r}: continuous_pca has its own data and starts "
            "with the gauge fixed; leave them out."
        )
    config = continuous_pca.configure(dataset or "gaussian", profile, seeds)
    run = partial(continuous_pca.run, config)
    return _Plan(config.dataset, len(config.seeds), asdict(config), run)


EXPERIMENTS: dict[str, Callable[..., _Plan]] = {
    "table1": partial(_anomaly_detection, "table1"),
    "table4": partial(_anomaly_detection, "table4"),
    "toy_density": _toy_density,
    "unstated_choices": _unstated_choices,
    "protocols": _protocols,
    "analytic_h": _analytic_h,
    "continuous_pca": _continuous_pca,
}
"""Every experiment, and how it is planned from the options all have in common."""


def run_experiment(
    name: str,
    *,
    dataset: str | None = None,
    profile: str = "smoke",
    seeds: int | None = None,
    table: str | None = None,
    start: Start = "gauge",
    device: str = "auto",
    resume: bool = False,
    results: Path | None = None,
) -> Outcome:
    """Run an experiment; keep its record, unless it was a smoke run or one on the user's own table.

    Parameters
    ----------
    name
        One of :data:`EXPERIMENTS`.
    dataset
        For ``table1`` and ``table4``, Thyroid unless given; ``toy_density`` has its own data. For
        ``analytic_h`` its part: ``linear`` unless given, ``gaussian``, ``uniform`` or ``bimodal``;
        for ``continuous_pca``: ``gaussian`` unless given, ``rectangle`` or ``ridge``.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.
    table
        For ``toy_density``, a CSV of feature columns and a last density column.
    start
        Where RaDOGAGA starts: ``gauge``, which the claims are judged under, or ``glorot``.
    device
        ``cpu``, ``cuda``, or ``auto`` for the second where there is one.
    resume
        Go on from the checkpoints of a run that was killed. Every run that is kept writes them, a
        minute apart, and removes them at its end.
    results
        Folder of the records; by default ``results/`` of this checkout.

    Raises
    ------
    InputError
        If a name is unknown, the data cannot be used, or the record could not be kept.
    """
    if name not in EXPERIMENTS:
        raise InputError(f"experiment={name!r}: known are {', '.join(EXPERIMENTS)}.")
    device = _choose(device)
    plan = EXPERIMENTS[name](dataset, profile, seeds, table, start)
    if profile == "smoke" or table is not None:
        return plan.run(device, None)
    variant = "" if start == "gauge" else start
    check_place(name, plan.dataset, profile, variant, plan.seeds, results)
    results = results or REPOSITORY / "results"
    # The commit belongs to what the run is: a record must not mix two versions of the code.
    commit = provenance("", datetime.now(UTC), 0.0).commit
    keep = Keep(
        results.parent / "checkpoints" / name / plan.dataset / profile / start,
        {"experiment": name, "device": device, "commit": commit, **plan.settings},
    )
    if not resume:
        shutil.rmtree(keep.folder, ignore_errors=True)
    outcome = plan.run(device, keep)
    write_record(outcome.record, results, outcome.arrays)
    shutil.rmtree(keep.folder, ignore_errors=True)
    return outcome


def _choose(device: str) -> str:
    if device not in ("auto", "cpu", "cuda"):
        raise InputError(f"device={device!r}: give 'auto', 'cpu' or 'cuda'.")
    if device == "cuda" and not torch.cuda.is_available():
        raise InputError("device='cuda': torch sees no GPU here; give 'cpu' or 'auto'.")
    return "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
