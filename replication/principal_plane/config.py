"""Figures 1 to 3 of the Langevin supplement: what runs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le

from rdo.datasets import COLOUR_SETS

__all__ = ["HEADINGS", "LABELS", "PARTS", "SEEDS", "Config", "configure", "deviations"]

PARTS = ("digits", "mnist", *COLOUR_SETS)
"""Whose plane it is."""

LABELS = {
    "random_points": "Gaussian noise",
    "random_points_standardised": "Gaussian noise, pixels standardised",
}

HEADINGS = {
    "separation": "told by neighbours",
    "inside": "noise inside the data's hull",
    "offset": "centres apart, in data's standard deviations",
    "spread": "standard deviation, noise over data",
}

SEEDS = {"smoke": 2, "reduced": 3, "paper": 5}

_UNSAID = "the supplement does not say how pixels are scaled: in [0, 1], and standardised"
_MISSING = {
    "cifar10": "4,000 of the 50,000 training images",
    "cifar100_flowers": "the five classes of flowers of the hundred of CIFAR-100",
}


@dataclass(frozen=True)
class Config:
    """A seed is one draw of the images shown and of the noise."""

    points: Annotated[int, Ge(6), Le(20_000)] = 1_000
    """Gaussian points; at most as many images are shown. Two clouds of six have ten neighbours."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile: the supplement's 1,000 points, and 5, 3 or 2 seeds."""
    return Config()


def deviations(part: str) -> list[str]:
    """From the supplement."""
    return [_UNSAID, *([_MISSING[part]] if part in _MISSING else [])]
