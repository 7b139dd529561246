"""Closed forms that the papers' arguments rest on, to hold training against."""

from rdo.theory.continuous_pca import LinearPCA, strain
from rdo.theory.linear_h import H, LinearModel, Solution
from rdo.theory.misfit import exact_encoder

__all__ = ["H", "LinearModel", "LinearPCA", "Solution", "exact_encoder", "strain"]
