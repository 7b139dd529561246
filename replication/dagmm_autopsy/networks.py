"""Small DAGMMs, diagnosed before their training, during it and after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.models import DAGMM
from rdo.priors import mixture_energy, mixture_statistics, posterior, variational_bound
from rdo.training import Ensemble, History, Observer, Schedule, fit
from replication.dagmm_autopsy import faults
from replication.dagmm_autopsy.config import Config
from replication.dagmm_autopsy.costs import Case
from replication.kit import Run
from replication.kit.anomaly.task import Task
from replication.table1 import configure as configure_table1

__all__ = ["TrainedNetworks", "diagnose", "diagnoses", "train_networks"]

_EM_ROUNDS = 25


@dataclass(frozen=True)
class TrainedNetworks:
    """DAGMMs on one data set, one per seed, each with its own split of the rows."""

    task: Task
    """Of Table 1."""
    template: DAGMM
    untrained: list[Case]
    """As Glorot's weights leave the networks."""
    trained: list[Case]
    history: History
    """Of the training; what was observed is what :func:`diagnoses` gives."""


def train_networks(config: Config, run: Run) -> TrainedNetworks:
    """Train DAGMM with the networks of RaDOGAGA's Table 2 on a part's data set.

    Raises
    ------
    InputError
        If the data set is missing, or a number is not positive.
    """
    task = Task.load(configure_table1(run.part, run.profile), run)
    ensemble = task.ensemble("dagmm")
    batch_size = min(config.batch_size, task.train_rows.shape[1])
    untrained = _cases(ensemble, task, batch_size)
    history = fit(
        ensemble,
        task.data,
        task.train_rows,
        run.seeds,
        Schedule(config.steps, batch_size, config.learning_rate),
        label=f"{run.part}, DAGMM",
        checkpoints=run.checkpoints("train"),
        observer=Observer(
            max(1, config.steps // config.evaluations),
            lambda replicas: diagnoses(_cases(replicas, task, batch_size)),
        ),
    )
    template = cast(DAGMM, ensemble.template)
    return TrainedNetworks(task, template, untrained, _cases(ensemble, task, batch_size), history)


def _cases(ensemble: Ensemble, task: Task, batch_size: int) -> list[Case]:
    """Every network's features of its own split, of training rows and of test rows."""
    table, cases = task.table, []
    for replica, (seed, split) in enumerate(zip(task.run.seeds, task.splits, strict=True)):
        model = cast(DAGMM, ensemble.replica(replica))
        with torch.no_grad():
            train, test = (model.represent(task.data[rows]) for rows in (split.train, split.test))
            membership = model.estimation(train)
        labels, ratio = table.y[split.test], table.anomaly_ratio
        cases.append(
            Case(seed, train, membership, test, labels, ratio, batch_size, model.estimation)
        )
    return cases


def diagnoses(cases: Sequence[Case]) -> dict[str, npt.NDArray[np.float64]]:
    """What :func:`diagnose` gives, one value per case."""
    rows = [diagnose(case.train, case.membership) for case in cases]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def diagnose(features: Tensor, membership: Tensor) -> dict[str, float]:
    """How memberships ``(L, K)`` stand to the mixture that they imply of features ``(L, D)``.

    ``energy``, its mean, nats per row; ``gap``, how far the bound of DAGMM's Eq. 10 lies above it;
    ``em_gain``, how much lower 25 rounds of EM bring it from here; ``largest_weight``, that of the
    heaviest component; ``condition``, the condition number of the correlations within a component,
    the worst of all; ``float32_fails``, 1 where float32 finds no Cholesky factor.
    """
    mixture = mixture_statistics(features, membership)
    energy = mixture_energy(features, mixture)
    refined = mixture
    for _ in range(_EM_ROUNDS):
        refined = mixture_statistics(features, posterior(features, refined))
    gap = variational_bound(features, mixture, membership) - energy
    deviation = mixture.covariance.diagonal(dim1=-2, dim2=-1).sqrt()
    correlation = mixture.covariance / deviation[:, :, None] / deviation[:, None, :]
    single = faults.single_precision_covariance(features, membership)
    return {
        "energy": energy.mean().item(),
        "gap": gap.mean().item(),
        "em_gain": (energy - mixture_energy(features, refined)).mean().item(),
        "largest_weight": mixture.weight.max().item(),
        "condition": torch.linalg.cond(correlation).max().item(),
        "float32_fails": float(torch.linalg.cholesky_ex(single).info.any()),
    }
