"""Propositions 1 and 2, checked where solutions are known, where they are computed, and trained."""

from collections.abc import Callable
from typing import Any

from replication.kit import Outcome, Run
from replication.lossy_autoencoder_score import gaussian, line, plane

__all__ = ["run"]

_MEASURES: dict[str, Callable[[Any, Run], Outcome]] = {
    "gaussian": gaussian.measure,
    "mixture_1d": line.measure,
    "mixture_2d": plane.measure,
}


def run(config: Any, run: Run) -> Outcome:
    """Run one part; for its arms and arrays see the ``measure`` of its module."""
    return _MEASURES[run.part](config, run)
