"""Part ``collapse``: what keeps a latent from shrinking to a point (DAGMM Eq. 7)."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import torch
from scipy.optimize import minimize_scalar
from scipy.stats import norm
from torch import Tensor

from rdo.models.dagmm import inverse_variance_penalty
from rdo.priors import Mixture, mixture_energy, mixture_statistics
from replication.dagmm_bound.config import Collapse
from replication.kit import Outcome, Run
from replication.ledger import Data

__all__ = ["measure"]

_ROWS = 1_000
_LEAST = -6  # exponent of the smallest variance


def measure(config: Collapse, run: Run) -> Outcome:
    r"""Scale one Gaussian latent until its variance is a millionth; nothing is random.

    The rows are quantiles of a Gaussian, scaled to a variance v, with a mixture of one component
    by Eq. 5. Then

    - ``unpenalised.fall`` is the least fall of the mean energy of Eq. 6 for a factor of ten in the
      latent, which is a hundred in v, in nats;
    - ``penalty_printed.rise`` and ``penalty.rise`` are by how much :math:`E + \lambda_2 P /
      \lambda_1` rises from :math:`v = 1` to :math:`10^{-6}`, with P the sum of the covariance's
      diagonal entries, and that of their inverses;
    - ``penalised.variance_error`` is the relative distance of the v at which
      :math:`\lambda_1 E + \lambda_2 P` is least, found numerically, from
      :math:`2 \lambda_2 / \lambda_1`.

    The arrays hold variances, the mean energy, and with it the penalty over :math:`\lambda_1`.
    """
    latent = _latent()
    ends = [_of(latent, 10.0**k) for k in range(0, _LEAST - 1, -2)]
    energies = [mixture_energy(z, mixture).mean().item() for z, mixture in ends]
    weight = config.lambda2 / config.lambda1

    def rise(penalty: Callable[[Mixture], Tensor]) -> float:
        before, after = (float(penalty(mixture)) for _, mixture in (ends[0], ends[-1]))
        return energies[-1] - energies[0] + weight * (after - before)

    def objective(log_variance: float) -> float:
        z, mixture = _of(latent, np.exp(log_variance))
        energy, penalty = mixture_energy(z, mixture).mean(), inverse_variance_penalty(mixture)
        return float(config.lambda1 * energy + config.lambda2 * penalty)

    found = minimize_scalar(objective, bracket=(-4.0, 0.0), tol=1e-10)
    wanted = 2 * weight
    arms = {
        "unpenalised": run.arm({"fall": -np.diff(energies).max()}),
        "penalty_printed": run.arm({"rise": rise(_summed_variances)}),
        "penalty": run.arm({"rise": rise(inverse_variance_penalty)}),
        "penalised": run.arm({"variance_error": abs(np.exp(found.x) / wanted - 1)}),
    }
    variances = np.logspace(_LEAST, 1, 141)
    energy = np.array([mixture_energy(*_of(latent, v)).mean().item() for v in variances])
    penalised = np.array([objective(v) for v in np.log(variances)]) / config.lambda1
    arrays = {"variance": variances, "energy": energy, "penalised": penalised}
    return Outcome(arms, Data.of(run.part, latent.numpy()), arrays)


def _latent() -> Tensor:
    """Quantiles of a Gaussian with mean 0 and variance 1, ``(1000, 1)``."""
    z: npt.NDArray[np.float64] = norm.ppf((np.arange(_ROWS) + 0.5) / _ROWS)
    return torch.from_numpy(z / z.std())[:, None]


def _of(latent: Tensor, variance: float) -> tuple[Tensor, Mixture]:
    z = latent * variance**0.5
    return z, mixture_statistics(z, torch.ones_like(z), jitter=0)


def _summed_variances(mixture: Mixture) -> Tensor:
    """The penalty in the words of the notes."""
    return mixture.covariance.diagonal(dim1=-2, dim2=-1).sum()
