"""Table 1 of the EBAE supplement: whether its splits are the whole data sets."""

from replication.ebae_data.config import HEADINGS, LABELS, PARTS, SEEDS, configure
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
