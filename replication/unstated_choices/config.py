"""What RaDOGAGA's anomaly experiment leaves open: departures from the configuration of Table 1."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, NamedTuple

from annotated_types import MinLen

from replication.kit.anomaly import config as anomaly
from replication.kit.labels import METHODS
from replication.kit.run import Run
from replication.table1 import ROWS
from replication.table1 import configure as configure_table1

__all__ = [
    "ARMS",
    "CHOICES",
    "LABELS",
    "SEEDS",
    "Choice",
    "Config",
    "Departure",
    "configure",
    "trainings",
]

Choice = Literal[
    "rule", "cosine_distance", "jitter", "small_batch", "glorot", "symmetric", "standard"
]


class Departure(NamedTuple):
    """What a choice changes."""

    title: str
    """As pages name it."""
    fields: Mapping[str, Any]
    """Of Table 1's configuration or, the start, of its run."""


CHOICES: Mapping[Choice, Departure] = {
    "rule": Departure("the rule", {}),
    "cosine_distance": Departure("cosine distance", {"cosine": "distance"}),
    "jitter": Departure("jitter 1e-4", {"jitter": 1e-4}),
    "small_batch": Departure("batches of 128", {"batch_size": 128}),
    "glorot": Departure("Glorot's start", {"start": "glorot"}),
    "symmetric": Departure(anomaly.SCALINGS["symmetric"], {"scaling": "symmetric"}),
    "standard": Departure(anomaly.SCALINGS["standard"], {"scaling": "standard"}),
}
"""The smallest departure from the rule of Table 1 comes first. The order was fixed before any run:
what changes one number of one feature comes before what changes every column."""

ARMS: Mapping[str, tuple[str, Choice]] = {
    f"{method}_{choice}": (method, choice)
    for choice in CHOICES
    for method in METHODS
    if (method, choice) != ("dagmm", "glorot")
}
"""Method and choice of each arm; DAGMM's start is Glorot's under the rule itself."""

LABELS = {
    arm: f"{METHODS[method]}, {CHOICES[choice].title}" for arm, (method, choice) in ARMS.items()
}
SEEDS = {"smoke": 2, "reduced": 5, "paper": 20}


@dataclass(frozen=True)
class Config(anomaly.Config):
    """That of Table 1, from which each choice departs by itself, the number of steps kept."""

    choices: Annotated[tuple[Choice, ...], MinLen(1)] = tuple(CHOICES)


def trainings(config: Config, run: Run) -> tuple[str, ...]:
    """The arms of the configuration, choice by choice."""
    return tuple(
        arm for choice in config.choices for arm, (_, own) in ARMS.items() if own == choice
    )


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: every choice for as many steps and seeds as Table 1. ``reduced``: 5 seeds and half
    of the epochs. ``smoke``: 2 seeds, two choices and 200 steps.
    """
    config = Config(**vars(configure_table1(part, profile)))
    if profile == "smoke":
        brief = replace(config, steps=200, warm_up_steps=200, evaluate_every=100)
        return replace(brief, choices=("rule", "standard"))
    epochs = ROWS[part].epochs // (2 if profile == "reduced" else 1)
    return replace(config, epochs=epochs, evaluate_every=1_000)
