"""DAGMM's equations on mixtures and on one Gaussian latent, tested."""

from replication.dagmm_bound.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.dagmm_bound.figures import bound_and_collapse
from replication.kit import Experiment

__all__ = ["EXPERIMENT", "HEADINGS", "bound_and_collapse"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    deterministic=("collapse",),
)
