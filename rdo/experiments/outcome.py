"""What an experiment gives back, and where it is kept."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rdo.errors import Failure, InputError
from rdo.ledger import REPOSITORY, Arm, Record, find_record
from rdo.training import Training

__all__ = ["Outcome", "arm", "check_place", "curves", "device_name", "note_nan", "total_seconds"]


@dataclass(frozen=True)
class Outcome:
    """A record and the arrays that its figures are drawn from."""

    record: Record
    arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict)


def arm(
    seeds: Sequence[int],
    metrics: Mapping[str, npt.ArrayLike],
    failed: Sequence[Failure] = (),
    config: Mapping[str, Any] | None = None,
    seconds: float = 0.0,
) -> Arm:
    """One method of a record: every seed's values, None where training failed.

    Parameters
    ----------
    seeds
        All seeds run.
    metrics
        Values by name, each ``(R,)`` in the order of the seeds.
    failed
        Replicas that failed on the way; the first failure of a seed is kept.
    config
        What sets the method apart.
    seconds
        Time taken, the trainings included.
    """
    failures: dict[int, Failure] = {}
    for failure in failed:
        failures.setdefault(failure.seed, failure)
    values = {
        name: [
            None if seed in failures else float(value)
            for seed, value in zip(seeds, np.asarray(column), strict=True)
        ]
        for name, column in metrics.items()
    }
    return Arm(values, list(failures.values()), round(seconds, 1), dict(config or {}))


def note_nan(run: Training, seeds: Sequence[int], energies: npt.NDArray[np.floating]) -> None:
    """Add to the failures of ``run`` every seed whose row of ``energies (R, B)`` holds a NaN."""
    for seed, energy in zip(seeds, energies, strict=True):
        if np.isnan(energy).any():
            step = run.steps[-1] if run.steps else 0
            run.failures.append(Failure(seed, step, "an energy is NaN"))


def curves(method: str, run: Training) -> dict[str, npt.NDArray[Any]]:
    """Every loss term of a run over its steps, ``(T, R)``, named ``<method>_<term>``."""
    terms = {name: np.asarray(values, dtype=np.float32) for name, values in run.terms.items()}
    terms["steps"] = np.asarray(run.steps)
    return {f"{method}_{name}": values for name, values in terms.items()}


def total_seconds(arms: Mapping[str, Arm]) -> float:
    """Time all arms took together, over every sitting of a run that was resumed."""
    return round(sum(arm.seconds for arm in arms.values()), 1)


def device_name(device: str) -> str:
    """The accelerator's model, or ``cpu``."""
    return torch.cuda.get_device_name() if device.startswith("cuda") else "cpu"


def check_place(
    experiment: str, dataset: str, profile: str, seeds: int, folder: Path | None = None
) -> None:
    """Before a run, make sure that its record can be kept, and replaces none on more seeds.

    Raises
    ------
    InputError
        If a stored record stands on more seeds, or the folder of results cannot be written.
    """
    stored = find_record(experiment, dataset, profile=profile, folder=folder)
    if stored is not None and len(stored.seeds) > seeds:
        raise InputError(
            f"seeds={seeds}: {stored.path} already stands on {len(stored.seeds)}; ask for at least "
            "as many, or move that record away."
        )
    place = (folder or REPOSITORY / "results") / experiment / dataset
    nearest = next(parent for parent in (place, *place.parents) if parent.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        raise InputError(f"results={str(folder)!r}: {nearest} cannot be written; name a folder.")
