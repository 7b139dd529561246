"""Section 3 of the EBAE supplement: autoencoders that are to tell digits from what is none."""

from replication.kit import Experiment, together
from replication.ood_detection.config import (
    ERRORS,
    HEADINGS,
    LABELS,
    REBUILT,
    RELATIVE,
    SEEDS,
    configure,
)
from replication.ood_detection.figures import auc_strips, reconstructions

__all__ = [
    "ERRORS",
    "EXPERIMENT",
    "HEADINGS",
    "REBUILT",
    "RELATIVE",
    "auc_strips",
    "reconstructions",
]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=("digits", "mnist"),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trainings=together,
    seeds_per_unit=1,
)
