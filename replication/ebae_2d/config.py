"""Section 4 of the EBAE supplement: what runs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le

from replication.kit.fields import Count, Rate
from replication.kit.options import check_fits

__all__ = ["HEADINGS", "LABELS", "NOISE", "SEEDS", "STEP", "Config", "configure"]

LABELS = {"autoencoder": "plain autoencoder", "ebae": "EBAE"}

HEADINGS = {
    "outside_own": "mass outside, T of the chains",
    "outside_tenth": "T = 0.1",
    "outside_one": "T = 1",
    "fall_own": "fell by a factor of",
}

SEEDS = {"smoke": 2, "reduced": 5, "paper": 10}

STEP = 0.1
"""Of the chains, lambda of the supplement: a transition goes half of it down the energy's slope."""

NOISE = 0.05
"""Standard deviation of a transition's noise, as for images: Section 4 prints none. With the step
it sets the chains' temperature, at which the mass is measured."""


@dataclass(frozen=True)
class Config:
    """Rows, widths, rates and chains are as printed; the noise and the steps are ours."""

    warm_up_steps: Count
    """As a plain autoencoder: 200 epochs are 625 batches."""
    steps: Count
    """With negatives; the supplement prints no number."""
    rows: Annotated[int, Ge(2), Le(10**6)] = 400
    """Of a seed, half of them from either square."""
    batch_size: Count = 128
    learning_rate: Rate = 1e-3
    chain_steps: Annotated[int, Ge(1), Le(10**6)] = 10
    """Transitions of the latent chain, and again of the visible one."""

    def __post_init__(self) -> None:
        """Refuse batches larger than the table."""
        check_fits("rows", self.rows // 2 * 2, batch_size=self.batch_size)


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: 10 seeds, 200 epochs as an autoencoder, then 1,000 steps (ours). ``reduced``: 5 seeds
    and as many steps. ``smoke``: 2 seeds, 200 and 40 steps.
    """
    return Config(200, 40) if profile == "smoke" else Config(200 * 400 // 128, 1_000)
