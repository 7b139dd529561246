"""Walks in the plane, and the density that they are stationary in: what runs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from replication.kit.fields import Count, Positive, Rate, Widths, check_rising
from replication.kit.labels import LAMBDA, METHODS
from replication.kit.options import check_fits

__all__ = ["HEADINGS", "LABELS", "PARTS", "SEEDS", "Config", "MixtureConfig", "configure"]

PARTS = ("mixture", "trained")

LABELS = {
    "lossy": "exact lossy autoencoder",
    "langevin": "first order of Proposition 2",
    "denoiser": "best denoiser, half the noise",
    "denoiser_same": "best denoiser, the same noise",
    "langevin_printed": "first order, noise as printed",
    "radogaga_d": METHODS["radogaga_d"],
    "denoiser_trained": "trained denoiser, half the noise",
}

HEADINGS = {
    "divergence": "divergence from p, nats",
    "order": f"order in {LAMBDA}",
    "relaxation": "steps to forget",
    "ten_steps": "after ten steps, nats",
    "ten_steps_largest": f"at the largest {LAMBDA}",
    "drift_error": "error of the drift",
    "drift_error_largest": f"error at the largest {LAMBDA}",
    "prior_divergence": "decoded prior from p, nats",
    "strayed": "mass off the support of the data",
}

SEEDS = {"smoke": 2, "reduced": 3, "paper": 5}

_LAMS = {
    "smoke": (0.02, 0.04, 0.08),
    "reduced": (0.01, 0.02, 0.04, 0.08),
    "paper": (0.005, 0.01, 0.02, 0.04, 0.08),
}


_Noises = Annotated[tuple[Annotated[float, Ge(1e-4), Le(1)], ...], MinLen(2), MaxLen(20)]
"""Those that a grid of the plane resolves."""


@dataclass(frozen=True)
class MixtureConfig:
    """Maps that are known in closed form, Proposition 2's among them."""

    lams: _Noises
    r"""The values of :math:`\lambda`, rising: the variance of a transition's noise."""
    printed_lams: _Noises = (0.1, 0.2, 0.4)
    r"""Those of the arm whose noise has the standard deviation :math:`\lambda`, as Algorithm 1
    prints it, rising from the supplement's 0.1: below, no walk gets from peak to peak."""

    def __post_init__(self) -> None:
        """Refuse values by which no order can be told."""
        check_rising("lams", self.lams)
        check_rising("printed_lams", self.printed_lams)


@dataclass(frozen=True)
class Config:
    """Networks that are trained; the supplement prints none."""

    lams: _Noises
    r"""The values of :math:`\lambda`, rising."""
    steps: Count
    """At the learning rate; then as many at a tenth of it, and as many at a hundredth."""
    warm_up_steps: Count
    batch_size: Count = 1_024
    learning_rate: Rate = 1e-3
    warm_up_learning_rate: Rate = 1e-3
    rows: Annotated[int, Ge(1), Le(10**6)] = 200_000
    hidden: Widths = (64, 64)
    """Widths of the hidden layers."""
    lambda2: Positive = 1000.0
    """Of RaDOGAGA."""

    def __post_init__(self) -> None:
        """Refuse values by which no order can be told, and batches larger than the table."""
        check_rising("lams", self.lams)
        check_fits("rows", self.rows, batch_size=self.batch_size)


def configure(part: str, profile: str) -> MixtureConfig | Config:
    r"""The configuration of a profile.

    ``paper``: the supplement prints no such experiment, so :math:`\lambda` spans a factor of 16,
    of 4 where networks are trained, with 5 seeds. ``reduced`` and ``smoke`` leave out its smallest
    values, or train 3 and 2 seeds for a fraction of the steps.
    """
    if part == "mixture":
        return MixtureConfig(_LAMS[profile])
    if profile == "smoke":
        return Config((0.04, 0.08), 40, 40)
    return Config((0.02, 0.04, 0.08), 2_000 if profile == "paper" else 1_000, 500)
