"""Algorithm 1 of the Langevin supplement on images: what runs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen

from rdo.errors import InputError
from replication.kit.fields import Count, Index, NonNegative, Positive, Rate, Width

__all__ = ["DEVIATIONS", "HEADINGS", "LABELS", "PARTS", "SEEDS", "Config", "configure"]

PARTS = ("digits", "mnist")
"""What is trained on."""

LABELS = {
    "walks": "many short walks",
    "walks_denoising": "many short walks, denoising autoencoder",
    "chain": "one long walk",
    "yardsticks": "without a walk",
    "teacher": "classifier",
    "student_synthetic": "student of synthetic pairs",
    "student_noise": "student of labelled noise",
    "student_real": "student of real images",
    "tanh_teacher": "classifier, tanh",
    "tanh_synthetic": "student of synthetic pairs, tanh",
    "tanh_noise": "student of labelled noise, tanh",
    "tanh_real": "student of real images, tanh",
}

HEADINGS = {
    "accuracy": "accuracy on test images",
    "margin": "more than from noise",
    "distance_start": "distance, start",
    "distance_first": "distance, step 1",
    "distance_last": "distance, last step",
    "confidence_gain": "gain in confidence",
    "entropy": "entropy of classes, nats",
    "cells": "cells reached",
    "oversampling": "divergence of cells, nats",
    "visited": "data where it is, over the data's own",
    "distance_black": "black images, with noise",
    "distance_mean": "the mean image, with noise",
    "distance_test": "test images, without noise",
}

SEEDS = {"smoke": 2, "reduced": 3, "paper": 5}

DEVIATIONS = (
    "the supplement prints no network and no training: all of them are ours",
    "one autoencoder per seed, where the supplement has several",
)
_SWEEP = ((2, 0.1), (5, 0.1), (20, 0.1), (10, 0.0), (10, 0.3), (10, 1.0))
_LARGEST_SWEEP = 2_000  # walks of Algorithm 1's own length that a setting of the sweep is worth


@dataclass(frozen=True)
class Config:
    """A seed is one set of weights, batches, starts and noise; the images are split once."""

    walks: Count
    hidden: Width = 128
    """Width of every hidden layer."""
    autoencoder_steps: Count = 1_000
    classifier_steps: Count = 1_000
    student_steps: Count = 600
    sweep: Annotated[tuple[tuple[Count, NonNegative], ...], MaxLen(50)] = _SWEEP
    """Other steps and noises that students are trained with."""
    steps: Count = 10
    """R of Algorithm 1."""
    noise: NonNegative = 0.1
    r""":math:`\lambda` of Algorithm 1, a standard deviation."""
    latent: Width = 32
    """Dimensions of the autoencoders' latent."""
    corruption: Positive = 0.3
    """Standard deviation of the noise that the denoising autoencoder is trained against."""
    batch_size: Count = 128
    learning_rate: Rate = 1e-3
    data_seed: Index = 0

    def __post_init__(self) -> None:
        """Refuse walks that collect nothing."""
        if self.walks < 1:
            raise InputError(f"walks={self.walks}: give at least 1.")
        for steps, noise in self.settings:
            if steps < 2:
                raise InputError(f"steps={steps}: the first is not collected; give at least 2.")
            if not 0 <= noise < float("inf"):
                raise InputError(f"noise={noise}: give a finite number, at least 0.")

    @property
    def settings(self) -> tuple[tuple[int, float], ...]:
        """Steps and noises of the sweep, Algorithm 1's own first."""
        return ((self.steps, self.noise), *self.sweep)

    @property
    def sweep_pairs(self) -> int:
        """Pairs that a student of each of them is given, whatever the steps."""
        return min(self.walks, _LARGEST_SWEEP) * 9


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: the supplement's 10 steps, 10,000 walks and noise of 0.1, 5 seeds. ``reduced``: 2,000
    walks, 3 seeds. ``smoke``: 200 walks, 2 seeds, short trainings of narrow networks.
    """
    if profile == "smoke":
        return Config(200, 64, 200, 150, 100, _SWEEP[1:5:2])
    return Config(10_000 if profile == "paper" else 2_000)
