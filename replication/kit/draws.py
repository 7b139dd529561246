"""Measures on models that are drawn at random, once for every seed."""

from collections.abc import Callable, Collection, Sequence

import numpy as np

from replication.kit import Run
from replication.ledger import Arm

__all__ = ["Measures", "by_seed", "worst"]

Measures = dict[str, dict[str, float]]
"""One seed's values, by arm and by metric."""


def by_seed(run: Run, measure: Callable[[np.random.Generator], Measures]) -> dict[str, Arm]:
    """The arms of a run, from a function of each seed's own random generator."""
    found = [measure(np.random.default_rng(seed)) for seed in run.seeds]
    return {
        arm: run.arm({name: [one[arm][name] for one in found] for name in metrics})
        for arm, metrics in found[0].items()
    }


def worst(found: Sequence[Measures], least: Collection[str] = ("margin",)) -> Measures:
    """Of several draws the least of some metrics and the largest of all others.

    A draw may lack an arm.
    """
    values: dict[str, dict[str, list[float]]] = {}
    for one in found:
        for arm, metrics in one.items():
            for name, value in metrics.items():
                values.setdefault(arm, {}).setdefault(name, []).append(value)
    return {
        arm: {name: (min if name in least else max)(all_) for name, all_ in metrics.items()}
        for arm, metrics in values.items()
    }
