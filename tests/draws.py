"""Draws for tests, each from a generator of its own."""

import torch
from torch import Tensor

__all__ = ["normal", "uniform"]


def normal(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Tensor:
    """Standard normal."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)


def uniform(*shape: int, seed: int = 0, dtype: torch.dtype = torch.float32) -> Tensor:
    """Between 0 and 1."""
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed), dtype=dtype)
