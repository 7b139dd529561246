"""Every experiment by name, and the one way to run and keep it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from rdo.errors import InputError
from rdo.experiments import table1, toy_density
from rdo.experiments.outcome import Outcome, check_place
from rdo.ledger import write_record

__all__ = ["EXPERIMENTS", "run_experiment"]


@dataclass(frozen=True)
class _Plan:
    """A configured experiment."""

    dataset: str
    seeds: int
    run: Callable[[str], Outcome]
    """From the device to the outcome."""


def _table1(dataset: str | None, profile: str, seeds: int | None, table: str | None) -> _Plan:
    if table is not None:
        raise InputError(f"table={table!r}: table1 has its own data; only toy_density takes one.")
    config = table1.configure(dataset or "thyroid", profile, seeds)
    return _Plan(config.dataset, len(config.seeds), partial(table1.run, config))


def _toy_density(dataset: str | None, profile: str, seeds: int | None, table: str | None) -> _Plan:
    if dataset not in (None, "toy"):
        raise InputError(f"dataset={dataset!r}: toy_density has its own; leave it out.")
    config = toy_density.configure(profile, seeds, table)
    return _Plan("toy", len(config.seeds), partial(toy_density.run, config))


EXPERIMENTS = {"table1": _table1, "toy_density": _toy_density}
"""Every experiment, and how it is planned from the options all have in common."""


def run_experiment(
    name: str,
    *,
    dataset: str | None = None,
    profile: str = "smoke",
    seeds: int | None = None,
    table: str | None = None,
    device: str = "auto",
    results: Path | None = None,
) -> Outcome:
    """Run an experiment; keep its record, unless it was a smoke run or one on the user's own table.

    Parameters
    ----------
    name
        One of :data:`EXPERIMENTS`.
    dataset
        For ``table1``, Thyroid unless given; ``toy_density`` has its own data.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.
    table
        For ``toy_density``, a CSV of feature columns and a last density column.
    device
        ``cpu``, ``cuda``, or ``auto`` for the second where there is one.
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
    plan = EXPERIMENTS[name](dataset, profile, seeds, table)
    keep = profile != "smoke" and table is None
    if keep:
        check_place(name, plan.dataset, profile, plan.seeds, results)
    outcome = plan.run(device)
    if keep:
        write_record(outcome.record, results, outcome.arrays)
    return outcome


def _choose(device: str) -> str:
    if device not in ("auto", "cpu", "cuda"):
        raise InputError(f"device={device!r}: give 'auto', 'cpu' or 'cuda'.")
    if device == "cuda" and not torch.cuda.is_available():
        raise InputError("device='cuda': torch sees no GPU here; give 'cpu' or 'auto'.")
    return "cuda" if device != "cpu" and torch.cuda.is_available() else "cpu"
