"""Measures on a trained model."""

from rdo.diagnostics.density import density_correlation, divergence_from_gaussian
from rdo.diagnostics.isometry import GramSummary, gram_summary
from rdo.diagnostics.reconstruction import variance_explained

__all__ = [
    "GramSummary",
    "density_correlation",
    "divergence_from_gaussian",
    "gram_summary",
    "variance_explained",
]
