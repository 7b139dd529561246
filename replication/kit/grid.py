"""Replicas that differ in the weights of their loss, trained in one loop on quantiles."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.errors import Failure
from rdo.models import Architecture, RaDOGAGA
from rdo.theory import H
from rdo.training import Ensemble, History, Schedule
from rdo.training.draws import glorot_generator
from replication.kit.run import Run
from replication.kit.schedule import MOST_CELLS, GridSchedule
from replication.kit.train import train

__all__ = [
    "Cell",
    "GridSchedule",
    "TrainedGrid",
    "by_record_seed",
    "quantiles",
    "replica_seeds",
    "train_cells",
    "train_in_stages",
]

_Floats = npt.NDArray[np.float64]

_ROWS = 4_096
_SEED_STRIDE = MOST_CELLS


@dataclass(frozen=True)
class Cell:
    """One setting of the loss and of the scale of the data; the noise has the variance 1/12."""

    h: H
    lambda1: float
    lambda2: float
    sigma_x2: float = 1.0


@dataclass(frozen=True)
class TrainedGrid:
    """Replicas at the end of their training, all cells of the first seed, then of the next."""

    start: Ensemble
    """The same before any training."""
    ensemble: Ensemble
    history: History
    """With the failures under the seeds of the record."""
    rows: Tensor
    """Each replica's rows, ``(R, n, M)``."""

    n_cells: int

    def by_seed(self, values: Tensor) -> _Floats:
        """Values of all replicas ``(R, ...)`` as ``(seeds, cells, ...)``."""
        return values.double().cpu().numpy().reshape(-1, self.n_cells, *values.shape[1:])

    def share(self, n_cells: int) -> History:
        """The failures, and the time that so many of the cells account for."""
        return replace(self.history, seconds=self.history.seconds * n_cells / self.n_cells)


def quantiles(inverse: Any, n: int = _ROWS) -> _Floats:
    """Quantiles at n equally spaced probabilities, scaled to mean 0 and variance exactly 1.

    A sample without sampling error: what is measured on it differs from the expectation by the
    step between its points alone. ``inverse`` is that of the distribution function, from an array
    of probabilities.
    """
    x = np.asarray(inverse((np.arange(n) + 0.5) / n), dtype=float)
    x -= x.mean()
    return np.asarray(x / x.std())


def train_cells(
    run: Run,
    cells: Sequence[Cell],
    rows: npt.NDArray[np.floating],
    hidden: tuple[int, ...],
    schedule: GridSchedule,
    *,
    gauge: bool,
    same_weights: bool,
    stage: str,
) -> TrainedGrid:
    """Train every cell from every seed, with a single Gaussian, fitted to each batch, as the prior.

    Parameters
    ----------
    cells
        Settings, at most 1,000.
    rows
        Data of unit variance along the latent, ``(n, M)``; each cell scales it.
    hidden
        Widths between the data and the single latent; none for linear maps.
    same_weights
        Whether all cells of a seed are given the same first weights.
    run, schedule, gauge, stage
        As for :func:`train_in_stages`.
    """
    own_seeds = replica_seeds(run.seeds, len(cells))
    replicas = [(seed, cells[seed % _SEED_STRIDE]) for seed in own_seeds]
    architecture = Architecture(rows.shape[1], hidden, n_latent=1, n_components=1)
    models = []
    for seed, cell in replicas:
        model = RaDOGAGA(architecture, lambda1=cell.lambda1, lambda2=cell.lambda2, h=cell.h)
        weights = seed // _SEED_STRIDE if same_weights else seed
        model.reset_parameters(glorot_generator(weights))
        models.append(model)
    ensemble = Ensemble(models, run.device)
    # Training replaces the parameters, it does not change them.
    start = ensemble.subset(slice(None))
    scales = sorted({cell.sigma_x2 for cell in cells})
    data = torch.from_numpy(np.concatenate([np.sqrt(s) * rows for s in scales])).float()
    own = np.arange(len(rows)) + len(rows) * np.array(
        [[scales.index(cell.sigma_x2)] for _, cell in replicas]
    )
    label = f"{len(replicas)} replicas, {stage}"
    history = train_in_stages(
        run, ensemble, data, own, own_seeds, schedule, gauge=gauge, label=label, stage=stage
    )
    x = data.to(run.device)[torch.from_numpy(own).to(run.device)]
    return TrainedGrid(start, ensemble, history, x, len(cells))


def train_in_stages(
    run: Run,
    ensemble: Ensemble,
    data: Tensor,
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    schedule: GridSchedule,
    *,
    gauge: bool,
    label: str,
    stage: str,
) -> History:
    """:func:`replication.kit.train.train` with all stages of a schedule.

    It starts with the gauge fixed, or else from the weights as they are. Seeds are from
    :func:`replica_seeds`; failures come back under the seeds of the record.
    """
    steps, size, rate = schedule.steps, schedule.batch_size, schedule.learning_rate
    warm_up = Schedule(schedule.warm_up_steps, size, schedule.warm_up_learning_rate)
    history = train(
        run,
        ensemble,
        data,
        rows,
        seeds,
        Schedule(steps, size, rate),
        warm_up=warm_up if gauge else None,
        label=label,
        stage=stage,
        final=Schedule(-(-steps // 4), size, rate / 10),
    )
    history.failures = by_record_seed(history.failures)
    return history


def replica_seeds(seeds: Sequence[int], n_cells: int) -> list[int]:
    """A seed for every replica, all cells of the first seed of the record, then of the next."""
    return [seed * _SEED_STRIDE + k for seed in seeds for k in range(n_cells)]


def by_record_seed(failures: Sequence[Failure]) -> list[Failure]:
    """Failures of replicas under the seeds of the record."""
    return [replace(failure, seed=failure.seed // _SEED_STRIDE) for failure in failures]
