"""Section 4 of the EBAE supplement: two squares in the plane, before and after EBAE training."""

from replication.ebae_2d.config import HEADINGS, LABELS, SEEDS, configure
from replication.ebae_2d.figures import energies, every_seed, mass_outside, mass_over_steps
from replication.ebae_2d.tables import by_place, likelihoods, reach
from replication.kit import Experiment, together

__all__ = [
    "EXPERIMENT",
    "by_place",
    "energies",
    "every_seed",
    "likelihoods",
    "mass_outside",
    "mass_over_steps",
    "reach",
]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=("squares",),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trainings=together,
)
