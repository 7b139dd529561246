"""Section 1 of the EBAE supplement: the gradient of the log-likelihood."""

from replication.ebae_gradient.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.kit import Experiment

__all__ = ["EXPERIMENT"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trains_on_device=False,
)
