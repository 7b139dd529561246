"""Propositions 1 and 2 of the Langevin supplement: a lossy autoencoder moves along the score."""

from replication.kit import Experiment
from replication.lossy_autoencoder_score.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.lossy_autoencoder_score.figures import (
    displacements,
    errors,
    falling_loss,
    fields,
    one_theory,
)

__all__ = ["EXPERIMENT", "displacements", "errors", "falling_loss", "fields", "one_theory"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    default="mixture_1d",
    deterministic=PARTS,
    trains_on_device=False,
)
