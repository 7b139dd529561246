"""Closed forms that the papers' arguments rest on, to hold training against."""

from rdo.theory.linear_h import H, LinearModel, Solution
from rdo.theory.misfit import exact_encoder

__all__ = ["H", "LinearModel", "Solution", "exact_encoder"]
