"""Section 1 of the EBAE supplement: what runs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le

from replication.kit.fields import Count, Width

__all__ = ["HEADINGS", "LABELS", "PARTS", "SEEDS", "Config", "configure"]

PARTS = ("squares",)
"""The plane and the rows of Section 4."""

LABELS = {"datum": "Eqs. 2 to 7, a row", "data": "Eqs. 1, 8 and 9, the data"}

HEADINGS = {"error": "relative error"}

SEEDS = {"smoke": 2, "reduced": 5, "paper": 10}


@dataclass(frozen=True)
class Config:
    """A seed is a start of the networks, the rows, and the directions of the differences."""

    cells: Annotated[int, Ge(20), Le(1_000)] = 100
    """Along a side of the grid that integrals are taken on."""
    directions: Count = 5
    """In the space of the weights, along which derivatives are compared."""
    rows: Count = 5
    """Of data in each square."""
    hidden: Width = 200
    """Units of each hidden layer; Section 4 has 200."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile: fewer directions and cells for ``smoke``."""
    return Config(cells=60, directions=2) if profile == "smoke" else Config()
