"""How this folder trains: all seeds and settings in one loop, each on its own rows."""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.training import Ensemble, History, Schedule
from replication.factor_indicators.config import Trained
from replication.kit import Run
from replication.kit.train import train

__all__ = ["train_on"]


def train_on(
    run: Run,
    ensemble: Ensemble,
    tables: npt.NDArray[np.floating],
    seeds: list[int],
    config: Trained,
    stage: str,
) -> tuple[History, Tensor]:
    """Train every replica on its own table; the history, and the tables on the run's device.

    Parameters
    ----------
    tables
        ``(R, n, M)``.
    seeds
        One for each replica.
    run, ensemble, stage
        As for :func:`replication.kit.train.train`.
    """
    replicas, n, columns = tables.shape
    data = torch.from_numpy(tables.reshape(-1, columns)).float()
    rows = np.arange(replicas * n).reshape(replicas, n)
    history = train(
        run,
        ensemble,
        data,
        rows,
        seeds,
        Schedule(config.steps, config.batch_size, config.learning_rate),
        warm_up=None,
        label=f"{replicas} replicas, {stage}",
        stage=stage,
        final=Schedule(-(-config.steps // 4), config.batch_size, config.learning_rate / 10),
    )
    return history, data.reshape(tables.shape).to(run.device)
