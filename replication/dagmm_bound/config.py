"""DAGMM's Eqs. 5 to 10: what runs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le

from replication.kit.fields import Count, Positive

__all__ = ["HEADINGS", "LABELS", "PARTS", "SEEDS", "Collapse", "Mixtures", "configure"]

PARTS = ("mixture", "collapse")
"""``mixture``: Eqs. 5, 6 and 8 to 10 on mixtures drawn at random. ``collapse``: the penalty of
Eq. 7 on one Gaussian latent that shrinks. Nothing is trained."""

LABELS = {
    "eq5": "Eq. 5",
    "eq6": "Eq. 6",
    "eq8": "Eq. 8",
    "eq9": "Eq. 9",
    "eq10": "Eq. 10",
    "posterior": "memberships of the posterior",
    "elsewhere": "memberships elsewhere",
    "em": "EM",
    "bound_alone": "the bound alone",
    "prior_printed": "a prior for each sample, as printed",
    "prior": "one prior",
    "unpenalised": "no penalty",
    "penalty_printed": "the penalty, as printed",
    "penalty": "the penalty",
    "penalised": "energy and penalty",
}

HEADINGS = {
    "derivative": "derivative",
    "mass_error": "error of the mass",
    "margin": "margin, nats",
    "error": "error, nats",
    "gap": "gap, nats",
    "pinsker_ratio": "gap over Pinsker's bound",
    "energy_rise": "rise of the energy, nats",
    "weight_spread": "spread of the weights",
    "fall": "fall, nats",
    "rise": "rise, nats",
    "variance_error": "error of the variance",
}

SEEDS = {"smoke": 2, "reduced": 5, "paper": 10}


@dataclass(frozen=True)
class Mixtures:
    """Part ``mixture``."""

    draws: Count
    """Random mixtures of a seed; what is recorded is the worst."""
    rows: Annotated[int, Ge(50), Le(100_000)] = 200
    """Of a table: its mixture has up to six components in up to four columns."""
    rounds: Count = 25
    """Of EM."""


@dataclass(frozen=True)
class Collapse:
    """Part ``collapse``, with Eq. 7's weights."""

    lambda1: Positive = 0.1
    lambda2: Positive = 0.005


def configure(part: str, profile: str) -> Mixtures | Collapse:
    """The configuration of a profile; they differ in the number of draws alone."""
    if part == "collapse":
        return Collapse()
    return Mixtures(draws={"smoke": 5, "reduced": 50, "paper": 200}[profile])
