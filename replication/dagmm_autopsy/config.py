"""Known faults of public DAGMM code: the networks and the rows that they are tried on."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import MinLen

from replication.kit.fields import Count, Rate
from replication.table1 import ROWS

__all__ = [
    "HEADINGS",
    "LABELS",
    "PARTS",
    "RIGHT",
    "SEEDS",
    "UNTRAINED",
    "Clusters",
    "Config",
    "configure",
]

RIGHT, UNTRAINED = "right", "untrained"

LABELS = {
    RIGHT: "as rdo scores",
    "double_root": "double square root",
    "floor": "floor under the density",
    "last_batch": "mixture of the last batch",
    "averaged": "averaged covariances",
    "dropout": "dropout while scoring",
    UNTRAINED: "never trained",
}

HEADINGS = {
    "f1": "F1",
    "average_precision": "average precision",
    "moved": "flags moved",
    "tied": "tied at the top",
}

SEEDS = {"smoke": 3, "reduced": 5, "paper": 10}

PARTS = (*sorted(ROWS, key=lambda part: part not in ("breast_cancer", "digits")), "clusters")
"""Data sets of Table 1, those first that need no download, and three clusters of a sorted file."""


@dataclass(frozen=True)
class Clusters:
    """Rows drawn from three Gaussians, and no network."""

    batch_size: Count = 128


@dataclass(frozen=True)
class Config:
    """Short trainings of DAGMM, its widths and the weights of its loss those of Table 1."""

    batch_size: Count
    steps: Count = 600
    learning_rate: Rate = 1e-3
    evaluations: Count = 12
    """Times that the networks are diagnosed while training."""
    last_rows: Annotated[tuple[Count, ...], MinLen(1)] = (2, 4, 8, 16, 32, 64, 128)
    """How many training rows a last batch may leave to take the mixture from."""


def configure(part: str, profile: str) -> Config | Clusters:
    """The configuration of a profile.

    No paper sets this: ``paper`` has 10 seeds and 3,000 steps, ``reduced`` 5 seeds and 600 steps,
    ``smoke`` 3 seeds, as many steps and at most 20,000 rows.
    """
    if part == "clusters":
        return Clusters()
    return Config(ROWS[part].batch_size, steps=3_000 if profile == "paper" else 600)
