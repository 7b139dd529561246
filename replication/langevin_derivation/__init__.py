"""What stands around the Langevin supplement's formulas: definitions, and Algorithm 1's loops."""

from replication.kit import Experiment
from replication.langevin_derivation.config import HEADINGS, LABELS, PARTS, SEEDS, configure

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
