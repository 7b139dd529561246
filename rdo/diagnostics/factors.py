"""What a VAE's factors hold, and how far they are from the prior (the noise-fitting paper)."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.distributions import Normal, kl_divergence

from rdo.checks import (
    check_array,
    check_callable,
    check_number,
    check_tensor,
    check_weight,
    check_whole,
)
from rdo.errors import InputError

__all__ = ["TRAVERSAL", "FactorSummary", "factor_summary", "fitted_variances", "traverse"]

_Floats = npt.NDArray[np.float64]

TRAVERSAL = (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0)
"""Values of a factor in the paper's traversals (Appendix 7.3), which go over [-3, 3]."""

_TOLERANCE = 1e-14
_ROUNDS = 1_000


class FactorSummary(NamedTuple):
    """The indicators of Section 4.4 and Appendix 7.1.1, ``(...)`` each; of factors, ``(..., N)``.

    For q* with the mean square of every factor, as :func:`factor_summary` has it, Definitions 4 and
    5 are one number, and so are 2 and 6, and 3 and 7. Each is computed as it is defined.
    """

    rate: _Floats
    """Definition 1: the mean of D_KL(q(z | x) || p(z)), nats."""
    variances: _Floats
    """Of the factors under q*(z), Eq. 28, ``(..., N)``."""
    information: _Floats
    """Definition 2, of the mutual information of x and z: the mean of D_KL(q(z | x) || q*(z))."""
    influence: _Floats
    """Definition 3, the same of every factor, ``(..., N)``."""
    divergence: _Floats
    """Definition 4, of D_KL(q(z) || p(z)): Definition 1 less Definition 2."""
    divergence_of_fit: _Floats
    """Definition 5, of the same: D_KL(q*(z) || p(z))."""
    remaining_information: _Floats
    """Definition 6, of the mutual information: Definition 1 less Definition 5."""
    remaining_influence: _Floats
    """Definition 7, the same of every factor, ``(..., N)``."""
    normal: npt.NDArray[np.int64]
    """How many factors have a variance above the threshold under q*."""
    influential: npt.NDArray[np.int64]
    """How many factors have an influence above the threshold."""


def factor_summary(
    mean: Any, variance: Any, *, normal: float = 0.8, influential: float = 0.5
) -> FactorSummary:
    r"""Definitions 1 to 7 from a batch of posteriors :math:`q(z | x_m) = N(\mu_m, s_m^2)`.

    .. math::
        D_1 = \tfrac1M \sum_m D_{KL}(q(z | x_m) \Vert N(0, I)), \qquad
        I_2 = \tfrac1M \sum_m D_{KL}(q(z | x_m) \Vert q^*(z)), \qquad
        D_4 = D_1 - I_2

    (Eqs. 23, 24 and 26), with the factorised Gaussian of mean 0 that minimises :math:`I_2` (Eq.
    28):

    .. math::
        q^*(z) = N(0, \mathrm{diag}\, v), \qquad
        v_h = \tfrac1M \sum_m (\mu_{mh}^2 + s_{mh}^2) .

    :math:`I_2` is an upper bound of the mutual information of the batch's x and z, and :math:`D_4`
    a lower bound of the divergence of q(z) from the prior (Corollaries 1 and 2). :math:`D_4` is a
    function of the mean squares alone: it does not see that factors depend on each other.

    Parameters
    ----------
    mean, variance
        Of the posteriors, ``(..., B, N)`` each: a batch of B, of one replica or of several.
    normal
        Variance under q* above which a factor counts as normal, positive.
    influential
        Influence (Definition 3, nats) above which a factor counts as influential, 0 or more.

    Raises
    ------
    InputError
        If the two have not the same shape, or a variance or a threshold is out of its range.

    Examples
    --------
    One factor follows the data and one is idle:

    >>> import numpy as np
    >>> from rdo.diagnostics import factor_summary
    >>> mean = np.array([[2.0, 0.0], [-2.0, 0.0]])
    >>> summary = factor_summary(mean, np.array([[0.1, 1.0], [0.1, 1.0]]))
    >>> summary.variances, summary.influence.round(2)
    (array([4.1, 1. ]), array([1.86, 0.  ]))
    >>> int(summary.normal), int(summary.influential)
    (2, 1)
    """
    mu, s2 = _posteriors(mean, variance)
    check_weight("normal", normal)
    check_number("influential", influential, 0, 1e30)
    v = (mu**2 + s2).mean(-2)
    rates = _divergence(mu, s2, 1.0).mean(-2)
    influence = _divergence(mu, s2, v[..., None, :]).mean(-2)
    of_fit = _divergence(0.0, v, 1.0)
    rate, information = rates.sum(-1), influence.sum(-1)
    return FactorSummary(
        rate=rate,
        variances=v,
        information=information,
        influence=influence,
        divergence=rate - information,
        divergence_of_fit=of_fit.sum(-1),
        remaining_information=rate - of_fit.sum(-1),
        remaining_influence=rates - of_fit,
        normal=(v > normal).sum(-1),
        influential=(influence > influential).sum(-1),
    )


def fitted_variances(mean: Any, variance: Any) -> _Floats:
    r"""The variances of q*(z) found by gradients, as the paper finds them.

    .. math:: \arg\min_v \tfrac1M \sum_m D_{KL}(q(z | x_m) \Vert N(0, \mathrm{diag}\, v))

    (Eq. 28). It is solved over :math:`\log v` by L-BFGS in double precision. The closed form is in
    :func:`factor_summary`.

    Parameters
    ----------
    mean, variance
        Of the posteriors, ``(..., B, N)`` each.

    Returns
    -------
    numpy.ndarray
        v, ``(..., N)``.

    Raises
    ------
    InputError
        If the two have not the same shape, or a variance is not positive.

    Examples
    --------
    >>> import numpy as np
    >>> from rdo.diagnostics import fitted_variances
    >>> fitted_variances(np.array([[2.0], [-2.0]]), np.array([[0.1], [0.1]])).round(6)
    array([4.1])
    """
    mu, s2 = map(torch.from_numpy, _posteriors(mean, variance))
    posterior = Normal(mu, s2.sqrt())
    log_v = torch.zeros_like(mu[..., 0, :]).requires_grad_()
    optimiser = torch.optim.LBFGS(
        [log_v],
        max_iter=_ROUNDS,
        tolerance_grad=_TOLERANCE,
        tolerance_change=0,
        line_search_fn="strong_wolfe",
    )

    def objective() -> Tensor:
        optimiser.zero_grad()
        fit = Normal(torch.zeros_like(log_v), (log_v / 2).exp())
        wide = Normal(fit.loc[..., None, :], fit.scale[..., None, :])
        value = kl_divergence(posterior, wide).mean(-2).sum()
        value.backward()
        return value

    optimiser.step(objective)
    return log_v.detach().exp().numpy()


def traverse(
    decode: Callable[[Tensor], Tensor], z: Tensor, factor: int, values: Any = TRAVERSAL
) -> Tensor:
    r"""What is decoded while one factor moves and the others stay: :math:`G(z + (v - z_h) e_h)`.

    Parameters
    ----------
    decode
        G, from codes ``(n, N)`` to ``(n, ...)``.
    z
        Codes to start from, ``(B, N)``.
    factor
        h, from 0 to N - 1.
    values
        v, the values that it takes, ``(V,)``.

    Returns
    -------
    Tensor
        ``(B, V, ...)``: a row for each code, along which the factor moves.

    Raises
    ------
    InputError
        If an argument has another type, shape or range.

    Examples
    --------
    >>> import torch
    >>> from rdo.diagnostics import traverse
    >>> traverse(lambda z: 10 * z, torch.tensor([[1.0, 2.0]]), 1, [-3, 3])
    tensor([[[ 10., -30.],
             [ 10.,  30.]]])
    """
    check_callable("decode", decode)
    check_tensor("z", z, ("B", "N"))
    check_whole("factor", factor, 0, z.shape[1] - 1)
    taken = torch.from_numpy(check_array("values", values, ("V",))).to(z)
    codes = z[:, None].repeat(1, len(taken), 1)
    codes[..., factor] = taken
    decoded = decode(codes.flatten(0, 1))
    if not isinstance(decoded, Tensor) or decoded.shape[:1] != (codes.shape[0] * codes.shape[1],):
        raise InputError(
            f"decode gives no tensor with a row for each of {codes.shape[0] * codes.shape[1]} "
            "codes: give a decoder."
        )
    return decoded.reshape(*codes.shape[:2], *decoded.shape[1:])


def _posteriors(mean: Any, variance: Any) -> tuple[_Floats, _Floats]:
    mu = check_array("mean", mean, (..., "B", "N"))
    s2 = check_array("variance", variance, mu.shape)
    if not (s2 > 0).all():
        raise InputError(f"variance holds {s2.min():g}: give positive variances.")
    return mu, s2


def _divergence(mean: _Floats | float, variance: _Floats, of: _Floats | float) -> _Floats:
    """D_KL of a Gaussian from one of mean 0 and variance ``of``, elementwise."""
    ratio = variance / of
    return np.asarray((mean**2 / of + ratio - 1 - np.log(ratio)) / 2)
