"""Sections 5 and 6 of the EBAE supplement: what training with chains costs."""

from replication.ebae_cost.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.kit import Experiment

__all__ = ["EXPERIMENT"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    deterministic=("cifar10",),
    trains_on_device=False,
)
