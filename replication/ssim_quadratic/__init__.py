"""Appendix C of the RaDOGAGA paper: 1 - SSIM against its quadratic form."""

from replication.kit import Experiment
from replication.ssim_quadratic.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.ssim_quadratic.figures import (
    cost_map,
    disturbance_costs,
    matrix_and_spectrum,
    remainder_orders,
    weights,
)

__all__ = [
    "EXPERIMENT",
    "HEADINGS",
    "cost_map",
    "disturbance_costs",
    "matrix_and_spectrum",
    "remainder_orders",
    "weights",
]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    default="digits",
    trains_on_device=False,
)
