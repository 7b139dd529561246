"""Algorithm 1 of the Langevin supplement in the plane: the density that a walk is stationary in."""

from replication.kit import Experiment, together
from replication.langevin_stationary.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.langevin_stationary.figures import densities, divergences

__all__ = ["EXPERIMENT", "densities", "divergences"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    deterministic=("mixture",),
    trainings=together,
    seeds_per_unit=1,
)
