"""What a faulty score costs: the same rows under the same mixture, ranked right and wrong."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.evaluation import detection_metrics, flag_top
from rdo.priors import EstimationNetwork, mixture_energy, mixture_statistics
from replication.dagmm_autopsy import faults
from replication.dagmm_autopsy.config import RIGHT

__all__ = ["Case", "clusters", "costs", "energies", "f1_by_last_batch"]

_Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Case:
    """The rows of one seed: training rows to fit a mixture to, test rows to rank."""

    seed: int
    train: Tensor
    """Features of the training rows, ``(L, D)``, in the order of the batches."""
    membership: Tensor
    """Theirs, ``(L, K)``."""
    test: Tensor
    """Features of the rows to rank, ``(B, D)``."""
    anomalous: npt.NDArray[np.bool_]
    """Which of these are anomalies, ``(B,)``."""
    ratio: float
    """Share of them to flag."""
    batch_size: int
    network: EstimationNetwork | None = None
    """What gave the memberships, if it was a network."""

    def f1(self, scores: Tensor) -> float:
        """F1 by the papers' protocol."""
        return detection_metrics(self.anomalous, scores.numpy(), self.ratio)["f1"]


def energies(case: Case) -> dict[str, Tensor]:
    """A case's test rows by every score, ``(B,)``; with dropout only where there is a network."""
    test, rows = case.test, (case.train, case.membership)
    mixture, batches = mixture_statistics(*rows), (*rows, case.batch_size)
    found = {
        RIGHT: mixture_energy(test, mixture),
        "double_root": faults.double_root_energy(test, mixture),
        "floor": faults.floored_energy(test, mixture),
        "last_batch": mixture_energy(test, faults.last_batch_mixture(*batches)),
        "averaged": mixture_energy(test, faults.averaged_mixture(*batches)),
    }
    if case.network is not None:
        generator = torch.Generator().manual_seed(case.seed)
        uniform = torch.rand(len(case.train), case.network.n_hidden, generator=generator)
        with torch.no_grad():
            dropped = faults.dropped_mixture(case.train, case.network, uniform)
        found["dropout"] = mixture_energy(test, dropped)
    return found


def costs(case: Case) -> dict[str, dict[str, float]]:
    """Rank a case's test rows by every score of :func:`energies`.

    ``f1``, ``average_precision``; ``moved``, rows that are flagged by one of this score and the
    right one but not by the other; ``tied``, how many share the highest score with another. All
    are NaN where an energy is, or a right one.
    """
    scores = {name: energy.double().numpy() for name, energy in energies(case).items()}
    return {name: _cost(case, values, scores[RIGHT]) for name, values in scores.items()}


def _cost(case: Case, scores: _Array, right: _Array) -> dict[str, float]:
    if np.isnan(scores).any() or np.isnan(right).any():
        return dict.fromkeys(("f1", "average_precision", "moved", "tied"), np.nan)
    metrics = detection_metrics(case.anomalous, scores, case.ratio)
    at_top = float((scores == scores.max()).sum())
    return {
        "f1": metrics["f1"],
        "average_precision": metrics["average_precision"],
        "moved": float((flag_top(scores, case.ratio) != flag_top(right, case.ratio)).sum()),
        "tied": at_top if at_top > 1 else 0.0,
    }


def clusters(seed: int, batch_size: int = 128) -> Case:
    """Three Gaussian clusters in a file sorted by its first column, and anomalies anywhere.

    The clusters are 0.3, 1 and 3 wide, and memberships are the true ones: nothing here is left to a
    network.
    """
    rng = np.random.default_rng(seed)
    centre = np.array([[-8.0, 0, 0], [0, 0, 0], [12, 0, 0]])
    width = np.array([[0.3], [1], [3]])
    component = rng.integers(3, size=2_000)
    rows = centre[component] + width[component] * rng.standard_normal((2_000, 3))
    train, normal = rows[:1_000], rows[1_000:]
    by_first_column = np.argsort(train[:, 0])
    anywhere = rng.uniform(train.min(0), train.max(0), (100, 3))
    order = rng.permutation(1_100)  # a tie broken by position must favour nobody
    anomalous = order >= 1_000
    return Case(
        seed,
        torch.from_numpy(train[by_first_column]),
        torch.eye(3, dtype=torch.float64)[torch.from_numpy(component[:1_000][by_first_column])],
        torch.from_numpy(np.concatenate([normal, anywhere])[order]),
        anomalous,
        float(anomalous.mean()),
        batch_size,
    )


def f1_by_last_batch(case: Case, rows: Iterable[int]) -> list[float]:
    """F1 if the mixture is that of the last few training rows, for each number of them."""
    mixtures = (mixture_statistics(case.train[-n:], case.membership[-n:]) for n in rows)
    return [case.f1(mixture_energy(case.test, mixture)) for mixture in mixtures]
