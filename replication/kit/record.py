"""What an experiment gives back, and where it is kept."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch

from rdo.errors import Failure, InputError
from rdo.training import History
from replication.kit.options import Start
from replication.ledger import REPOSITORY, Arm, Data, Provenance, Record, find_record, provenance

__all__ = [
    "Draft",
    "Outcome",
    "arm",
    "begin",
    "check_place",
    "curves",
    "device_name",
]


@dataclass(frozen=True)
class Outcome:
    """A record and the arrays that its figures are drawn from."""

    record: Record
    arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict)


class _Configuration(Protocol):
    @property
    def profile(self) -> str: ...
    @property
    def seeds(self) -> tuple[int, ...]: ...


@dataclass(frozen=True)
class Draft:
    """A record as far as it is known when its run begins."""

    experiment: str
    dataset: str
    profile: str
    seeds: tuple[int, ...]
    config: Mapping[str, Any]
    variant: str
    origin: Provenance

    def record(self, arms: Mapping[str, Arm], data: Data, **settings: Any) -> Record:
        """The record, once the arms are measured.

        Parameters
        ----------
        arms
            What each method gave; their times add up to that of the record.
        data
            The table measured on.
        **settings
            Of the run, beside those of its configuration, as JSON values.
        """
        seconds = round(sum(arm.seconds for arm in arms.values()), 1)
        return Record(
            experiment=self.experiment,
            dataset=self.dataset,
            profile=self.profile,
            seeds=list(self.seeds),
            arms=dict(arms),
            config={**self.config, "seeds": len(self.seeds), **settings},
            variant=self.variant,
            data=data,
            provenance=replace(self.origin, seconds=seconds),
        )


def begin(
    experiment: str,
    dataset: str,
    config: _Configuration,
    device: str,
    start: Start | None = None,
) -> Draft:
    """Take down what makes a record again; to be called first, for the checkout may move on.

    Parameters
    ----------
    experiment, dataset
        Their names in the ledger.
    config
        Configuration of the run, a dataclass.
    device
        Where it trains.
    start
        Where RaDOGAGA starts, if the experiment has that option. A start other than the
        gauge-fixed one makes a variant of the record.
    """
    command = (
        f"rdo run {experiment} --dataset {dataset} --profile {config.profile} "
        f"--seeds {len(config.seeds)}"
    )
    if start is not None:
        command += f" --start {start}"
    return Draft(
        experiment,
        dataset,
        config.profile,
        config.seeds,
        asdict(config),  # type: ignore[call-overload]
        "" if start in (None, "gauge") else str(start),
        provenance(command, datetime.now(UTC), 0.0, device_name(device)),
    )


def arm(
    seeds: Sequence[int],
    metrics: Mapping[str, npt.ArrayLike],
    run: History,
    config: Mapping[str, Any],
    seconds: float = 0.0,
) -> Arm:
    """One method of a record: every seed's values, None where it failed.

    A seed fails where its training stopped, and where a metric of it is not finite, as those of a
    collapsed autoencoder may be; the others are not lost with it.

    Parameters
    ----------
    seeds
        All seeds run.
    metrics
        Values by name, each ``(R,)`` in the order of the seeds.
    run
        The training behind them; an empty one for an untrained method.
    config
        The method's own settings, as JSON values.
    seconds
        Time the metrics took, which the time of the training is added to.
    """
    columns = {name: np.asarray(column, dtype=float) for name, column in metrics.items()}
    failures: dict[int, Failure] = {}
    for failure in run.failures:
        failures.setdefault(failure.seed, failure)
    end = run.steps[-1] if run.steps else 0
    for name, column in columns.items():
        for seed, value in zip(seeds, column, strict=True):
            if not np.isfinite(value):
                failures.setdefault(seed, Failure(seed, end, f"{name} is not finite"))
    values = {
        name: [
            None if seed in failures else float(value)
            for seed, value in zip(seeds, column, strict=True)
        ]
        for name, column in columns.items()
    }
    return Arm(values, list(failures.values()), round(run.seconds + seconds, 1), dict(config))


def curves(method: str, run: History) -> dict[str, npt.NDArray[Any]]:
    """Loss terms and what was observed over the steps, ``(T, R)``.

    Named ``<method>_<term>`` and ``<method>_observed_<metric>``; the steps they belong to are
    ``<method>_steps`` and ``<method>_observed_at``, where anything was observed.
    """
    terms = {name: np.asarray(values, dtype=np.float32) for name, values in run.terms.items()}
    terms["steps"] = np.asarray(run.steps)
    if run.observed_at:
        terms["observed_at"] = np.asarray(run.observed_at)
    for name, values in run.observed.items():
        terms[f"observed_{name}"] = np.asarray(values, dtype=np.float32)
    return {f"{method}_{name}": values for name, values in terms.items()}


def device_name(device: str) -> str:
    """The accelerator's model, or ``cpu``."""
    return torch.cuda.get_device_name() if device.startswith("cuda") else "cpu"


def check_place(
    experiment: str,
    dataset: str,
    profile: str,
    variant: str,
    seeds: int,
    folder: Path | None = None,
) -> None:
    """Before a run, make sure that its record can be kept, and replaces none on more seeds.

    Raises
    ------
    InputError
        If a stored record stands on more seeds, or the folder of results cannot be written.
    """
    stored = find_record(experiment, dataset, profile=profile, variant=variant, folder=folder)
    if stored is not None and len(stored.seeds) > seeds:
        raise InputError(
            f"seeds={seeds}: {stored.path} already stands on {len(stored.seeds)}; ask for at least "
            "as many, or move that record away."
        )
    place = (folder or REPOSITORY / "results") / experiment / dataset
    nearest = next(parent for parent in (place, *place.parents) if parent.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        raise InputError(f"{place} cannot be written for {nearest}: make that a writable folder.")
