"""Where the loss of a Gaussian is stationary, in closed form and by a minimiser."""

import time

import numpy as np
import numpy.typing as npt
from scipy.linalg import expm
from scipy.optimize import minimize

from rdo.theory import LinearModel, drift, gaussian_map
from replication.kit import Outcome, Run
from replication.kit.record import order_of
from replication.ledger import Data
from replication.lossy_autoencoder_score.config import Config

__all__ = ["measure"]

_Array = npt.NDArray[np.float64]

_SMALL = 0.1  # shares up to this one tell the order; above, higher ones have their say
_BEYOND = 1.05
_REACH = 8.0
_COVARIANCES = (
    [[1.0]],
    [[0.09]],
    [[1.0, 0.6], [0.6, 2.0]],
    [[2.0, -0.5, 0.3], [-0.5, 1.0, 0.2], [0.3, 0.2, 0.5]],
)


def measure(config: Config, run: Run) -> Outcome:
    r"""Compare the closed form with a minimiser over all matrices, Eq. 7 and RaDOGAGA's ab.

    The arm ``linear`` holds the largest over the covariances and :math:`\lambda` of: the
    ``eq7_residual`` of the matrix that the minimiser finds; ``map_error``, its distance from the
    closed form; ``ab_error``, from the ab of Appendix D in one dimension. And the ``order`` of the
    error of Proposition 2, the one farthest from 1, with ``order_error``, its distance from 1; and
    ``collapsed``, the largest determinant at which the minimiser ends beyond the limit.
    """
    shares = np.asarray(config.lams)
    clock = time.perf_counter()
    residuals, errors, ab_errors, orders, collapsed = [], [], [], [], []
    table = []
    for covariance in map(np.array, _COVARIANCES):
        limit = np.linalg.eigvalsh(covariance)[0] / 2
        score = -np.linalg.inv(covariance)  # the matrix that takes x to the score
        misses = []
        for lam in limit * shares:
            closed = gaussian_map(covariance, lam)
            found = _minimise(covariance, lam)
            residuals.append(_residual(found, score, lam))
            errors.append(np.abs(found - closed).max())
            misses.append(np.linalg.norm((closed - np.eye(len(closed))) / lam - score / 2))
            table.append([*np.linalg.eigvalsh(covariance)[[0, -1]], lam])
            if len(covariance) == 1:
                ab = LinearModel(1 / lam, 1.0, covariance[0, 0]).optimum().ab
                ab_errors.append(abs(ab - closed[0, 0]))
        small = shares <= _SMALL
        orders.append(order_of(shares[small], np.array(misses)[small]))
        collapsed.append(np.linalg.det(_minimise(covariance, _BEYOND * limit)))
    order = max(orders, key=lambda slope: abs(slope - 1))
    metrics = {
        "eq7_residual": max(residuals),
        "map_error": max(errors),
        "ab_error": max(ab_errors),
        "order": order,
        "order_error": abs(order - 1),
        "collapsed": max(collapsed),
    }
    arms = {"linear": run.arm(metrics, seconds=time.perf_counter() - clock)}
    return Outcome(arms, Data.of(run.part, np.array(table)), settings={"beyond": _BEYOND})


def _minimise(covariance: _Array, lam: float) -> _Array:
    """Where a quasi-Newton method ends that starts from the identity.

    It works on the logarithm of the matrix, whose trace is the log-determinant, so that no step can
    leave the one-to-one maps. Each entry is bounded, or a collapse would have no end.
    """
    n = len(covariance)

    def loss(flat: _Array) -> float:
        a = flat.reshape(n, n)
        off = np.eye(n) - expm(a)
        return float(np.trace(off @ covariance @ off.T) + lam * np.trace(a))

    found = minimize(
        loss,
        np.zeros(n * n),
        method="L-BFGS-B",
        bounds=[(-_REACH, _REACH)] * n**2,
        options={"ftol": 1e-15, "gtol": 1e-9},
    )
    return np.asarray(expm(found.x.reshape(n, n)))


def _residual(k: _Array, score: _Array, lam: float) -> float:
    """By how much Eq. 7 is missed at points along the axes, over the largest displacement."""
    n = len(k)
    x = np.eye(n)
    moved = x @ (k - np.eye(n)).T
    bracket = drift(x @ score.T, np.broadcast_to(k, (n, n, n)), np.zeros((n, n, n, n)))
    return float(np.abs(moved - lam / 2 * bracket).max() / np.abs(moved).max())
