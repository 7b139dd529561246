"""Closed forms that the papers' arguments rest on, to hold training against."""

from rdo.theory.linear_h import H, LinearModel, Solution
from rdo.theory.misfit import exact_encoder
from rdo.theory.ssim_quadratic import (
    CUBIC_CONSTANT,
    SSIMForm,
    has_contrast,
    has_mean,
    mean_matrix,
    variance_matrix,
)

__all__ = [
    "CUBIC_CONSTANT",
    "H",
    "LinearModel",
    "SSIMForm",
    "Solution",
    "exact_encoder",
    "has_contrast",
    "has_mean",
    "mean_matrix",
    "variance_matrix",
]
