"""How this folder trains: all seeds and settings in one loop, each on its own rows."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

from rdo.training import Ensemble, History, Schedule
from replication.factor_indicators.config import Trained
from replication.kit import Run
from replication.kit.train import train

__all__ = ["row_numbers", "train_on"]


def train_on(
    run: Run,
    ensemble: Ensemble,
    data: npt.NDArray[np.floating],
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    config: Trained,
    stage: str,
) -> History:
    """Train every replica on its own rows.

    Parameters
    ----------
    data
        All rows, ``(n, M)``.
    rows, seeds
        As for :func:`rdo.training.fit`.
    run, ensemble, stage
        As for :func:`replication.kit.train.train`.
    """
    return train(
        run,
        ensemble,
        torch.from_numpy(data).float(),
        rows,
        seeds,
        Schedule(config.steps, config.batch_size, config.learning_rate),
        warm_up=None,
        label=f"{len(ensemble)} replicas, {stage}",
        stage=stage,
        final=Schedule(-(-config.steps // 4), config.batch_size, config.learning_rate / 10),
    )


def row_numbers(tables: Sequence[int], n: int) -> npt.NDArray[np.int64]:
    """The rows of each replica where tables of n rows lie one below the other, ``(R, n)``."""
    return np.add.outer(n * np.asarray(tables, dtype=np.int64), np.arange(n))
