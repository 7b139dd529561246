"""Measures on a trained model."""

from rdo.diagnostics.clusters import least_rank_correlation, matched_share
from rdo.diagnostics.density import density_correlation, divergence_from_gaussian
from rdo.diagnostics.dependence import mutual_information
from rdo.diagnostics.gibbs import gibbs_weights, log_normaliser
from rdo.diagnostics.isometry import GramSummary, gram_summary
from rdo.diagnostics.reconstruction import (
    KeptVariance,
    ReconstructionSummary,
    kept_by_direction,
    reconstruction_summary,
)

__all__ = [
    "GramSummary",
    "KeptVariance",
    "ReconstructionSummary",
    "density_correlation",
    "divergence_from_gaussian",
    "gibbs_weights",
    "gram_summary",
    "kept_by_direction",
    "least_rank_correlation",
    "log_normaliser",
    "matched_share",
    "mutual_information",
    "reconstruction_summary",
]
