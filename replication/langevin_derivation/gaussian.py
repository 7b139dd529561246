"""Part ``gaussian``: whether Proposition 1's penalty is a mutual information or an entropy."""

import numpy as np
from scipy.stats import multivariate_normal

from rdo.theory import IsotropicMixture
from replication.kit import Outcome, Run
from replication.langevin_derivation.config import Formulas
from replication.ledger import Data

__all__ = ["information", "measure"]

_COVARIANCE = np.array([[2.0, 0.6], [0.6, 0.5]])
_MAP = np.array([[1.2, -0.4], [0.3, 0.8]])
_UNIT = IsotropicMixture((1.0,), ((0.0, 0.0),), (1.0,))
_NOISE = 1e-2  # deviation of what is added to r(x)


def measure(config: Formulas, run: Run) -> Outcome:
    r"""Both for a Gaussian in the plane and a linear map :math:`r(x) = K x`.

    ``information_printed.growth`` is by how much the mutual information of x and r(x) plus Gaussian
    noise grows as the noise's deviation falls from 0.01 to 0.001, in nats;
    ``information.entropy_error`` the distance of :math:`E[-\log(p(x) |K|^{-1})]`, by quadrature,
    from scipy's entropy of :math:`N(0, K C K^T)`.
    """
    growth = information(_NOISE / 10) - information(_NOISE)
    nodes, weights = _UNIT.quadrature(config.nodes)
    points = nodes @ np.linalg.cholesky(_COVARIANCE).T
    log_density = multivariate_normal(np.zeros(2), _COVARIANCE).logpdf(points)
    second_term = weights @ (np.linalg.slogdet(_MAP)[1] - log_density)
    entropy = multivariate_normal(np.zeros(2), _MAP @ _COVARIANCE @ _MAP.T).entropy()
    arms = {
        "information_printed": run.arm({"growth": growth}),
        "information": run.arm({"entropy_error": abs(second_term - entropy)}),
    }
    return Outcome(arms, Data.of(run.part, points))


def information(noise: float) -> float:
    r"""Mutual information of x and :math:`K x + s \epsilon`, in nats.

    .. math:: \tfrac12 \log \det (I + K C K^T / s^2)
    """
    signal = _MAP @ _COVARIANCE @ _MAP.T
    return float(np.linalg.slogdet(np.eye(2) + signal / noise**2)[1] / 2)
