r"""Algorithm 1 of the Langevin supplement: many short walks, and the states they visit.

As printed, the algorithm cannot be run. What it says, what it can mean, and what is done here:

==================================  ===============================================================
printed                             here
==================================  ===============================================================
the step stands inside "if i > 1"   every pass makes a step, or :math:`x_2` would never be computed;
                                    the test is on what is collected
collect :math:`x_i`, the state      the same states: :math:`x_2` to :math:`x_R`, so that the start
before the step, for i > 1          and the first state are left out; R - 1 pairs per walk
n = 0 to N, i = 0 to R              N walks of R steps; the step after :math:`x_R` would only be
                                    thrown away
AEs, several; then AE               one autoencoder; several are several runs
:math:`\lambda` the regularisation  a standard deviation, as in the formula; the :math:`\lambda` of
coefficient                         Proposition 2 is a variance
==================================  ===============================================================
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

from rdo.checks import check_callable, check_number, check_tensor, check_whole
from rdo.errors import DivergenceError, InputError, shown

__all__ = ["Draws", "Passed", "Samples", "ShortWalks", "StateMap"]

StateMap = Callable[[Tensor], Tensor]
"""A function of states ``(B, ...)`` with one output row per state, ``(B, ...)``."""

Draws = Callable[[range, int], Tensor]
"""``draws(walks, step)`` returns standard normal draws ``(B, ...)``, one row per walk; step 0 is
the start. A row may depend on its walk's number and on the step alone."""


@dataclass(frozen=True)
class Passed:
    """The states of some walks after one step."""

    walks: range
    step: int
    """Counted from 1."""
    x: Tensor
    """The states, ``(B, ...)``."""
    scores: Tensor
    """The classifier's scores of the states, ``(B, K)``; the largest is the predicted class."""


@dataclass(frozen=True)
class Samples:
    """The samples and labels that Algorithm 1 collects."""

    x: Tensor
    """The states, ``(N, R - skipped, ...)``."""
    labels: Tensor
    """The classes predicted for them, ``(N, R - skipped)``."""


@dataclass(frozen=True)
class ShortWalks:
    r"""Walks of a trained autoencoder r from Gaussian starts (Algorithm 1).

    .. math::
        x_0 \sim N(0, I), \qquad x_{i+1} = r(x_i) + \lambda \varepsilon_i, \quad
        \varepsilon_i \sim N(0, I), \qquad i = 0, \dots, R - 1

    Parameters
    ----------
    steps
        R, more than ``skipped``.
    noise
        :math:`\lambda`, in units of x, not negative.
    skipped
        Number of first steps whose states are not collected; the printed ``i > 1`` skips one.

    Raises
    ------
    InputError
        If a number is out of its range.
    """

    steps: int = 10
    noise: float = 0.1
    skipped: int = 1

    def __post_init__(self) -> None:
        """Check the ranges, and that at least one state is collected."""
        check_whole("skipped", self.skipped)
        check_whole("steps", self.steps)
        if self.steps <= self.skipped:
            raise InputError(
                f"steps={self.steps}: the first {self.skipped} are not collected; give at least "
                f"{self.skipped + 1}."
            )
        check_number("noise", self.noise, 0)

    def stream(
        self,
        autoencoder: StateMap,
        classifier: StateMap,
        draws: Draws,
        walks: int,
        *,
        at_once: int = 1_000,
    ) -> Iterator[Passed]:
        """Run the walks in batches and yield the states after every step, skipped steps included.

        A batch holds at most ``at_once`` walks. The draws do not depend on the batch size; the
        states depend on it only through the rounding of matrix products.

        Parameters
        ----------
        autoencoder
            r, from states to states.
        classifier
            From states to ``(B, K)`` scores.
        draws
            The starts and the noise.
        walks
            N, at least 1.
        at_once
            Walks per batch, at least 1.

        Yields
        ------
        Passed
            Some walks after one step, in the order of the steps; then the next walks.

        Raises
        ------
        InputError
            If there are no walks, what is no function is given for one, or a map does not take the
            states or gives back another shape.
        DivergenceError
            If a state turns non-finite.
        """
        functions = {"autoencoder": autoencoder, "classifier": classifier, "draws": draws}
        for name, function in functions.items():
            check_callable(name, function)
        check_whole("walks", walks, 1)
        check_whole("at_once", at_once, 1)
        groups = (range(first, min(first + at_once, walks)) for first in range(0, walks, at_once))
        return (
            passed
            for group in groups
            for passed in self._group(autoencoder, classifier, draws, group)
        )

    def collect(
        self,
        autoencoder: StateMap,
        classifier: StateMap,
        draws: Draws,
        walks: int,
        *,
        at_once: int = 1_000,
    ) -> Samples:
        """Algorithm 1's samples and labels.

        Parameters
        ----------
        autoencoder, classifier, draws, walks, at_once
            As for :meth:`stream`.

        Raises
        ------
        InputError, DivergenceError
            As for :meth:`stream`.
        """
        x = labels = torch.empty(0)
        for passed in self.stream(autoencoder, classifier, draws, walks, at_once=at_once):
            if not len(x):
                kept = (walks, self.steps - self.skipped)
                x = passed.x.new_empty(*kept, *passed.x.shape[1:])
                labels = torch.empty(kept, dtype=torch.int64, device=x.device)
            if passed.step > self.skipped:
                rows = slice(passed.walks.start, passed.walks.stop)
                x[rows, passed.step - self.skipped - 1] = passed.x
                labels[rows, passed.step - self.skipped - 1] = passed.scores.argmax(1)
        return Samples(x, labels)

    @torch.no_grad()
    def _group(
        self, autoencoder: StateMap, classifier: StateMap, draws: Draws, walks: range
    ) -> Iterator[Passed]:
        x = check_tensor("draws()", draws(walks, 0), ("B", "M", ...))
        if len(x) != len(walks):
            raise InputError(f"draws gives {len(x)} rows for {len(walks)} walks: give one each.")
        for step in range(1, self.steps + 1):
            moved = _call("autoencoder", autoencoder, x)
            if moved.shape != x.shape:
                raise InputError(
                    f"autoencoder turns {tuple(x.shape)} into {tuple(moved.shape)}: give a map "
                    "from states to states."
                )
            increment = check_tensor("draws()", draws(walks, step), ("B", "M", ...))
            if increment.shape != x.shape:
                raise InputError(
                    f"draws gives {tuple(increment.shape)} at step {step}: give {tuple(x.shape)}, "
                    "as for the start."
                )
            x = moved + self.noise * increment
            failed = ~x.flatten(1).isfinite().all(1)
            if failed.any():
                first = walks[int(failed.nonzero()[0])]
                raise DivergenceError(
                    f"at step {step}, {int(failed.sum())} of {len(walks)} walks turned non-finite, "
                    f"the first of them number {first}: an autoencoder that maps a neighbourhood "
                    "of the data into itself would keep them."
                )
            scores = _call("classifier", classifier, x)
            if scores.ndim != 2 or len(scores) != len(x) or not scores.shape[1]:
                raise InputError(
                    f"classifier turns {tuple(x.shape)} into {tuple(scores.shape)}: give scores "
                    f"of shape ({len(x)}, classes)."
                )
            if not scores.isfinite().all():
                raise DivergenceError(
                    f"at step {step}, the classifier's scores of "
                    f"{int((~scores.isfinite().all(1)).sum())} of {len(walks)} walks are not "
                    "finite: a classifier trained to the end would give finite ones."
                )
            yield Passed(walks, step, x, scores)


def _call(name: str, function: StateMap, x: Tensor) -> Tensor:
    """``function(x)``, with an error that names the states' shape if the network rejects them."""
    try:
        found = function(x)
    except RuntimeError as error:  # of torch, on shapes or types that do not fit
        raise InputError(
            f"{name} does not take states of shape {tuple(x.shape)} and {x.dtype}: give one "
            f"trained on such ({str(error).splitlines()[0]})."
        ) from error
    if not isinstance(found, Tensor):
        raise InputError(f"{name} gives {shown(found)}: give a map to tensors.")
    return found
