"""Runs one part: definitions under maps, or the loops of a walk."""

from collections.abc import Callable
from typing import Any

from replication.kit import Outcome, Run
from replication.langevin_derivation import gaussian, mixture, walk

__all__ = ["MEASURES", "run"]

MEASURES: dict[str, Callable[[Any, Run], Outcome]] = {
    "mixture_2d": mixture.measure,
    "gaussian": gaussian.measure,
    "walk": walk.measure,
}


def run(config: Any, run: Run) -> Outcome:
    """Run one part; for its arms see its function in ``MEASURES``."""
    return MEASURES[run.part](config, run)
