"""What RaDOGAGA's paper prints of its data, networks and quoted rows, counted anew."""

from replication.kit import Experiment
from replication.radogaga_printed.config import HEADINGS, LABELS, PARTS, SEEDS, configure

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
