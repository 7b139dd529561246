"""Appendix D of the RaDOGAGA paper: what h(d) = d and h(d) = log d do to a small model."""

from replication.analytic_h.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.analytic_h.figures import (
    approximation,
    boundary,
    landscape,
    measures_by_lambda1,
    slopes,
)
from replication.kit import Experiment, together

__all__ = ["EXPERIMENT", "approximation", "boundary", "landscape", "measures_by_lambda1", "slopes"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    deterministic=("linear",),
    trainings=together,
    seeds_per_unit=1,
)
