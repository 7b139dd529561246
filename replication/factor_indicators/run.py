"""Runs one part: bounds, noise and factors of the noise-fitting paper."""

from collections.abc import Callable
from typing import Any

from replication.factor_indicators import (
    known_noise,
    linear,
    mixture,
    noise,
    points,
    rotations,
    three_factors,
    two_in_one,
)
from replication.kit import Outcome, Run

__all__ = ["MEASURES", "run"]

MEASURES: dict[str, Callable[[Any, Run], Outcome]] = {
    "linear": linear.measure,
    "points": points.measure,
    "dependent": points.measure_dependent,
    "rotations": rotations.measure,
    "gaussian": noise.measure,
    "mixture": mixture.measure,
    "zero_pixel": noise.measure_zero_pixel,
    "two_in_one": two_in_one.measure,
    "three_factors": three_factors.measure,
    "known_noise": known_noise.measure,
}


def run(config: Any, run: Run) -> Outcome:
    """Run one part; for its arms and arrays see its function in ``MEASURES``."""
    return MEASURES[run.part](config, run)
