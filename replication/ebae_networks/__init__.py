"""Table 2 of the EBAE supplement: whether its layers give images of the right size."""

from replication.ebae_networks.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.kit import Experiment

__all__ = ["EXPERIMENT"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    deterministic=PARTS,
)
