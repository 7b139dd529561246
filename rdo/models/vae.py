"""The beta-VAE that RaDOGAGA is compared with (its Appendix G)."""

from collections.abc import Mapping
from typing import ClassVar

import torch
from torch import Tensor

from rdo.checks import check_weight
from rdo.distortions import Distortion, squared_error
from rdo.models.base import standard_normal
from rdo.models.metric_autoencoder import MetricAutoencoder
from rdo.nn import Network

__all__ = ["BetaVAE"]


class BetaVAE(MetricAutoencoder):
    r"""Variational autoencoder with a weight on its divergence.

    .. math::
        L = E_{z \sim q(z|x)} D(x, g_\phi(z))
        + \beta \, \mathrm{KL}(q(z|x) \Vert N(0, I)),
        \quad q(z|x) = N(\mu(x), \mathrm{diag}\, s^2(x))

    Parameters
    ----------
    encoder, decoder
        The networks; the encoder gives 2 N numbers, means first, then logarithms of variances (made
        with ``heads=2``).
    n_latent
        N, dimensions of the latent.
    beta
        Weight of the divergence, positive; 0.001 in Appendix G.
    metric
        D, the squared error unless given, over all pixels of an image.

    Raises
    ------
    InputError
        If beta is not positive, or the metric cannot be called.

    References
    ----------
    Higgins et al., beta-VAE: learning basic visual concepts with a constrained variational
    framework, 2017.

    Examples
    --------
    The encoder has two outputs per latent dimension, the mean and the logarithm of the variance:

    >>> import torch
    >>> from rdo.models import BetaVAE
    >>> from rdo.nn import mlp_pair
    >>> generator = torch.Generator().manual_seed(0)
    >>> model = BetaVAE(*mlp_pair(6, (30,), 2, heads=2), n_latent=2)
    >>> model.reset_parameters(generator)
    >>> mean, variance = model.posterior(torch.rand(100, 6, generator=generator))
    >>> mean.shape, bool((variance > 0).all())
    (torch.Size([100, 2]), True)
    """

    heads: ClassVar[int] = 2
    beta: Tensor

    def __init__(
        self,
        encoder: Network,
        decoder: Network,
        n_latent: int,
        *,
        beta: float = 0.001,
        metric: Distortion = squared_error,
    ) -> None:
        super().__init__(encoder, decoder, n_latent, metric=metric)
        check_weight("beta", beta)
        self.register_buffer("beta", torch.tensor(float(beta)))

    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """Draws from U[0, 1) that :meth:`loss` takes: one per latent, made normal."""
        return {"latent": (batch_size, self.n_latent)}

    def posterior(self, x: Tensor) -> tuple[Tensor, Tensor]:
        r"""Mean :math:`\mu(x)` and variance :math:`s^2(x)`, each ``(B, N)``."""
        self.encoder.check_input("x", x)
        mean, log_variance = self.encoder(x).tensor_split(2, dim=-1)
        return mean, log_variance.exp()

    def encode(self, x: Tensor) -> Tensor:
        r"""The posterior's mean :math:`\mu(x)`: ``(B, M)`` to ``(B, N)``."""
        return self.posterior(x)[0]

    def energy(self, x: Tensor) -> Tensor:
        r"""Energy of each row's code under the prior, in nats, ``(B,)``.

        .. math:: -\log N(\mu(x); 0, I) = \tfrac12 \left(\lVert \mu(x) \rVert^2 + N \log 2\pi\right)
        """
        mean = self.encode(x)
        constant = self.n_latent * torch.log(mean.new_tensor(2 * torch.pi))
        return (mean.square().sum(-1) + constant) / 2

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""Two terms, each a mean over the batch.

        ``reconstruction`` is :math:`D(x, g_\phi(z))` at one draw of z, ``divergence``

        .. math:: \frac{\beta}{2} \sum_{i=1}^{N} \left(\mu_i^2 + s_i^2 - \log s_i^2 - 1\right) .
        """
        z, divergence = self._drawn(x, noise)
        return {
            "reconstruction": self.distortion(x, self.decode(z)).mean(),
            "divergence": self.beta * divergence.mean(),
        }

    def _drawn(self, x: Tensor, noise: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        """One draw of each row's posterior, ``(B, N)``, and its divergence in nats, ``(B,)``."""
        self.encoder.check_input("x", x)
        self.check_noise(x, noise)
        mean, log_variance = self.encoder(x).tensor_split(2, dim=-1)
        # From the logarithm, for the variance itself may leave the range of float32.
        z = mean + (log_variance / 2).exp() * standard_normal(noise["latent"])
        divergence = (mean.square() + log_variance.exp() - log_variance - 1).sum(-1) / 2
        return z, divergence
