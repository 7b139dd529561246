"""Noise that VAEs of faces learn: Tables 1 and 2, Figures 3, 9 to 11 and 14 to 16."""

from replication.kit import Experiment
from replication.noise_vae_faces.config import DEVIATIONS, HEADINGS, LABELS, SEEDS, configure
from replication.noise_vae_faces.figures import (
    learning_curves,
    reconstructions,
    residuals,
    traversals,
)

__all__ = [
    "DEVIATIONS",
    "EXPERIMENT",
    "learning_curves",
    "reconstructions",
    "residuals",
    "traversals",
]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=("yaleb", "celeba"),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
)
