r"""A density of each latent dimension by itself, learned (RaDOGAGA Eqs. 16 and 48).

The paper names a factorised model and Balle et al. (2018), whose univariate density is used here:
the distribution function is a small network that can only rise. They integrate the density over
the bins of a quantiser; RaDOGAGA takes the density itself.
"""

import math
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn.functional import softplus

from rdo.checks import check_tensor, check_weight, check_whole

__all__ = ["FactorisedPrior"]

_WIDTHS = (1, 3, 3, 3, 1)
_PUBLISHED = 10.0  # width of a fresh density
_LEAST_GAP = 1e-4  # of two logits, relative, that their difference is computed from


def _softplus_inverse(y: float) -> float:
    return y if y > 30 else math.log(math.expm1(y))


class FactorisedPrior(nn.Module):
    r"""A product of densities, each the derivative of a monotone network (Balle et al. 2018).

    .. math::
        P_{z,\psi}(z) = \prod_i c_i'(z_i), \qquad
        c = \mathrm{sigmoid} \circ f_K \circ g_{K-1} \circ f_{K-1} \cdots \circ g_1 \circ f_1

    .. math::
        f_k(v) = \mathrm{softplus}(H_k) v + b_k, \qquad g_k(v) = v + \tanh(a_k) \odot \tanh(v)

    The matrices are positive and :math:`g_k' > 0`, so c rises from 0 to 1 and its derivative
    integrates to 1. The tails are those of the logistic density: an energy that grows linearly.

    Parameters
    ----------
    n_latent
        N, dimensions of the latent.
    width
        About half of the range of a fresh density, in units of z; 10 as published. In few steps a
        density that begins much wider than the latents does not come to fit them.

    Raises
    ------
    InputError
        If ``n_latent`` or ``width`` is not positive.

    Examples
    --------
    Each marginal is normalised, here by a sum over a grid:

    >>> import torch
    >>> from rdo.priors import FactorisedPrior
    >>> prior = FactorisedPrior(n_latent=2)
    >>> prior.reset_parameters(torch.Generator().manual_seed(0))
    >>> z = torch.linspace(-200, 200, 4001)[:, None].expand(-1, 2)
    >>> mass = (-prior.marginal_energy(z)).exp().sum(0) * 0.1
    >>> [round(m, 2) for m in mass.tolist()]
    [1.0, 1.0]
    """

    def __init__(self, n_latent: int, width: float = 10.0) -> None:
        super().__init__()
        check_whole("n_latent", n_latent, 1, 10_000)
        self.width = check_weight("width", width)
        self.matrices = nn.ParameterList(
            torch.zeros(n_latent, n_out, n_in) for n_in, n_out in pairwise(_WIDTHS)
        )
        self.biases = nn.ParameterList(torch.zeros(n_latent, n, 1) for n in _WIDTHS[1:])
        self.gates = nn.ParameterList(torch.zeros(n_latent, n, 1) for n in _WIDTHS[1:-1])

    def reset_parameters(self, generator: torch.Generator) -> None:
        """A density about zero: biases from U(-1/2, 1/2), the rest constant, as published.

        A width other than 10 stretches it.
        """
        scale = _PUBLISHED ** (1 / len(self.matrices))
        with torch.no_grad():
            for k, (matrix, n_out) in enumerate(zip(self.matrices, _WIDTHS[1:], strict=True)):
                steeper = _PUBLISHED / self.width if k == 0 else 1.0
                matrix.fill_(_softplus_inverse(steeper / (scale * n_out)))
            for bias in self.biases:
                bias.uniform_(-0.5, 0.5, generator=generator)
            for gate in self.gates:
                gate.zero_()

    def _logit(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """The logit of c and its slope in z, each ``(N, B)``, for rows ``z (B, N)``."""
        check_tensor("z", z, ("B", len(self.gates[0])))
        # One column per row of data, as in MLP: the longer axis contiguous.
        value = z.mT[:, None]  # (N, 1, B)
        slope = torch.ones_like(value)
        for k, (matrix, bias) in enumerate(zip(self.matrices, self.biases, strict=True)):
            positive = softplus(matrix)
            value, slope = positive @ value + bias, positive @ slope
            if k < len(self.gates):
                bend, gate = torch.tanh(value), torch.tanh(self.gates[k])
                value, slope = value + gate * bend, slope * (1 + gate * (1 - bend.square()))
        return value[:, 0], slope[:, 0]

    def cumulative(self, z: Tensor) -> Tensor:
        """Distribution function c of each dimension: ``(B, N)`` to ``(B, N)``."""
        return torch.sigmoid(self._logit(z)[0]).mT

    def marginal_energy(self, z: Tensor) -> Tensor:
        r""":math:`-\log P_{z_i,\psi}(z_i)` in nats: ``(B, N)`` to ``(B, N)``."""
        logit, slope = self._logit(z)
        # sigmoid'(t) = sigmoid(t) sigmoid(-t), in logarithms: far out, either factor is zero.
        return (softplus(logit) + softplus(-logit) - slope.log()).mT

    def bin_energy(self, z: Tensor, width: float | Tensor) -> Tensor:
        r"""Ideal code length of the bins of width w about z: ``(B, N)`` to ``(B, N)``, nats.

        .. math::
            -\log\left(c_i(z_i + w / 2) - c_i(z_i - w / 2)\right)

        This is the rate of Balle et al. In a bin so narrow that the two values of c cannot be told
        apart it is :math:`-\log(w\, P_{z_i,\psi}(z_i))`, by the density that RaDOGAGA takes for it.

        Parameters
        ----------
        z
            Middles of the bins, ``(B, N)``.
        width
            w, positive: one number, or a tensor of one or of ``(N,)``, whose values are not
            checked.

        Raises
        ------
        InputError
            If the width is no tensor and not positive.
        """
        if not isinstance(width, Tensor):  # which a replica's own may be
            check_weight("width", width)
        low, high = self._logit(z - width / 2)[0], self._logit(z + width / 2)[0]
        # sigmoid(b) - sigmoid(a) = sigmoid(b) sigmoid(-a) (1 - exp(a - b)), in logarithms: far out
        # both are zero or one.
        gap = high - low
        distinct = gap > _LEAST_GAP * (1 + low.abs())
        inside = torch.log(-torch.expm1(-torch.where(distinct, gap, 1.0)))
        bins = (softplus(-high) + softplus(low) - inside).mT
        narrow = self.marginal_energy(z) - torch.as_tensor(width).to(z).log()
        return torch.where(distinct.mT, bins, narrow)

    def forward(self, z: Tensor) -> Tensor:
        r""":math:`-\sum_i \log P_{z_i,\psi}(z_i)` of each row in nats: ``(B, N)`` to ``(B,)``."""
        return self.marginal_energy(z).sum(-1)
