"""Appendix D's closed forms, held against a numerical minimiser of its loss."""

import math
import time
from collections.abc import Callable, Sequence
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from rdo.theory import H, LinearModel, Solution
from rdo.training import History
from replication.kit.grid import Measured
from replication.kit.record import arm

__all__ = ["measure"]

WEIGHTED_VARIANCES = (2.01, 2.1, 3.0, 10.0, 100.0, 1000.0)
LAMBDA1_LOG = (0.6, 1.0, 10.0, 100.0)
_LAMBDA2 = (0.1, 10.0, 1000.0)
_SIGMA_X2 = (0.01, 1.0, 100.0)
_SIGMA2 = (1 / 12, 1.0)
_DELTA = 1e-8
_RING = 0.01  # how far around a solution a minimum must be one, in log a and log b


def measure(seeds: Sequence[int]) -> Measured:
    r"""Compare the closed forms with a minimiser over a grid of settings; nothing is random.

    The grid crosses :math:`\lambda_1 \sigma_x^2` (for log d: :math:`\lambda_1`),
    :math:`\lambda_2`, :math:`\sigma_x^2` and :math:`\sigma^2`. Errors are relative, and the
    largest over the grid.

    ``h_d`` and ``h_log`` hold the errors of ``ab``, ``a`` and ``b``. ``h_d`` also holds the
    ``approximation_error`` and ``approximation_order`` of :math:`1 - 1 / (2 \lambda_1
    \sigma_x^2)`, and ``a_approximation_error`` of a taken from it; the ``local_margin``, by how
    much the loss rises around the solution at least, and the ``global_margin``, the same towards a
    point near a = 0; the ``loss_error`` of Eq. 67 and the ``entropy_error`` of the rate in it.
    ``h_log`` has the ``loss_error`` of Eq. 68 with the term it lacks. ``h_d_printed`` and
    ``h_log_printed`` are the same to the letter of the paper.

    Parameters
    ----------
    seeds
        One, for nothing is drawn at random.
    """
    clock = time.perf_counter()
    d = _grid("d", WEIGHTED_VARIANCES)
    log = _grid("log", LAMBDA1_LOG)
    found_d = [_minimise(model, "d", 0.0) for model in d]
    found_log = [_minimise(model, "log", _DELTA) for model in log]
    weighted, errors = _approximation()
    metrics = {
        "h_d": {
            **_errors([model.optimum() for model in d], found_d),
            "approximation_error": errors.max(),
            "a_approximation_error": max(_a_approximation_error(w) for w in weighted),
            "approximation_order": -np.polyfit(np.log(weighted), np.log(errors), 1)[0],
            "local_margin": min(_local_margin(model) for model in d),
            "global_margin": min(_global_margin(model) for model in d),
            "loss_error": max(_loss_error_d(model) for model in d),
            "entropy_error": max(_entropy_error(model) for model in d),
        },
        "h_d_printed": _errors([_as_printed(model) for model in d], found_d),
        "h_log": {
            **_errors([model.optimum("log") for model in log], found_log),
            "loss_error": max(_loss_error(model, model.expected_log_square) for model in log),
        },
        "h_log_printed": {"loss_error": max(_loss_error(model, 0.0) for model in log)},
    }
    seconds = time.perf_counter() - clock
    settings = {"delta": _DELTA, "settings_d": len(d), "settings_log": len(log)}
    grid = np.array([[m.lambda1, m.lambda2, m.sigma_x2, m.sigma2] for m in (*d, *log)])
    return Measured(
        {
            name: arm(seeds, {k: [v] for k, v in values.items()}, History(), {}, seconds / 4)
            for name, values in metrics.items()
        },
        {"approximation_w": weighted, "approximation_error": errors},
        grid,
        settings,
    )


def _grid(h: H, firsts: Sequence[float]) -> list[LinearModel]:
    return [
        LinearModel(first / sigma_x2 if h == "d" else first, lambda2, sigma_x2, sigma2)
        for first, lambda2, sigma_x2, sigma2 in product(firsts, _LAMBDA2, _SIGMA_X2, _SIGMA2)
    ]


def _minimise(model: LinearModel, h: H, delta: float) -> Solution:
    """Brent's method in ab and in b by turns, where at least half of x comes back.

    Without that bound there is nothing to find: the loss has no least value.
    """

    def loss(ab: float, b: float) -> float:
        return float(model.loss(ab / b, b, h, delta))

    ab = b = 1.0
    for _ in range(2):
        ab = _brent(partial(loss, b=b), 0.5, 2.0)
        b = _brent(partial(loss, ab), 1e-5, 1e5)
    return Solution(ab / b, b)


def _brent(loss: Callable[[float], float], low: float, high: float) -> float:
    """The least point of a function of a positive number, sought on its logarithm."""
    found = minimize_scalar(
        lambda t: loss(math.exp(t)),
        bounds=(math.log(low), math.log(high)),
        method="bounded",
        options={"xatol": 1e-12},
    )
    return math.exp(found.x)


def _errors(closed: Sequence[Solution], found: Sequence[Solution]) -> dict[str, float]:
    def largest(value: Callable[[Solution], float]) -> float:
        return max(
            abs(value(one) / value(other) - 1) for one, other in zip(closed, found, strict=True)
        )

    return {
        "ab_error": largest(lambda s: s.ab),
        "a_error": largest(lambda s: s.a),
        "b_error": largest(lambda s: s.b),
    }


def _as_printed(model: LinearModel) -> Solution:
    """The solution with the variance of the noise under the fraction, as the paper prints it."""
    a, b = model.optimum()
    return Solution(a * model.sigma_x2 / model.sigma2, b)


def _approximation() -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    weighted = np.geomspace(10, 1000, 21)
    models = [LinearModel(w, lambda2=1.0, sigma_x2=1.0) for w in weighted]
    errors = [abs(model.approximate_ab() / model.optimum().ab - 1) for model in models]
    return weighted, np.array(errors)


def _a_approximation_error(weighted: float) -> float:
    """The relative error of a as the paper approximates it."""
    model = LinearModel(weighted, lambda2=1.0, sigma_x2=1.0)
    approximate = math.sqrt(2 * model.lambda2 * model.sigma2) * model.approximate_ab()
    return abs(approximate / model.optimum().a - 1)


def _local_margin(model: LinearModel) -> float:
    a, b = model.optimum()
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    around = model.loss(a * np.exp(_RING * np.cos(angle)), b * np.exp(_RING * np.sin(angle)))
    return float(around.min() - model.loss(a, b))


def _global_margin(model: LinearModel) -> float:
    # Shrinking a to nothing costs at most w in reconstruction and gains 2w in rate.
    a, b = model.optimum()
    gone = a * math.exp(-2 * min(model.weighted_variance, 300.0))  # e^-600 is still a number
    return float(model.loss(gone, b) - model.loss(a, b))


def _expectation(value: Callable[[float], float]) -> float:
    """The mean of an even function of a standard normal number, by quadrature."""

    def integrand(t: float) -> float:
        return 2 * math.exp(-(t**2) / 2) / math.sqrt(2 * math.pi) * value(t)

    # Split at 1: a logarithm has its pole at one end, the density its tail at the other.
    return float(quad(integrand, 0, 1)[0] + quad(integrand, 1, 12)[0])


def _off_the_solution(model: LinearModel, h: H) -> Solution:
    """Where the losses are compared, so that no term vanishes."""
    a, b = model.optimum(h)
    return Solution(0.9 * a, b)


def _entropy_error(model: LinearModel) -> float:
    """By how much Appendix D's H(z) misses the mean of -log P(z) by quadrature, in nats."""
    deviation = _off_the_solution(model, "d").a * math.sqrt(model.sigma_x2)
    rate = _expectation(lambda t: t**2 / 2 + math.log(deviation * math.sqrt(2 * math.pi)))
    return abs(math.log(deviation * math.sqrt(2 * math.pi * math.e)) - rate)


def _loss_error_d(model: LinearModel) -> float:
    """By how much Eq. 67 misses Eq. 66 by quadrature, in nats."""
    a, b = _off_the_solution(model, "d")
    deviation = a * math.sqrt(model.sigma_x2)

    def at(t: float) -> float:
        rate = t**2 / 2 + math.log(deviation * math.sqrt(2 * math.pi))
        return rate + model.lambda1 * (a * b - 1) ** 2 * model.sigma_x2 * t**2

    scaling = model.lambda2 * b**2 * model.sigma2 * _expectation(lambda t: t**2)
    return abs(float(model.loss(a, b)) - _expectation(at) - scaling)


def _loss_error(model: LinearModel, constant: float) -> float:
    """By how much Eq. 68 with a constant, at delta = 0, misses Eq. 66 by quadrature, in nats."""
    a, b = _off_the_solution(model, "log")
    sigma_x = math.sqrt(model.sigma_x2)
    found = _expectation(lambda t: math.log((a * b - 1) ** 2 * (sigma_x * t) ** 2))
    return float(model.lambda1 * abs(math.log((a * b - 1) ** 2) + constant - found))
