"""A Gaussian mixture whose memberships a network predicts (RaDOGAGA 18 to 20, DAGMM 5 and 6).

Statistics and Cholesky factors are kept in float64. Training makes the features nearly collinear,
and where their correlations are singular to within 1e-7, as few as some hundred steps on, a float32
factor fails. Columns of very different size alone would do no harm. The networks stay in float32.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

from rdo.checks import check_number, check_tensor

__all__ = [
    "Mixture",
    "mixture_energy",
    "mixture_statistics",
    "posterior",
    "variational_bound",
]

_TINY = 1e-30  # keeps a component without members from dividing by zero or taking log(0)


class Mixture(NamedTuple):
    r"""A Gaussian mixture :math:`\sum_k \pi_k N(\mu_k, \Sigma_k)` in float64."""

    weight: Tensor
    r""":math:`\hat\pi`, ``(K,)``"""
    mean: Tensor
    r""":math:`\hat\mu`, ``(K, D)``"""
    covariance: Tensor
    r""":math:`\hat\Sigma`, ``(K, D, D)``"""


def mixture_statistics(z: Tensor, membership: Tensor, jitter: float = 1e-6) -> Mixture:
    r"""Weights, means and covariances, from memberships (RaDOGAGA Eq. 19, DAGMM Eq. 5).

    .. math::
        \hat\pi_k = \frac{1}{L} \sum_l \hat\gamma_{lk}, \quad
        \hat\mu_k = \frac{\sum_l \hat\gamma_{lk} z_l}{\sum_l \hat\gamma_{lk}}, \quad
        \hat\Sigma_k = \frac{\sum_l \hat\gamma_{lk} (z_l - \hat\mu_k)(z_l - \hat\mu_k)^T}
                            {\sum_l \hat\gamma_{lk}} + \mathrm{jitter} \cdot I

    Parameters
    ----------
    z
        Rows, ``(L, D)``.
    membership
        :math:`\hat\gamma`, ``(L, K)``, rows summing to one.
    jitter
        Added to the diagonal; neither paper prints it, 1e-6 is the usual value.

    Returns
    -------
    Mixture
        In float64.

    Raises
    ------
    InputError
        If there are not as many rows of one as of the other, or the jitter is negative.

    Examples
    --------
    Two clusters of two rows, with memberships that are certain:

    >>> import torch
    >>> from rdo.priors import mixture_statistics
    >>> z = torch.tensor([[0.0], [2.0], [10.0], [14.0]])
    >>> membership = torch.tensor([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    >>> mixture = mixture_statistics(z, membership, jitter=0)
    >>> mixture.weight.tolist(), mixture.mean.tolist(), mixture.covariance.flatten().tolist()
    ([0.5, 0.5], [[1.0], [12.0]], [1.0, 4.0])
    """
    check_tensor("z", z, ("L", "D"))
    check_tensor("membership", membership, (len(z), "K"))
    if not torch.compiler.is_compiling():
        check_number("jitter", jitter, 0)
    # One column per row of data, as in MLP: the longer axis contiguous.
    z, membership = z.mT.double(), membership.mT.double()  # (D, L), (K, L)
    members = membership.sum(-1) + _TINY
    share = membership / members[:, None]
    # About the centre, then about each component's own mean: a difference of moments loses all
    # digits where a mean is 1e8 deviations from zero.
    centre = z.detach().mean(-1)
    z = z - centre[:, None]
    mean = share @ z.mT
    apart = z - mean[:, :, None]  # (K, D, L)
    covariance = (share[:, None] * apart) @ apart.mT
    identity = torch.eye(len(z), dtype=z.dtype, device=z.device)
    return Mixture(members / z.shape[-1], mean + centre, covariance + jitter * identity)


def mixture_energy(z: Tensor, mixture: Mixture) -> Tensor:
    r"""Negative log-likelihood of each row (RaDOGAGA Eq. 20, DAGMM Eq. 6), in nats.

    .. math::
        R(z) = -\log \sum_k \hat\pi_k
            \frac{\exp(-\frac{1}{2} (z - \hat\mu_k)^T \hat\Sigma_k^{-1} (z - \hat\mu_k))}
                 {\sqrt{|2 \pi \hat\Sigma_k|}}

    Computed by log-sum-exp, so that the energies of distant rows neither overflow nor tie. A
    covariance that is not positive definite gives NaN: so may that of rows on a line, if the jitter
    is below a 1e-15th of their variance.

    Parameters
    ----------
    z
        Rows, ``(B, D)``.
    mixture
        The density, K components.

    Returns
    -------
    Tensor
        ``(B,)``, float64.

    Raises
    ------
    InputError
        If the rows have not as many features as the mixture.

    Examples
    --------
    The energy is highest for the row farthest from the data:

    >>> import torch
    >>> from rdo.priors import mixture_energy, mixture_statistics
    >>> z = torch.randn(500, 2, generator=torch.Generator().manual_seed(0))
    >>> mixture = mixture_statistics(z, torch.ones(500, 1))
    >>> energy = mixture_energy(torch.tensor([[0.0, 0.0], [1.0, 1.0], [5.0, 5.0]]), mixture)
    >>> [round(e) for e in energy.tolist()]
    [2, 3, 25]
    """
    return -torch.logsumexp(_log_joint(z, mixture), dim=0)


def posterior(z: Tensor, mixture: Mixture) -> Tensor:
    r"""Probability that a row came from each component, by Bayes' rule.

    .. math::
        p(k \mid z) = \frac{p(z, k)}{\sum_j p(z, j)}, \quad
        p(z, k) = \hat\pi_k\, N(z; \hat\mu_k, \hat\Sigma_k)

    The E step of the EM algorithm; :func:`mixture_statistics` is its M step. The estimation
    network's memberships may be anything else.

    Parameters
    ----------
    z
        Rows, ``(B, D)``.
    mixture
        The density, K components.

    Returns
    -------
    Tensor
        ``(B, K)``, rows summing to one, float64.

    Raises
    ------
    InputError
        If the rows have not as many features as the mixture.

    Examples
    --------
    EM from uncertain memberships to certain ones:

    >>> import torch
    >>> from rdo.priors import mixture_statistics, posterior
    >>> z = torch.tensor([[0.0], [1.0], [2.0], [9.0], [10.0], [11.0]])
    >>> membership = torch.tensor([[0.6, 0.4]] * 3 + [[0.4, 0.6]] * 3)
    >>> for _ in range(20):
    ...     membership = posterior(z, mixture_statistics(z, membership))
    >>> membership[:, 0].round().tolist()
    [1.0, 1.0, 1.0, 0.0, 0.0, 0.0]
    """
    return torch.softmax(_log_joint(z, mixture), dim=0).mT


def variational_bound(z: Tensor, mixture: Mixture, membership: Tensor) -> Tensor:
    r"""Upper bound on the energy from any memberships Q (DAGMM Eq. 10), in nats.

    .. math::
        E(z) \le -\sum_k Q(k \mid z) \log \frac{p(z, k)}{Q(k \mid z)}
             = E(z) + \mathrm{KL}\left(Q(k \mid z) \,\Vert\, p(k \mid z)\right)

    The two are equal where Q is the :func:`posterior`, and only there. DAGMM minimises
    :func:`mixture_energy` and not the bound.

    Parameters
    ----------
    z
        Rows, ``(B, D)``.
    mixture
        The density, K components.
    membership
        Q, ``(B, K)``, rows summing to one.

    Returns
    -------
    Tensor
        ``(B,)``, float64.

    Raises
    ------
    InputError
        If the rows have not as many features as the mixture, or the memberships are not one per row
        and component.

    Examples
    --------
    Above the energy for memberships of one half, equal to it for the posterior:

    >>> import torch
    >>> from rdo.priors import mixture_energy, mixture_statistics, posterior, variational_bound
    >>> z = torch.tensor([[0.0], [1.0], [2.0], [9.0], [10.0], [11.0]])
    >>> mixture = mixture_statistics(z, torch.tensor([[0.9, 0.1]] * 3 + [[0.1, 0.9]] * 3))
    >>> energy = mixture_energy(z, mixture)
    >>> bool((variational_bound(z, mixture, torch.full((6, 2), 0.5)) > energy).all())
    True
    >>> torch.allclose(variational_bound(z, mixture, posterior(z, mixture)), energy)
    True
    """
    check_tensor("membership", membership, (len(z), len(mixture.weight)))
    q = membership.mT.double()
    # 0 log 0 = 0, and a finite slope there too: a membership of exactly zero is what softmax gives
    # when it underflows.
    return (q * (q.clamp_min(_TINY).log() - _log_joint(z, mixture))).sum(0)


def _log_joint(z: Tensor, mixture: Mixture) -> Tensor:
    r""":math:`\log p(z, k)` of rows ``z (B, D)``: ``(K, B)``, the longer axis contiguous."""
    n_features = z.shape[-1]
    check_tensor("z", z, ("B", mixture.mean.shape[-1]))
    factor, _ = torch.linalg.cholesky_ex(mixture.covariance)  # (K, D, D)
    identity = torch.eye(n_features, dtype=factor.dtype, device=z.device).expand_as(factor)
    whitening = torch.linalg.solve_triangular(factor, identity, upper=False)
    whitened = whitening @ (z.mT.double() - mixture.mean[..., None])  # (K, D, B)
    half_log_det = factor.diagonal(dim1=-2, dim2=-1).log().sum(-1)
    log_joint: Tensor = (
        mixture.weight.clamp_min(_TINY).log()[:, None]
        - 0.5 * whitened.square().sum(-2)
        - half_log_det[:, None]
        - 0.5 * n_features * math.log(2 * math.pi)
    )
    return log_joint
