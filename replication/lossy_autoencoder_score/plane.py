"""Propositions 1 and 2 in the plane: Eq. 7 itself, exact solutions, and trained maps."""

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo import theory
from replication.kit import Outcome, Run
from replication.kit.record import order_of
from replication.ledger import Data
from replication.lossy_autoencoder_score.config import PlaneConfig

__all__ = ["DENSITY", "measure"]

_Array = npt.NDArray[np.float64]

DENSITY = theory.IsotropicMixture(
    (0.4, 0.35, 0.25), ((-1.2, -0.6), (1.2, -0.4), (0.0, 1.4)), (0.9, 1.0, 0.8)
)

_NODES = 150  # the bent map is no polynomial: with 60, its error is that of the quadrature
_BENT_LAM = 0.1
_STEP = 1e-4  # of the difference that stands for the gradient
_ARROWS = np.linspace(-2.8, 2.8, 15)


def measure(config: PlaneConfig, run: Run) -> Outcome:
    r"""Check Eq. 7 off its solutions, on constructed ones, and on those that training finds.

    The arm ``bent`` holds the ``gradient_error`` of Eq. 7 at a map that solves nothing;
    ``constructed`` the largest ``eq7_residual`` over :math:`\lambda` and the ``order`` of the error
    of Proposition 2, a root mean square, with its distance from 1, ``order_error``; ``trained`` the
    same order and distance, the least ``curvature`` of the loss at the trained maps over
    :math:`\lambda`, and the ``floor``, how far half the score is from the family.
    """
    lams = config.lams
    clock = [time.perf_counter()]
    y, weights = DENSITY.quadrature(_NODES)
    bent = {"gradient_error": _gradient_error(y, weights)}
    clock.append(time.perf_counter())

    built = [_constructed(y, weights, lam) for lam in lams]
    order = order_of(lams, [error for error, _ in built])
    constructed = {
        "eq7_residual": max(residual for _, residual in built),
        "order": order,
        "order_error": abs(order - 1),
    }
    clock.append(time.perf_counter())

    family = theory.GradientMaps(DENSITY, config.roughest)
    found = [family.stationary(lam) for lam in lams]
    first, second = theory.first_order(DENSITY, family.x), theory.second_order(DENSITY, family.x)
    moved = [family.moved(one.coefficients, family.x) for one in found]
    rest = [m / lam - first for m, lam in zip(moved, lams, strict=True)]
    left = [r - lam * second for r, lam in zip(rest, lams, strict=True)]
    errors = [_mean_root(family.weights, one) for one in rest]
    order = order_of(lams, errors)
    trained = {
        "order": order,
        "order_error": abs(order - 1),
        "curvature": min(one.curvature for one in found),
        "floor": family.distance(first),
    }
    clock.append(time.perf_counter())

    measured = {"bent": bent, "constructed": constructed, "trained": trained}
    arms = {
        name: run.arm(values, seconds=seconds)
        for (name, values), seconds in zip(measured.items(), np.diff(clock), strict=True)
    }
    grid = np.stack(np.meshgrid(_ARROWS, _ARROWS), -1).reshape(-1, 2)
    arrays: dict[str, npt.NDArray[Any]] = {
        "lams": np.asarray(lams),
        "trained_error": np.array(errors),
        "trained_second_error": np.array([_mean_root(family.weights, one) for one in left]),
        "constructed_error": np.array([error for error, _ in built]),
        "grid": grid,
        "grid_density": np.exp(DENSITY.log_density(grid)),
        "grid_half_score": theory.first_order(DENSITY, grid),
        "grid_displacement": family.moved(found[-1].coefficients, grid) / lams[-1],
    }
    settings = {"potentials": len(family)}
    return Outcome(arms, Data.of(run.part, DENSITY.table), arrays, settings)


def _mean_root(weights: _Array, field: _Array) -> float:
    return float(np.sqrt(weights @ (field**2).sum(-1)))


def _constructed(y: _Array, weights: _Array, lam: float) -> tuple[float, float]:
    """The error of Proposition 2 and the relative residual of Eq. 7, with the mixture as output."""
    exact = theory.ConstructedMap(DENSITY, y, lam)
    moved = y - exact.x
    bracket = theory.drift(exact.score, exact.jacobian, exact.hessian)
    missed = np.abs(moved - lam / 2 * bracket).max() / np.abs(moved).max()
    return _mean_root(weights, moved / lam - exact.score / 2), float(missed)


def _gradient_error(x: _Array, weights: _Array) -> float:
    """Eq. 7's difference of sides, along two directions, against differences of the loss; relative.

    The map and the directions are sums of plane waves, with Jacobians that are not symmetric.
    """
    moved, slope, bend = _waves(x, [[0.15, 0.0], [0.05, 0.1]], [[1.0, 2.0], [2.0, -1.0]])
    jacobian = np.eye(2) + slope
    gradient = 2 * moved - _BENT_LAM * theory.drift(DENSITY.score(x), jacobian, bend)
    worst = 0.0
    for along, along_slope, _ in (
        _waves(x, [[1.0, -0.5]], [[0.5, 1.5]]),
        _waves(x, [[0.3, 1.0], [1.0, 0.0]], [[-1.0, 1.0], [0.0, 2.0]]),
    ):
        above, below = (
            theory.loss(weights, moved + step * along, jacobian + step * along_slope, _BENT_LAM)
            for step in (_STEP, -_STEP)
        )
        predicted = weights @ (gradient * along).sum(-1)
        worst = max(worst, abs(float(predicted / ((above - below) / (2 * _STEP))) - 1))
    return worst


def _waves(
    x: _Array, heights: list[list[float]], waves: list[list[float]]
) -> tuple[_Array, _Array, _Array]:
    r"""The field :math:`\sum_m a_m \sin(k_m \cdot x + m)`, its Jacobian and its Hessian."""
    a, k = np.array(heights), np.array(waves)
    phase = x @ k.T + np.arange(len(k))
    sin, cos = np.sin(phase), np.cos(phase)
    return (
        np.asarray(sin @ a),
        np.asarray(np.einsum("mw,wi,wj->mij", cos, a, k)),
        np.asarray(np.einsum("mw,wi,wj,wl->mijl", -sin, a, k, k)),
    )
