"""Section 4.2 and Appendix B of the RaDOGAGA paper: what runs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le

from replication.kit.fields import Floats, Positive, Widths
from replication.kit.labels import H
from replication.kit.schedule import GridSchedule

__all__ = [
    "HEADINGS",
    "LABELS",
    "PARTS",
    "SEEDS",
    "CurvedNetworks",
    "StraightNetworks",
    "configure",
]

PARTS = ("gaussian", "rectangle", "ridge")
"""Gaussian data for linear networks, and two densities on a rolled-up sheet for others."""

LABELS = {
    "start": "start, gauge fixed",
    **{f"wide_{h}": f"factorised prior, six latents, {label}" for h, label in H.items()},
    **{f"factorised_{h}": f"factorised prior, {label}" for h, label in H.items()},
    **{f"gaussian_{h}": f"one Gaussian, {label}" for h, label in H.items()},
    "isometry": "best isometry",
}

HEADINGS = {
    "subspace_angle": "subspace, degrees",
    "axis_angle": "axes, degrees",
    "variance_error": "error of variances",
    "correlation": "correlation",
    "energy_share": "energy in three",
    "mutual_information": "mutual information, nats",
    "strain": "strain, nats",
    "sum": "sum, nats",
    "gram_deviation": "size of G - I",
    "lost": "unexplained variance",
}

SEEDS = {"smoke": 2, "reduced": 3, "paper": 5}


@dataclass(frozen=True)
class StraightNetworks(GridSchedule):
    """Part ``gaussian``."""

    lambda1: Positive = 20.0
    """Times the third variance it is 5, where h(d) = d keeps nine tenths of the axis."""
    lambda2: Positive = 100.0
    variances: Floats = (1.0, 0.5, 0.25, 0.02, 0.01, 0.005)
    """Of the data along its principal axes, falling: three to keep, three to discard."""
    n_latent: Annotated[int, Ge(2), Le(4096)] = 3


@dataclass(frozen=True)
class CurvedNetworks(GridSchedule):
    """Parts ``rectangle`` and ``ridge``."""

    lambda1: Positive = 100.0
    lambda2: Positive = 1000.0
    hidden: Widths = (32, 32)
    """Widths between the data and the latent."""


def configure(part: str, profile: str) -> StraightNetworks | CurvedNetworks:
    """The configuration of a profile.

    ``paper``: 5 seeds. The appendix trains nothing, so rates, steps and batches are ours.
    ``reduced``: 3 seeds and a quarter of the steps. ``smoke``: 2 seeds and a few hundred steps.
    """
    steps = {"smoke": 200, "reduced": 3_000, "paper": 12_000}[profile]
    kind = StraightNetworks if part == "gaussian" else CurvedNetworks
    return kind(steps, 256, 1e-3, 200 if profile == "smoke" else 1_000, 3e-3)
