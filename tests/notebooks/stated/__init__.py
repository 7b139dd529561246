"""What holds the numbers in the book's sentences, a module for each page.

``STATED`` maps a piece of a sentence to the values that it speaks of, and to the limits between
which it is true of them. They are computed from records, configurations and claims, so that the
test fails when one of these moves and the sentence does not. ``DEFINED`` lists the pieces whose
numbers were not measured: what a page itself counts ("two terms of the loss"), a definition, an
example in the reader's head.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import wilcoxon

from replication.ledger import Record, find_record, load_claims, read_arrays

__all__ = [
    "Check",
    "above",
    "arrays",
    "below",
    "between",
    "claimed",
    "equal",
    "mean",
    "metric",
    "p_value",
    "reached",
    "record",
    "spread",
    "true",
]


@dataclass(frozen=True)
class Check:
    """A sentence is true while every value lies between two limits, which belong to it."""

    low: float
    high: float
    values: Callable[[], Any]

    def holds(self) -> bool:
        found = _flat(self.values())
        return found.size > 0 and bool(np.all((self.low <= found) & (found <= self.high)))

    def __str__(self) -> str:
        return f"{self.values()}, and the sentence allows {self.low} to {self.high}"


def _flat(values: Any) -> npt.NDArray[np.float64]:
    """The numbers in lists of arrays, whatever their shapes."""
    if isinstance(values, list | tuple):
        return np.concatenate([_flat(value) for value in values] or [np.empty(0)])
    return np.asarray(values, dtype=float).ravel()


def between(low: float, high: float, values: Callable[[], Any]) -> Check:
    """Every value is at least ``low`` and at most ``high``."""
    return Check(low, high, values)


def equal(number: float, values: Callable[[], Any]) -> Check:
    """Every value is the number, to what rounding leaves."""
    slack = 1e-9 * max(1.0, abs(number))
    return Check(number - slack, number + slack, values)


def true(values: Callable[[], Any]) -> Check:
    """Every value is true."""
    return Check(1, 1, values)


@cache
def record(experiment: str, dataset: str, variant: str = "") -> Record:
    """The stored record, which has to be there."""
    found = find_record(experiment, dataset, variant=variant)
    assert found is not None, f"no record of {experiment} on {dataset}"
    return found


@cache
def arrays(experiment: str, dataset: str, variant: str = "") -> dict[str, npt.NDArray[Any]]:
    """The arrays beside a record."""
    return dict(read_arrays(record(experiment, dataset, variant)))


def metric(
    experiment: str, dataset: str, arm: str, name: str, variant: str = ""
) -> npt.NDArray[np.float64]:
    """One value per finished seed."""
    return record(experiment, dataset, variant).arms[arm].finished(name)


def mean(experiment: str, dataset: str, arm: str, name: str, variant: str = "") -> float:
    """Over the finished seeds."""
    return float(metric(experiment, dataset, arm, name, variant).mean())


@cache
def claimed(identifier: str) -> float:
    """The value that a paper prints, or the bound that a statement must keep, by the claim's id."""
    (claim,) = (claim for claim in load_claims() if claim.id == identifier)
    return claim.value


@cache
def spread(identifier: str) -> float:
    """The standard deviation that a paper prints beside a value."""
    (claim,) = (claim for claim in load_claims() if claim.id == identifier)
    assert claim.spread is not None
    return claim.spread


def reached(experiment: str, dataset: str, method: str, variant: str = "") -> npt.NDArray[np.bool_]:
    """Whether the mean F1 was within a deviation of the printed one or above, at each look."""
    claim = f"radogaga.{experiment}.{dataset}.{method}.f1"
    along = arrays(experiment, dataset, variant)[f"{method}_observed_f1"].mean(1)
    return np.asarray(along >= claimed(claim) - spread(claim))


def below(experiment: str, dataset: str, method: str, *, in_deviations: bool = False) -> float:
    """How far our mean F1 is below the printed one; if asked for, in printed deviations."""
    claim = f"radogaga.{experiment}.{dataset}.{method}.f1"
    short = claimed(claim) - mean(experiment, dataset, method, "f1")
    return short / spread(claim) if in_deviations else short


def above(
    experiment: str, dataset: str, arm: str, other: str, variant: str = ""
) -> npt.NDArray[np.float64]:
    """F1 of an arm, of a variant if named, less that of another arm of the full run, by seed.

    Of the seeds that both have.
    """
    ours = metric(experiment, dataset, arm, "f1", variant)
    theirs = metric(experiment, dataset, other, "f1")
    n = min(len(ours), len(theirs))
    return np.asarray(np.round(ours[:n] - theirs[:n], 12))  # so that equal differences tie


def p_value(differences: npt.NDArray[np.float64]) -> float:
    """That the differences lie above zero, by Wilcoxon's signed-rank test."""
    gaps = np.round(differences, 12)
    return float(wilcoxon(gaps, alternative="greater", zero_method="zsplit").pvalue)
