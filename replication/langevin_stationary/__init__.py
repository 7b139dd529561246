"""The stationary density of an autoencoder's walk in the plane, and the one it was made for."""

from replication.kit import Experiment
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
)
