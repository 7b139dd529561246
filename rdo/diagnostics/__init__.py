"""Measures on a trained model."""

from rdo.diagnostics.density import density_correlation
from rdo.diagnostics.isometry import GramSummary, gram_summary
from rdo.diagnostics.reconstruction import KeptVariance, kept_by_direction, variance_explained

__all__ = [
    "GramSummary",
    "KeptVariance",
    "density_correlation",
    "gram_summary",
    "kept_by_direction",
    "variance_explained",
]
