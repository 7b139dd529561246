"""Noise that a VAE learns, on MNIST: Figures 4 to 8 and 13 of the noise-fitting paper."""

from replication.kit import Experiment
from replication.noise_vae.config import DEVIATIONS, HEADINGS, LABELS, SEEDS, configure, trainings
from replication.noise_vae.figures import (
    factor_pulses,
    gram_matrices,
    membership,
    residuals,
    sweep_curves,
    traversals,
)
from replication.noise_vae.tables import chosen_settings

__all__ = [
    "DEVIATIONS",
    "EXPERIMENT",
    "chosen_settings",
    "factor_pulses",
    "gram_matrices",
    "membership",
    "residuals",
    "sweep_curves",
    "traversals",
]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=("mnist",),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trainings=trainings,
    seeds_per_unit=1,
)
