"""Algorithm 1 of the Langevin supplement on images: what the walks pass, and what they teach."""

from replication.kit import Experiment
from replication.langevin_sampling.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.langevin_sampling.figures import along_the_walk, settings_swept, walk_images

__all__ = ["EXPERIMENT", "along_the_walk", "settings_swept", "walk_images"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trains_on_device=False,
)
