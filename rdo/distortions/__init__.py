"""Distortions D(x, y) between a row or an image and its reconstruction."""

from collections.abc import Callable

from torch import Tensor

from rdo.distortions.squared_error import squared_error
from rdo.distortions.ssim import one_minus_ssim

__all__ = ["Distortion", "one_minus_ssim", "squared_error"]

Distortion = Callable[[Tensor, Tensor], Tensor]
"""A function of rows ``(..., M)`` or images ``(..., C, H, W)`` and their reconstructions, that
gives one value for each."""
