"""Propositions 1 and 2 for a mixture on the line: Eq. 7 solved, and disturbed."""

import time
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo import theory
from replication.kit import Outcome, Run
from replication.kit.record import order_of
from replication.ledger import Data
from replication.lossy_autoencoder_score.config import HEIGHTS, Config

__all__ = ["DENSITY", "measure"]

_Array = npt.NDArray[np.float64]

DENSITY = theory.IsotropicMixture((0.4, 0.6), ((-1.2,), (1.0,)), (0.6, 0.8))

_REACH = 4.5
_POINTS = 18_001  # fifty a wavelength of the finest ripple
_INSIDE = 3.0  # where Eq. 7 is checked: at the ends the solution is given, not solved for
_SMALL = 0.005  # up to here the solutions are free of ripples, and tell the second order
_FREQUENCIES = np.geomspace(0.1, 4.0, 33)  # of ripples, in units of the critical one
_COARSE, _FINE = 0.7, 1.5
_LOW = 0.1  # steepest slope of the ripples of the local margin
_STEEPNESS = 1 - np.geomspace(1, 1e-12, 61)
_RESOLVED = 0.97  # steepest staircase that the points resolve


def measure(config: Config, run: Run) -> Outcome:
    r"""Solve Eq. 7, and evaluate the loss around the solution.

    The arm ``stationary`` holds the largest ``eq7_residual`` over :math:`\lambda`; the ``order`` of
    the error of Proposition 2, a root mean square under p, and where :math:`\lambda` is small the
    ``second_order`` of what the next term leaves, with the distances ``order_error`` and
    ``second_order_error`` from 1 and 2; and the largest ``first_variation`` along ripples, per unit
    of their height. The arm ``ripple`` has the least curvature of the loss along coarse ripples and
    the largest along fine ones, and ``local_margin``, what a fine ripple of slope 0.1 changes in
    the loss, the least. The arm ``staircase`` has the ``global_margin``, the same for staircases up
    to a steepness of :math:`1 - 10^{-12}`, and the ``change_error`` of the formula against a sum
    over points.
    """
    lams = np.asarray(config.lams)
    clock = time.perf_counter()
    x = np.linspace(-_REACH, _REACH, _POINTS)
    weights = np.exp(DENSITY.log_density(x[:, None]))
    weights /= weights.sum()
    solutions = [_Solution(x, weights, lam) for lam in lams]
    errors = np.array([one.error(1) for one in solutions])
    left = np.array([one.error(2) for one in solutions])
    curvatures = np.array([one.curvatures() for one in solutions])
    measured, formula = solutions[-1].staircases()
    small = lams <= _SMALL
    order, second = order_of(lams, errors), order_of(lams[small], left[small])
    ripples = curvatures[:, :, _FREQUENCIES <= _COARSE], curvatures[:, :, _FREQUENCIES >= _FINE]
    resolved = _STEEPNESS <= _RESOLVED
    metrics: dict[str, dict[str, float]] = {
        "stationary": {
            "eq7_residual": max(one.residual() for one in solutions),
            "order": order,
            "order_error": abs(order - 1),
            "second_order": second,
            "second_order_error": abs(second - 2),
            "first_variation": max(one.first_variation() for one in solutions),
        },
        "ripple": {
            "coarse_curvature": ripples[0].min(),
            "fine_curvature": ripples[1].max(),
            "local_margin": min(one.local_margin() for one in solutions),
        },
        "staircase": {
            "global_margin": formula.min(),
            "change_error": np.abs(measured - formula)[:, resolved].max(),
        },
    }
    seconds = (time.perf_counter() - clock) / len(metrics)
    arms = {name: run.arm(values, seconds=seconds) for name, values in metrics.items()}
    thin = slice(None, None, 60)
    arrays: dict[str, npt.NDArray[Any]] = {
        "x": x[thin],
        "density": np.exp(DENSITY.log_density(x[thin, None])),
        "half_score": theory.first_order(DENSITY, x[thin, None])[:, 0],
        "displacement": np.stack([one.moved[thin] for one in solutions]),
        "lams": lams,
        "first_error": errors,
        "second_error": left,
        "frequencies": _FREQUENCIES,
        "curvatures": curvatures.min(1),
        "steepness_left": 1 - _STEEPNESS,
        "staircase_formula": formula,
        "staircase_measured": np.where(resolved, measured, np.nan),
    }
    settings = {"reach": _REACH, "heights": list(HEIGHTS)}
    return Outcome(arms, Data.of(run.part, DENSITY.table), arrays, settings)


class _Solution:
    """The solution of Eq. 7 for one lambda, at the points."""

    def __init__(self, x: _Array, weights: _Array, lam: float) -> None:
        self.x, self.weights, self.lam = x, weights, lam
        self.moved, self.slope, self.bend = theory.StationaryLine(DENSITY, lam, reach=_REACH)(x)

    def residual(self) -> float:
        """By how much Eq. 7 is missed inside, over the largest displacement."""
        inside = np.abs(self.x) <= _INSIDE
        jacobian, hessian = self.slope[:, None, None], self.bend[:, None, None, None]
        bracket = theory.drift(DENSITY.score(self.x[:, None]), jacobian, hessian)[:, 0]
        missed = (self.moved - self.lam / 2 * bracket)[inside]
        return float(np.abs(missed).max() / np.abs(self.moved[inside]).max())

    def error(self, terms: int) -> float:
        """Of the expansion of (r - x) / lambda to so many terms, a root mean square."""
        points = self.x[:, None]
        rest = self.moved / self.lam - theory.first_order(DENSITY, points)[:, 0]
        if terms == 2:
            rest -= self.lam * theory.second_order(DENSITY, points)[:, 0]
        return float(np.sqrt(self.weights @ rest**2))

    def first_variation(self) -> float:
        """The largest along the ripples, which have the height 1."""
        return max(
            abs(float(self.weights @ (2 * self.moved * h + self.lam * h_slope / self.slope)))
            for h, h_slope in self._ripples(_FREQUENCIES)
        )

    def curvatures(self) -> _Array:
        """Along sines and cosines of every frequency, ``(2, F)``."""
        values = [
            theory.ripple_curvature(self.weights, self.slope, h, h_slope, self.lam)
            for h, h_slope in self._ripples(_FREQUENCIES)
        ]
        return np.array(values).reshape(2, -1)

    def local_margin(self) -> float:
        """What fine ripples change in the loss, the least."""
        there = []
        for h, h_slope in self._ripples(_FREQUENCIES[_FREQUENCIES >= _FINE]):
            size = _LOW / np.abs(h_slope).max()
            there.append(self._loss(self.moved + size * h, self.slope + size * h_slope))
        return min(there) - self._loss(self.moved, self.slope)

    def staircases(self) -> tuple[_Array, _Array]:
        """What staircases behind the solution change in the loss, by sum and by formula."""
        here = self._loss(self.moved, self.slope)
        heights = np.pi * np.sqrt(2 * self.lam) * np.asarray(HEIGHTS)
        measured, formula = np.empty((2, len(heights), len(_STEEPNESS)))
        for (i, height), (j, steepness) in product(enumerate(heights), enumerate(_STEEPNESS)):
            more, steeper = theory.staircase(self.x + self.moved, height, steepness)
            measured[i, j] = self._loss(self.moved + more, self.slope * steeper) - here
            formula[i, j] = theory.staircase_change(height, steepness, self.lam)
        return measured, formula

    def _ripples(self, frequencies: _Array) -> list[tuple[_Array, _Array]]:
        """Sines, then cosines, with their slopes; frequencies in units of the critical one."""
        omega = theory.critical_frequency(self.lam) * frequencies[:, None]
        sin, cos = np.sin(omega * self.x), np.cos(omega * self.x)
        pairs = [(sin, omega * cos), (cos, -omega * sin)]
        return [(h, h_slope) for one, slope in pairs for h, h_slope in zip(one, slope, strict=True)]

    def _loss(self, moved: _Array, slope: _Array) -> float:
        return theory.loss(self.weights, moved[:, None], slope[:, None, None], self.lam)
