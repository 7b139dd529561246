"""What a faulty score costs: the same rows under the same mixture, ranked right and wrong."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from torch import Tensor

from rdo.evaluation import detection_metrics, flag_top
from rdo.priors import EstimationNetwork, Mixture, mixture_energy, mixture_statistics
from replication.dagmm_autopsy import faults

__all__ = ["RIGHT", "SCORES", "Case", "clusters", "cost_table", "costs", "f1_by_last_batch"]


@dataclass(frozen=True)
class Case:
    """Rows to fit a mixture to, and rows to rank."""

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

    @property
    def mixture(self) -> Mixture:
        """The mixture of all training rows."""
        return mixture_statistics(self.train, self.membership)

    def f1(self, scores: Tensor) -> float:
        """F1 by the papers' protocol."""
        return detection_metrics(self.anomalous, scores.numpy(), self.ratio)["f1"]


def _with_dropout(case: Case) -> Tensor | None:
    if case.network is None:
        return None
    generator = torch.Generator().manual_seed(case.seed)
    uniform = torch.rand(len(case.train), case.network.n_hidden, generator=generator)
    with torch.no_grad():
        mixture = faults.dropped_mixture(case.train, case.network, uniform)
    return mixture_energy(case.test, mixture)


def _of_last_batch(case: Case) -> Tensor:
    mixture = faults.last_batch_mixture(case.train, case.membership, case.batch_size)
    return mixture_energy(case.test, mixture)


def _averaged(case: Case) -> Tensor:
    mixture = faults.averaged_mixture(case.train, case.membership, case.batch_size)
    return mixture_energy(case.test, mixture)


RIGHT = "as rdo scores"

SCORES: dict[str, Callable[[Case], Tensor | None]] = {
    RIGHT: lambda case: mixture_energy(case.test, case.mixture),
    "double square root": lambda case: faults.double_root_energy(case.test, case.mixture),
    "floor under the density": lambda case: faults.floored_energy(case.test, case.mixture),
    "mixture of the last batch": _of_last_batch,
    "averaged covariances": _averaged,
    "dropout while scoring": _with_dropout,
}
"""Energies of a case's test rows, the right ones first; None where a fault does not apply."""


def costs(cases: Iterable[Case]) -> pd.DataFrame:
    """Rank the rows of every case by every score.

    Returns
    -------
    pandas.DataFrame
        A row per seed and score: ``f1``, ``average_precision``; ``moved``, rows that are flagged
        by one of this score and the right one but not by the other; ``tied``, how many share the
        highest score with another.
    """
    rows = []
    for case in cases:
        right = None
        for name, score in SCORES.items():
            energy = score(case)
            if energy is None:
                continue
            values = energy.double().numpy()
            flagged = flag_top(values, case.ratio)
            right = flagged if right is None else right
            metrics = detection_metrics(case.anomalous, values, case.ratio)
            at_top = int((values == values.max()).sum())
            rows.append(
                {
                    "score": name,
                    "seed": case.seed,
                    **{key: metrics[key] for key in ("f1", "average_precision")},
                    "moved": int((flagged != right).sum()),
                    "tied": at_top if at_top > 1 else 0,
                }
            )
    return pd.DataFrame(rows)


def clusters(seed: int) -> Case:
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
        batch_size=128,
    )


def f1_by_last_batch(cases: Iterable[Case], sizes: Sequence[int]) -> pd.DataFrame:
    """F1 if the mixture is that of the last few training rows, by ``rows``; all of them too."""
    return pd.DataFrame(
        {"seed": case.seed, "rows": rows, "f1": case.f1(mixture_energy(case.test, mixture))}
        for case in cases
        for rows in sorted({min(size, len(case.train)) for size in sizes} | {len(case.train)})
        for mixture in [mixture_statistics(case.train[-rows:], case.membership[-rows:])]
    )


def cost_table(frame: pd.DataFrame) -> pd.DataFrame:
    """What :func:`costs` found, as mean and standard deviation over the seeds.

    Parameters
    ----------
    frame
        As :func:`costs` returns it.
    """
    by_score = frame.groupby("score", sort=False)

    def spread(name: str) -> list[str]:
        column = by_score[name]
        return [f"{m:.3f} ({s:.3f})" for m, s in zip(column.mean(), column.std(), strict=True)]

    return pd.DataFrame(
        {
            "F1": spread("f1"),
            "average precision": spread("average_precision"),
            "flags moved": ["" if np.isnan(m) else f"{m:.1f}" for m in by_score["moved"].mean()],
            "tied at the top": [f"{m:.1f}" for m in by_score["tied"].mean()],
        },
        index=list(by_score.groups),
    )
