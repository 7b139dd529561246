"""Distortions D(x, y) between a row or a picture and its reconstruction."""

from rdo.distortions.squared_error import squared_error
from rdo.distortions.ssim import one_minus_ssim

__all__ = ["one_minus_ssim", "squared_error"]
