"""Small DAGMMs, diagnosed before their training, during it and after it."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.datasets import Dataset, check_table, load, scale_minmax
from rdo.evaluation import Split, split_halves
from rdo.models import DAGMM
from rdo.priors import mixture_energy, mixture_statistics, posterior, variational_bound
from rdo.training import Ensemble, History, Observer, Schedule, fit
from replication.dagmm_autopsy import faults
from replication.dagmm_autopsy.config import Config
from replication.dagmm_autopsy.costs import Case
from replication.kit import Run
from replication.kit.anomaly.networks import build
from replication.table1 import configure as table1

__all__ = ["TrainedNetworks", "diagnose", "train_networks"]

_EM_ROUNDS = 25


@dataclass(frozen=True)
class TrainedNetworks:
    """DAGMMs on one data set, one per seed, as Glorot's weights left them and as training did."""

    table: Dataset
    x: Tensor
    """Its columns scaled to [0, 1]."""
    splits: dict[int, Split]
    """By seed."""
    batch_size: int
    untrained: Ensemble
    trained: Ensemble
    history: History
    """Of the training; what was observed is what :func:`diagnose` gives."""

    def cases(self, *, trained: bool = True) -> list[Case]:
        """Every network's features of its own split, of training rows and of test rows."""
        ensemble = self.trained if trained else self.untrained
        cases = []
        for replica, (seed, split) in enumerate(self.splits.items()):
            model = _replica(ensemble, replica)
            train, membership = _represented(model, self.x[split.train])
            test, _ = _represented(model, self.x[split.test])
            labels = self.table.y[split.test], self.table.anomaly_ratio
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
    table = load(run.part)
    scaled = scale_minmax(check_table(table.X, name=run.part, allow_constant=True))
    x = torch.from_numpy(scaled).float()
    splits = {seed: split_halves(table.y, seed) for seed in run.seeds}
    rows = np.stack([split.train for split in splits.values()])
    model = partial(build, "dagmm", table1(run.part, run.profile), x.shape[1])
    untrained, trained = (Ensemble.from_seeds(model, run.seeds) for _ in range(2))

    def evaluate(ensemble: Ensemble) -> dict[str, npt.NDArray[np.float64]]:
        found = [
            diagnose(*_represented(_replica(ensemble, replica), x[split.train]))
            for replica, split in enumerate(splits.values())
        ]
        return {name: np.array([one[name] for one in found]) for name in found[0]}

    batch_size = min(config.batch_size, rows.shape[1])
    history = fit(
        trained,
        x,
        rows,
        run.seeds,
        Schedule(config.steps, batch_size, config.learning_rate),
        label=f"{run.part}, DAGMM",
        checkpoints=run.checkpoints("train"),
        observer=Observer(max(1, config.steps // config.evaluations), evaluate),
    )
    return TrainedNetworks(table, x, splits, batch_size, untrained, trained, history)


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
