"""Replicas for both h, and what is measured on linear networks and on others alike."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.models import FactorisedRaDOGAGA, RateDistortion
from rdo.nn import mlp_pair
from rdo.theory import H
from rdo.training import Ensemble
from rdo.training.draws import glorot_generator
from replication.continuous_pca.config import CurvedNetworks, StraightNetworks
from replication.kit import Run
from replication.kit.grid import replica_seeds

__all__ = ["BOTH", "Replicas", "factorised", "gram_deviation", "of_both"]

_Floats = npt.NDArray[np.float64]

BOTH: tuple[H, ...] = ("d", "log")


class Replicas(NamedTuple):
    """Of the first seed with either h, then of the next: what a training starts with."""

    ensemble: Ensemble
    data: Tensor
    """Rows that all are trained on, ``(n, M)``."""
    rows: npt.NDArray[np.int64]
    """Their indices, ``(R, n)``."""
    seeds: list[int]
    """One per replica."""

    @property
    def x(self) -> Tensor:
        """The rows of every replica, ``(R, n, M)``."""
        return self.data.to(self.ensemble.device).expand(len(self.ensemble), -1, -1)


def factorised(
    n_features: int, hidden: Sequence[int], n_latent: int
) -> Callable[..., FactorisedRaDOGAGA]:
    """What builds RaDOGAGA with a factorised prior on networks of these widths, given weights."""

    def build(**weights: Any) -> FactorisedRaDOGAGA:
        return FactorisedRaDOGAGA(*mlp_pair(n_features, hidden, n_latent), n_latent, **weights)

    return build


def of_both(
    build: Callable[..., RateDistortion],
    config: StraightNetworks | CurvedNetworks,
    run: Run,
    rows: _Floats,
) -> Replicas:
    """Replicas of ``build(lambda1=..., lambda2=..., h=...)`` for every seed and both h.

    Those of a seed start from the same weights; all are trained on the same rows, ``(n, M)``.
    """
    models = []
    for seed, h in product(run.seeds, BOTH):
        models.append(build(lambda1=config.lambda1, lambda2=config.lambda2, h=h))
        models[-1].reset_parameters(glorot_generator(seed))
    ensemble, data = Ensemble(models, run.device), torch.from_numpy(rows).float()
    own = np.tile(np.arange(len(rows)), (len(models), 1))
    return Replicas(ensemble, data, own, replica_seeds(run.seeds, len(BOTH)))


def gram_deviation(gram: _Floats) -> _Floats:
    r"""Size of :math:`G - I` per dimension, :math:`\lVert G - I \rVert_F / \sqrt{N}`: ``(...)``."""
    n = gram.shape[-1]
    return np.asarray(np.linalg.norm(gram - np.eye(n), axis=(-2, -1)) / np.sqrt(n))
