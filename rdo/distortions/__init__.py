"""Distortions D(x, y) between a row or a picture and its reconstruction."""

from collections.abc import Callable

from torch import Tensor

from rdo.distortions.squared_error import squared_error
from rdo.distortions.ssim import one_minus_ssim

__all__ = ["Distortion", "one_minus_ssim", "squared_error"]

Distortion = Callable[[Tensor, Tensor], Tensor]
"""From rows ``(..., M)`` and as many reconstructions to one number per row, ``(...)``."""
