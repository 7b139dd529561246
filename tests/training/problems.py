"""A small problem to train on."""

import numpy as np
import torch
from torch import Tensor

from rdo.models import DAGMM, EBAE, Architecture, Chains, RaDOGAGA
from rdo.nn import mlp_pair
from rdo.sampling import Langevin
from rdo.training import Ensemble

ARCHITECTURE = Architecture(5, (8,), 2, 2, residual_features=True)


def radogaga() -> RaDOGAGA:
    return RaDOGAGA(ARCHITECTURE, lambda1=100, lambda2=1000)


def linear(matrix: Tensor) -> Ensemble:
    """RaDOGAGA with a linear decoder ``matrix (M, N)``, its inverse, and 2 lambda2 sigma^2 = 1."""
    m, n = matrix.shape
    model = RaDOGAGA(Architecture(m, (), n, 1), lambda1=1, lambda2=6)
    model.decoder.linear[0].weight.data = matrix
    model.encoder.linear[0].weight.data = torch.linalg.pinv(matrix)
    return Ensemble([model])


def dagmm() -> DAGMM:
    return DAGMM(ARCHITECTURE)


def ebae() -> EBAE:
    """It samples from its own density, with a replay buffer."""
    chains = Chains(Langevin(0.4, 0.05, sphere=True), 2, Langevin(0.1, 0.05), 2, replay_size=40)
    return EBAE(*mlp_pair(5, (8,), 2), 2, (5,), chains)


def rows(n: int = 200) -> Tensor:
    """Rows on a bent two-dimensional surface."""
    g = torch.Generator().manual_seed(0)
    s = torch.rand(n, 2, generator=g)
    return torch.cat([s, s.sin(), (s[:, :1] * s[:, 1:])], dim=1)


def own_rows(replicas: int, n: int = 150) -> np.ndarray:
    """Each replica's own training rows of a table of 200."""
    return np.stack([np.random.default_rng(r).permutation(200)[:n] for r in range(replicas)])
