"""How long and how fast replicas are trained, and what is measured on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.checks import (
    check_array,
    check_callable,
    check_choice,
    check_type,
    check_weight,
    check_whole,
)
from rdo.errors import InputError
from rdo.training.ensemble import Ensemble

__all__ = ["Observer", "Schedule"]


@dataclass(frozen=True)
class Schedule:
    """Training schedule: number of steps, batch size and learning rate of one stage.

    Raises
    ------
    InputError
        If a number is not positive and finite, or a number of steps or rows not whole.
    """

    steps: int
    batch_size: int
    learning_rate: float | tuple[float, ...]
    """One for all, or one per replica."""

    def __post_init__(self) -> None:
        """Check that all numbers are positive and finite."""
        check_whole("steps", self.steps, 1)
        check_whole("batch_size", self.batch_size, 1)
        rates = self.learning_rate if isinstance(self.learning_rate, tuple) else ()
        for rate in rates or [self.learning_rate]:
            check_weight("learning_rate", rate)


@dataclass(frozen=True)
class Observer:
    """An evaluation of all replicas every so many steps of training.

    Raises
    ------
    InputError
        If ``every`` is not positive, ``measure`` no function or ``keep_least`` no name.
    """

    every: int
    """Steps between two evaluations, the first of them before training."""
    measure: Callable[[Ensemble], Mapping[str, npt.NDArray[np.floating]]]
    """Metrics by name, one value per replica, ``(R,)``. It must be deterministic."""
    keep_least: str | None = None
    """Metric at whose least value each replica's parameters are kept (early stopping); None to keep
    the last parameters. Buffers that a step sets, as of a learned noise, stay those of the end."""

    def __post_init__(self) -> None:
        """Check that the interval is positive, and that the rest is what it should be."""
        check_whole("every", self.every, 1)
        check_callable("measure", self.measure)
        if self.keep_least is not None:
            check_type("keep_least", self.keep_least, str, "the name of a metric")

    def metrics(self, ensemble: Ensemble) -> dict[str, npt.NDArray[np.float64]]:
        """What ``measure`` gives for the replicas, each ``(R,)``.

        Raises
        ------
        InputError
            If that is something else, or without the metric to keep the least of.
        """
        found = check_type("measure()", self.measure(ensemble), Mapping, "metrics by name")
        if not found:
            raise InputError("measure()={}: give at least one metric.")
        if self.keep_least is not None:
            check_choice("keep_least", self.keep_least, found)
        return {
            name: check_array(f"measure()[{name!r}]", values, (len(ensemble),), finite=False)
            for name, values in found.items()
        }
