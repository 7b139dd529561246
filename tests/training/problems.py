"""A small problem to train on."""

import numpy as np
import torch
from torch import Tensor

from rdo.models import DAGMM, Architecture, RaDOGAGA

ARCHITECTURE = Architecture(5, (8,), 2, 2, residual_features=True)


def radogaga() -> RaDOGAGA:
    return RaDOGAGA(ARCHITECTURE, lambda1=100, lambda2=1000)


def dagmm() -> DAGMM:
    return DAGMM(ARCHITECTURE)


def rows(n: int = 200) -> Tensor:
    """Rows on a bent two-dimensional surface."""
    g = torch.Generator().manual_seed(0)
    s = torch.rand(n, 2, generator=g)
    return torch.cat([s, s.sin(), (s[:, :1] * s[:, 1:])], dim=1)


def own_rows(replicas: int, n: int = 150) -> np.ndarray:
    """Each replica's own training rows of a table of 200."""
    return np.stack([np.random.default_rng(r).permutation(200)[:n] for r in range(replicas)])
