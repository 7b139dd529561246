"""Noise that a VAE learns, on MNIST: Figures 4 to 8 and 13 of the noise-fitting paper."""

from replication.kit import Experiment
from replication.noise_vae.config import DEVIATIONS, HEADINGS, LABELS, SEEDS, configure

__all__ = ["DEVIATIONS", "EXPERIMENT"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=("mnist",),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
)
