"""Noise that VAEs of faces learn: Tables 1 and 2, Figures 3, 9 to 11 and 14 to 16."""

from replication.kit import Experiment
from replication.noise_vae_faces.config import (
    DEVIATIONS,
    HEADINGS,
    LABELS,
    SEEDS,
    configure,
    trainings,
)
from replication.noise_vae_faces.figures import (
    learning_curves,
    reconstructions,
    residuals,
    traversals,
)
from replication.noise_vae_faces.tables import CHANGES, FACTORS, NOISE, PICTURES, per_pixel

__all__ = [
    "CHANGES",
    "DEVIATIONS",
    "EXPERIMENT",
    "FACTORS",
    "NOISE",
    "PICTURES",
    "learning_curves",
    "per_pixel",
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
    trainings=trainings,
    seeds_per_unit=1,
)
