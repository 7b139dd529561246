"""Proposition 1's definitions and Algorithm 1's loops, of the Langevin supplement: what runs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le

from replication.kit.fields import Positive

__all__ = ["HEADINGS", "LABELS", "PARTS", "SEEDS", "Formulas", "Walk", "configure"]

PARTS = ("mixture_2d", "gaussian", "walk")
"""``mixture_2d``: the Jacobian and Eqs. 2 and 3 under bent maps of a mixture. ``gaussian``: mutual
information and entropy under a linear map. ``walk``: Algorithm 1, followed to the letter."""

LABELS = {
    "jacobian_printed": "Eq. 1's Jacobian, as printed",
    "jacobian": "Eq. 1's Jacobian",
    "bent": "Eqs. 2 and 3",
    "information_printed": "mutual information, as printed",
    "information": "entropy",
    "loop_printed": "Algorithm 1, as printed",
    "loop": "Algorithm 1",
}

HEADINGS = {
    "volume_error": "error of the density",
    "constant_error": "spread, nats",
    "growth": "growth, nats",
    "entropy_error": "error, nats",
    "states": "states assigned",
}

SEEDS = {"smoke": 1, "reduced": 1, "paper": 1}


@dataclass(frozen=True)
class Formulas:
    """Parts ``mixture_2d`` and ``gaussian``."""

    nodes: Annotated[int, Ge(5), Le(100)] = 40
    """Of Gauss-Hermite quadrature, along each axis of each Gaussian."""
    weight: Positive = 1.0
    """Lambda of Eqs. 2 and 3."""


@dataclass(frozen=True)
class Walk:
    """Part ``walk``."""

    steps: Annotated[int, Ge(1), Le(10_000)] = 10
    """R of Algorithm 1."""


def configure(part: str, profile: str) -> Formulas | Walk:
    """The configuration of a part; all profiles are alike, for nothing is random or trained."""
    return Walk() if part == "walk" else Formulas()
