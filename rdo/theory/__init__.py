"""Closed forms that the papers' arguments rest on, to hold training against."""

from rdo.theory.continuous_pca import LinearPCA, strain
from rdo.theory.encoded_points import EncodedPoints
from rdo.theory.exact_maps import denoiser, lossy_map
from rdo.theory.gradient_maps import GradientMaps, Stationary
from rdo.theory.linear_gaussian import GaussianData, LinearVAE
from rdo.theory.linear_h import H, LinearModel, Solution
from rdo.theory.lossy_autoencoder import (
    ConstructedMap,
    drift,
    first_order,
    gaussian_map,
    loss,
    second_order,
)
from rdo.theory.misfit import exact_encoder
from rdo.theory.mixtures import IsotropicMixture
from rdo.theory.ripples import (
    critical_frequency,
    ripple_curvature,
    staircase,
    staircase_change,
)
from rdo.theory.ssim_quadratic import (
    CUBIC_CONSTANT,
    SSIMForm,
    has_contrast,
    has_mean,
    mean_matrix,
    variance_matrix,
)
from rdo.theory.stationary_line import StationaryLine
from rdo.theory.stationary_walk import PlaneGrid, PlaneWalk, divergence

__all__ = [
    "CUBIC_CONSTANT",
    "ConstructedMap",
    "EncodedPoints",
    "GaussianData",
    "GradientMaps",
    "H",
    "IsotropicMixture",
    "LinearModel",
    "LinearPCA",
    "LinearVAE",
    "PlaneGrid",
    "PlaneWalk",
    "SSIMForm",
    "Solution",
    "Stationary",
    "StationaryLine",
    "critical_frequency",
    "denoiser",
    "divergence",
    "drift",
    "exact_encoder",
    "first_order",
    "gaussian_map",
    "has_contrast",
    "has_mean",
    "loss",
    "lossy_map",
    "mean_matrix",
    "ripple_curvature",
    "second_order",
    "staircase",
    "staircase_change",
    "strain",
    "variance_matrix",
]
