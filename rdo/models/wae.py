"""The Wasserstein autoencoder with the maximum mean discrepancy."""

from collections.abc import Mapping

import torch
from torch import Tensor

from rdo.checks import check_weight
from rdo.models.autoencoder import Autoencoder
from rdo.models.base import standard_normal
from rdo.nn import Network
from rdo.priors import mmd

__all__ = ["WassersteinAutoencoder"]


class WassersteinAutoencoder(Autoencoder):
    r"""WAE-MMD (Tolstikhin et al., Algorithm 2): the codes of a batch resemble a normal sample.

    .. math::
        L = \lVert x - g_\phi(f_\theta(x)) \rVert^2
        + \lambda\, \widehat{\mathrm{MMD}}^2(f_\theta(x), \tilde z),
        \quad \tilde z \sim N(0, I)

    with the estimate of :func:`rdo.priors.mmd`, an RBF kernel whose bandwidth follows the median
    heuristic (Section 3 of the EBAE supplement). Its score is the :meth:`reconstruction_error`.

    Parameters
    ----------
    encoder, decoder, n_latent
        As for :class:`rdo.models.Autoencoder`.
    weight
        :math:`\lambda`, positive. The squared error is a sum over the pixels: multiply a weight
        that was meant for their mean by their number.

    Raises
    ------
    InputError
        If the weight is not positive.

    References
    ----------
    Tolstikhin et al., Wasserstein auto-encoders, 2018.
    """

    weight: Tensor

    def __init__(self, encoder: Network, decoder: Network, n_latent: int, *, weight: float) -> None:
        super().__init__(encoder, decoder, n_latent)
        check_weight("weight", weight)
        self.register_buffer("weight", torch.tensor(float(weight)))

    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """Draws from U[0, 1) that :meth:`loss` takes: a sample of the prior, made normal."""
        return {"prior": (batch_size, self.n_latent)}

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""Two terms: ``reconstruction``, a mean over the batch, and ``discrepancy``, weighted.

        Raises
        ------
        InputError
            As of every model, and for a batch of one row, which has no discrepancy.
        """
        z = self.encode(x)
        self.check_noise(x, noise)
        prior = standard_normal(noise["prior"])
        return {
            "reconstruction": self.error(x, self.decode(z)).mean(),
            "discrepancy": self.weight * mmd(z, prior),
        }
