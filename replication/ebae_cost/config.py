"""Sections 5 and 6 of the EBAE supplement: what runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, NamedTuple

from annotated_types import Ge, Le

from replication.kit.fields import Count, Rate, Width

__all__ = [
    "HEADINGS",
    "LABELS",
    "PARTS",
    "PRINTED",
    "SEEDS",
    "Config",
    "Counts",
    "Printed",
    "configure",
]

PARTS = ("mnist", "cifar10")
"""Of the second only the printed numbers of transitions are counted: its chains are as long as the
supplement says, and nothing is trained."""

LABELS = {
    "ebae": "EBAE",
    "fifty_over_ten": "No. 5 over No. 4",
    "vae": "VAE",
}

HEADINGS = {
    "passes": "passes for a score",
    "inference_ratio": "time of a score, over an autoencoder's",
    "chain_share": "share of the chains",
    "transition_ratio": "a transition over a step (log2, size)",
    "transitions": "transitions",
    "hours": "hours, projected",
    "time_ratio": "time of a step, ratio",
    "one_pass_variation": "variation of one pass",
}

SEEDS = {"smoke": 2, "reduced": 3, "paper": 3}


class Printed(NamedTuple):
    """What Section 3 prints of a training."""

    latent_steps: int
    visible_steps: int
    images: int
    epochs: int


PRINTED: Mapping[str, Printed] = {
    "mnist": Printed(10, 50, 54_000, 50),
    "cifar10": Printed(50, 50, 45_000, 50),
}


@dataclass(frozen=True)
class Counts:
    """Part ``cifar10``: nothing can be set."""


@dataclass(frozen=True)
class Config:
    """Part ``mnist``. A seed is one repetition of every measurement."""

    images: Literal["mnist", "digits"] = "mnist"
    width: Annotated[float, Ge(0.01), Le(100)] = 1.0
    """Factor on Arch28's channels in what is timed."""
    n_latent: Width = 32
    batch_size: Count = 32
    steps: Count = 2
    """Of training, timed."""
    scored: Count = 500
    """Images whose scores are timed and whose variation is measured."""
    draws: Annotated[int, Ge(2), Le(10_000)] = 50
    """Passes of the VAE's decoder for each image."""
    vae_width: Annotated[float, Ge(0.01), Le(100)] = 1 / 8
    """The same factor for the VAE that is trained."""
    vae_steps: Count = 2_000
    vae_rate: Rate = 1.9e-3
    vae_beta: Annotated[float, Ge(0), Le(1e6)] = 2.0
    """Of pixels of variance 1, beside the squared error."""


def configure(part: str, profile: str) -> Config | Counts:
    """The configuration of a profile.

    ``paper``: Arch28 as printed. ``reduced``: a quarter of its channels. ``smoke``: a sixteenth, on
    scikit-learn's digits. What is not printed, the batch and all of the VAE, is that of
    ``ood_detection``'s reduced profile.
    """
    if part == "cifar10":
        return Counts()
    if profile == "paper":
        return Config()
    if profile == "reduced":
        return Config(width=1 / 4)
    return Config(
        "digits", 1 / 16, 8, 16, steps=2, scored=50, draws=5, vae_width=1 / 16, vae_steps=20
    )
