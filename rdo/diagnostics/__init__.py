"""Measures on a trained model."""

from rdo.diagnostics.clusters import clustering_accuracy, within_cluster_rank_correlation
from rdo.diagnostics.density import density_correlation, divergence_from_gaussian
from rdo.diagnostics.dependence import mutual_information
from rdo.diagnostics.disentanglement import (
    difference_points,
    disentanglement_score,
    expected_difference,
)
from rdo.diagnostics.factors import (
    TRAVERSAL,
    FactorSummary,
    factor_summary,
    fitted_variances,
    traverse,
)
from rdo.diagnostics.gibbs import gibbs_weights, log_normaliser
from rdo.diagnostics.isometry import GramSummary, gram_summary
from rdo.diagnostics.reconstruction import (
    KeptVariance,
    ReconstructionSummary,
    kept_by_direction,
    reconstruction_summary,
    summarise_errors,
)

__all__ = [
    "TRAVERSAL",
    "FactorSummary",
    "GramSummary",
    "KeptVariance",
    "ReconstructionSummary",
    "clustering_accuracy",
    "density_correlation",
    "difference_points",
    "disentanglement_score",
    "divergence_from_gaussian",
    "expected_difference",
    "factor_summary",
    "fitted_variances",
    "gibbs_weights",
    "gram_summary",
    "kept_by_direction",
    "log_normaliser",
    "mutual_information",
    "reconstruction_summary",
    "summarise_errors",
    "traverse",
    "within_cluster_rank_correlation",
]
