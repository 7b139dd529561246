"""Small DAGMMs, diagnosed before their training, during it and after it."""

from dataclasses import dataclass

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

__all__ = ["TrainedNetworks", "diagnose", "train_networks"]

_EM_ROUNDS = 25


@dataclass(frozen=True)
class TrainedNetworks:
    """DAGMMs on one data set, one per seed, as Glorot's weights left them and as training did."""

    task: Task
    """Of Table 1."""
    batch_size: int
    untrained: Ensemble
    trained: Ensemble
    history: History
    """Of the training; what was observed is what :func:`diagnose` gives."""

    def cases(self, *, trained: bool = True) -> list[Case]:
        """Every network's features of its own split, of training rows and of test rows."""
        x, table = self.task.data, self.task.table
        cases = []
        for replica, (seed, split) in enumerate(
            zip(self.task.run.seeds, self.task.splits, strict=True)
        ):
            model = _replica(self.trained if trained else self.untrained, replica)
            train, membership = _represented(model, x[split.train])
            test, _ = _represented(model, x[split.test])
            labels = table.y[split.test], table.anomaly_ratio
            batches = self.batch_size, model.estimation
            cases.append(Case(seed, train, membership, test, *labels, *batches))
        return cases


def train_networks(config: Config, run: Run) -> TrainedNetworks:
    """Train DAGMM with the networks of RaDOGAGA's Table 2 on a part's data set.

    Raises
    ------
    InputError
        If the data set is missing, or a number is not positive.
    """
    task = Task.load(configure_table1(run.part, run.profile), run)
    untrained, trained = task.ensemble("dagmm"), task.ensemble("dagmm")

    def evaluate(ensemble: Ensemble) -> dict[str, npt.NDArray[np.float64]]:
        found = [
            diagnose(*_represented(_replica(ensemble, replica), task.data[split.train]))
            for replica, split in enumerate(task.splits)
        ]
        return {name: np.array([one[name] for one in found]) for name in found[0]}

    batch_size = min(config.batch_size, task.train_rows.shape[1])
    history = fit(
        trained,
        task.data,
        task.train_rows,
        run.seeds,
        Schedule(config.steps, batch_size, config.learning_rate),
        label=f"{run.part}, DAGMM",
        checkpoints=run.checkpoints("train"),
        observer=Observer(max(1, config.steps // config.evaluations), evaluate),
    )
    return TrainedNetworks(task, batch_size, untrained, trained, history)


def diagnose(features: Tensor, membership: Tensor) -> dict[str, float]:
    """How memberships stand to the mixture that they imply.

    Parameters
    ----------
    features
        Rows, ``(L, D)``.
    membership
        Theirs, ``(L, K)``.

    Returns
    -------
    dict
        ``energy``, its mean, nats per row; ``gap``, how far the bound of DAGMM's Eq. 10 lies above
        it; ``em_gain``, how much lower 25 rounds of EM bring it from here; ``largest_weight``, that
        of the heaviest component; ``condition``, the condition number of the correlations within a
        component, the worst of all; ``float32_fails``, 1 where float32 finds no Cholesky factor.
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


def _replica(ensemble: Ensemble, index: int) -> DAGMM:
    model = ensemble.replica(index)
    assert isinstance(model, DAGMM)
    return model


def _represented(model: DAGMM, x: Tensor) -> tuple[Tensor, Tensor]:
    """Features of rows, and their memberships."""
    with torch.no_grad():
        features = model.represent(x)
        return features, model.estimation(features)
