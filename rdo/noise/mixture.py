"""Noise that is a mixture of Gaussians, fitted by EM."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from rdo.checks import check_flag, check_number, check_positive_tuple, check_weight
from rdo.errors import InputError, shown
from rdo.noise.base import ObservationNoise, check_floor, check_updates, log_normal, per_row

__all__ = ["MixtureNoise"]

_NEVER = -1e30  # logarithm of a weight of 0, finite so that 0 times it is 0


class MixtureNoise(ObservationNoise):
    r"""Each feature or pixel has noise of one of K variances, drawn anew for every row.

    .. math:: \varepsilon \sim \sum_{k=1}^{K} \pi_k N(0, \sigma_k^2)

    (noise-fitting VAE, Eq. 7.) A step of EM sets weights and variances from each batch (Eqs. 15 and
    18):

    .. math::
        \gamma_{dmk} = \frac{\pi_k N(x_d^m; G(z^m)_d, \sigma_k^2)}
        {\sum_j \pi_j N(x_d^m; G(z^m)_d, \sigma_j^2)}, \quad
        \pi_k = \frac{N_k}{\sum_j N_j}, \quad
        \sigma_k^2 = \frac{1}{N_k} \sum_{d,m} \gamma_{dmk} (x_d^m - G(z^m)_d)^2, \quad
        N_k = \sum_{d,m} \gamma_{dmk}

    Eq. 15 as printed sums over samples below the line; this sums over the components.

    Parameters
    ----------
    weights
        :math:`\pi_k` where they start, at least one, adding up to 1. A weight of 0 stays 0: so
        replicas of one ensemble may differ in the number of components.
    variances
        :math:`\sigma_k^2` where they start, as many. Components of the same variance and weight
        would stay the same.
    learned
        Whether a batch sets them.
    floor
        The least variance that is learned; 0 for none. 1e-4 is the paper's, for pixels in [0, 1]. A
        component that no feature belongs to keeps its variance, and its weight becomes 0.

    Raises
    ------
    InputError
        If there is no component, the numbers of weights and variances differ, one is out of range,
        or the weights do not add up to 1.

    Examples
    --------
    >>> import torch
    >>> from rdo.noise import MixtureNoise
    >>> noise = MixtureNoise((0.5, 0.5), (0.01, 1.0))
    >>> x = torch.tensor([[0.0, 0.1, 3.0]])
    >>> noise.responsibilities(x, torch.zeros(1, 3))[1].round(decimals=2)
    tensor([[0.0900, 0.1400, 1.0000]])
    """

    weights: Tensor
    variances: Tensor
    learned: Tensor
    floor: Tensor

    def __init__(
        self,
        weights: Sequence[float],
        variances: Sequence[float],
        *,
        learned: bool = True,
        floor: float = 1e-4,
    ) -> None:
        super().__init__()
        if not isinstance(weights, tuple | list) or not weights:
            raise InputError(f"weights={shown(weights)}: give those of at least one component.")
        shares = [check_number("weights", weight, 0, 1) for weight in weights]
        if abs(sum(shares) - 1) > 1e-6:
            raise InputError(f"weights={shown(weights)}: give numbers that add up to 1.")
        levels = [
            check_weight("variances", one) for one in check_positive_tuple("variances", variances)
        ]
        if len(levels) != len(shares):
            raise InputError(f"variances={shown(variances)}: give {len(shares)}, one per weight.")
        self.register_buffer("weights", torch.tensor(shares))
        self.register_buffer("variances", torch.tensor(levels))
        self.register_buffer("learned", torch.tensor(check_flag("learned", learned)))
        self.register_buffer("floor", torch.tensor(check_floor(floor)))

    def responsibilities(self, x: Tensor, decoded: Tensor) -> Tensor:
        r""":math:`\gamma`, the posterior over the components (Eqs. 14 and 15), ``(K, B, ...)``."""
        return _joint(self.residual(x, decoded), self.weights, self.variances).softmax(0)

    def log_likelihood(self, x: Tensor, decoded: Tensor) -> Tensor:
        r""":math:`\sum_d \log \sum_k \pi_k N(x_d; G(z)_d, \sigma_k^2)` in nats, ``(B,)``."""
        joint = _joint(self.residual(x, decoded), self.weights, self.variances)
        return per_row(joint.logsumexp(0))

    def updated(self, x: Tensor, decoded: Tensor) -> dict[str, Tensor]:
        """``weights`` and ``variances`` after one step of EM (Eq. 18), or what they were."""
        squares = self.residual(x, decoded).detach().square().flatten()
        gamma = self.responsibilities(x, decoded).detach().flatten(1)
        counts = gamma.sum(1)
        alive = counts > 0
        found = (gamma @ squares) / torch.where(alive, counts, 1)
        variances = torch.where(alive, found.maximum(self.floor), self.variances)
        return {
            "weights": torch.where(self.learned, counts / counts.sum(), self.weights),
            "variances": torch.where(self.learned, variances, self.variances),
        }

    def bound(self, x: Tensor, decoded: Tensor, updates: Mapping[str, Tensor]) -> Tensor:
        r"""Eq. 16 without its divergence, and with the signs that make it a bound, ``(B,)``.

        .. math::
            \sum_{d,k} \gamma_{dk} \left[ \log \pi_k + \log N(x_d; G(z)_d, \sigma_k^2)
            - \log \gamma_{dk} \right] \le \log p(x | z)

        The responsibilities are those before the update and fixed, weights and variances those
        after it.
        """
        check_updates(updates, "weights", "variances")
        gamma = self.responsibilities(x, decoded).detach()
        joint = _joint(self.residual(x, decoded), updates["weights"], updates["variances"])
        return per_row((gamma * joint + torch.special.entr(gamma)).sum(0))


def _joint(residual: Tensor, weights: Tensor, variances: Tensor) -> Tensor:
    """Logarithm of each component's weight times its density, ``(K, B, ...)``."""
    log_weights = torch.where(weights > 0, weights, 1).log()
    log_weights = torch.where(weights > 0, log_weights, _NEVER)
    along = (-1, *[1] * residual.ndim)
    return log_weights.reshape(along) + log_normal(residual, variances.log().reshape(along))
