"""Figures 1 to 3 of the Langevin supplement: images and Gaussian points in the images' plane."""

from replication.kit import Experiment
from replication.principal_plane.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.principal_plane.figures import random_points

__all__ = ["EXPERIMENT", "random_points"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trains_on_device=False,
)
