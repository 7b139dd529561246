"""Part ``linear``: Appendix D's closed forms against a numerical minimiser; nothing is trained."""

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
from replication.analytic_h.config import ClosedForms
from replication.kit import Outcome, Run
from replication.kit.record import order_of
from replication.ledger import Data

__all__ = ["measure"]

_Floats = npt.NDArray[np.float64]

_RADIUS = 0.01  # of the ring in log a and log b on which the loss must be above a minimum
_OFF = 0.9  # of the solution's a: losses are compared there, where no term vanishes


def measure(config: ClosedForms, run: Run) -> Outcome:
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

    The data are the grid, one setting per row: :math:`\lambda_1, \lambda_2, \sigma_x^2, \sigma^2`.
    """
    clock = time.perf_counter()
    d = _grid(config, "d", config.weighted_variances)
    log = _grid(config, "log", config.lambda1_log)
    least_d = [_minimise(model, "d", 0.0) for model in d]
    least_log = [_minimise(model, "log", config.delta) for model in log]
    loss_errors, entropy_errors = zip(*map(_errors_d, d), strict=True)
    weighted, errors, errors_of_a = _approximation()
    metrics = {
        "h_d": {
            **_errors([model.optimum() for model in d], least_d),
            "approximation_error": errors.max(),
            "a_approximation_error": errors_of_a.max(),
            "approximation_order": -order_of(weighted, errors),
            "local_margin": min(map(_local_margin, d)),
            "global_margin": min(map(_global_margin, d)),
            "loss_error": max(loss_errors),
            "entropy_error": max(entropy_errors),
        },
        "h_d_printed": _errors([_as_printed(model) for model in d], least_d),
        "h_log": {
            **_errors([model.optimum("log") for model in log], least_log),
            "loss_error": max(_error_log(model, model.expected_log_square) for model in log),
        },
        "h_log_printed": {"loss_error": max(_error_log(model, 0.0) for model in log)},
    }
    seconds = (time.perf_counter() - clock) / len(metrics)
    arms = {name: run.arm(values, seconds=seconds) for name, values in metrics.items()}
    grid = np.array([[m.lambda1, m.lambda2, m.sigma_x2, m.sigma2] for m in (*d, *log)])
    arrays = {"approximation_w": weighted, "approximation_error": errors}
    settings = {"settings_d": len(d), "settings_log": len(log)}
    return Outcome(arms, Data.of(run.part, grid), arrays, settings)


def _grid(config: ClosedForms, h: H, firsts: Sequence[float]) -> list[LinearModel]:
    settings = product(firsts, config.lambda2, config.sigma_x2, config.sigma2)
    return [
        LinearModel(first / s if h == "d" else first, lambda2, s, sigma2)
        for first, lambda2, s, sigma2 in settings
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
    within, options = (math.log(low), math.log(high)), {"xatol": 1e-12}
    on_log = minimize_scalar(
        lambda t: loss(math.exp(t)), bounds=within, method="bounded", options=options
    )
    return math.exp(on_log.x)


def _errors(closed: Sequence[Solution], least: Sequence[Solution]) -> dict[str, float]:
    """The largest relative errors of ab, a and b over the grid."""
    ours, minimised = (np.array([(s.ab, s.a, s.b) for s in found]) for found in (closed, least))
    worst = np.abs(ours / minimised - 1).max(0)
    return dict(zip(("ab_error", "a_error", "b_error"), worst, strict=True))


def _as_printed(model: LinearModel) -> Solution:
    """The solution with the variance of the noise under the fraction, as the paper prints it."""
    a, b = model.optimum()
    return Solution(a * model.sigma_x2 / model.sigma2, b)


def _approximation() -> tuple[_Floats, _Floats, _Floats]:
    r""":math:`\lambda_1 \sigma_x^2`, and the relative errors of the approximate ab and a there."""
    weighted = np.geomspace(10, 1000, 21)
    models = [LinearModel(w, lambda2=1.0, sigma_x2=1.0) for w in weighted]
    ab = [m.approximate_ab() / m.optimum().ab for m in models]
    a = [math.sqrt(2 * m.lambda2 * m.sigma2) * m.approximate_ab() / m.optimum().a for m in models]
    return weighted, np.abs(np.array(ab) - 1), np.abs(np.array(a) - 1)


def _local_margin(model: LinearModel) -> float:
    """By how much the loss rises at least on a ring around the solution."""
    a, b = model.optimum()
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    ring = model.loss(a * np.exp(_RADIUS * np.cos(angle)), b * np.exp(_RADIUS * np.sin(angle)))
    return float(ring.min() - model.loss(a, b))


def _global_margin(model: LinearModel) -> float:
    """By how much the loss rises towards a point near a = 0: negative where it is lower there."""
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


def _errors_d(model: LinearModel) -> tuple[float, float]:
    """By how much Eq. 67 misses Eq. 66, and H(z) the mean of -log P(z), by quadrature, in nats."""
    a, b = model.optimum()
    a *= _OFF
    deviation = a * math.sqrt(model.sigma_x2)

    def rate(t: float) -> float:
        return t**2 / 2 + math.log(deviation * math.sqrt(2 * math.pi))

    def rate_and_reconstruction(t: float) -> float:
        return rate(t) + model.lambda1 * (a * b - 1) ** 2 * model.sigma_x2 * t**2

    scaling = model.lambda2 * b**2 * model.sigma2 * _expectation(lambda t: t**2)
    loss = float(model.loss(a, b)) - _expectation(rate_and_reconstruction) - scaling
    entropy = math.log(deviation * math.sqrt(2 * math.pi * math.e)) - _expectation(rate)
    return abs(loss), abs(entropy)


def _error_log(model: LinearModel, constant: float) -> float:
    """By how much Eq. 68 with a constant, at delta = 0, misses Eq. 66 by quadrature, in nats."""
    a, b = model.optimum("log")
    a *= _OFF
    sigma_x = math.sqrt(model.sigma_x2)
    mean = _expectation(lambda t: math.log((a * b - 1) ** 2 * (sigma_x * t) ** 2))
    return float(model.lambda1 * abs(math.log((a * b - 1) ** 2) + constant - mean))
