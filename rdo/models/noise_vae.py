"""The beta-VAE whose observation noise is a part of the model ("Fitting data noise in VAEs")."""

from collections.abc import Mapping

from torch import Tensor

from rdo.checks import check_type
from rdo.models.vae import BetaVAE
from rdo.nn import Network
from rdo.noise import ObservationNoise

__all__ = ["NoiseVAE"]


class NoiseVAE(BetaVAE):
    r"""A beta-VAE with the likelihood of its observation noise.

    .. math::
        \max \; E_{z \sim q(z|x)} \log p(x|z) - \beta \, \mathrm{KL}(q(z|x) \Vert N(0, I))

    (noise-fitting VAE, Eq. 3.) With Gaussian noise of a fixed variance it is :class:`BetaVAE` with
    the weight :math:`2 \beta \sigma^2` (footnote 4), up to a factor and a constant.

    Noise that is learned in closed form is set before the networks' step, from the same batch and
    the same draw of z (Section 3.3).

    Parameters
    ----------
    encoder, decoder
        The networks; the encoder gives 2 N numbers, means first, then logarithms of variances, the
        decoder ``noise.heads`` numbers per feature or pixel.
    n_latent
        N, dimensions of the latent; the paper's H.
    noise
        One of :mod:`rdo.noise`.
    beta
        Weight of the divergence, positive.

    Raises
    ------
    InputError
        If beta is not positive, or the noise is no observation noise.

    Examples
    --------
    >>> import torch
    >>> from rdo.models import NoiseVAE
    >>> from rdo.nn import mlp_pair
    >>> from rdo.noise import GaussianNoise
    >>> generator = torch.Generator().manual_seed(0)
    >>> networks = mlp_pair(6, (30,), 2, heads=2)
    >>> model = NoiseVAE(*networks, n_latent=2, noise=GaussianNoise(), beta=4.0)
    >>> model.reset_parameters(generator)
    >>> x = torch.rand(100, 6, generator=generator)
    >>> model.evidence_bound(x, {"latent": torch.rand(100, 2, generator=generator)}).shape
    torch.Size([100])
    """

    def __init__(
        self,
        encoder: Network,
        decoder: Network,
        n_latent: int,
        noise: ObservationNoise,
        *,
        beta: float = 1.0,
    ) -> None:
        super().__init__(encoder, decoder, n_latent, beta=beta)
        self.noise = check_type("noise", noise, ObservationNoise, "one of rdo.noise")

    def decode(self, z: Tensor) -> Tensor:
        r""":math:`G(z)`: ``(B, N)`` to ``(B, M)`` or images."""
        return self.noise.mean(super().decode(z))

    def sampled(self, x: Tensor, noise: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
        r"""The decoder's output at one draw of each row's posterior, and the divergence.

        Returns
        -------
        tuple
            ``(B, noise.heads * M)`` or images likewise, and :math:`\mathrm{KL}(q(z|x) \Vert
            N(0, I))` in nats, ``(B,)``.
        """
        z, divergence = self._drawn(x, noise)
        return super().decode(z), divergence

    def evidence_bound(self, x: Tensor, noise: Mapping[str, Tensor]) -> Tensor:
        r"""The variational lower bound at one draw of z, without beta, in nats, ``(B,)``.

        .. math:: \log p(x|z) - \mathrm{KL}(q(z|x) \Vert N(0, I)) \quad \text{(Eqs. 2 and 5)}

        Parameters
        ----------
        x
            Rows or images.
        noise
            Draws of the shapes given by :meth:`noise_shapes`.
        """
        decoded, divergence = self.sampled(x, noise)
        return self.noise.log_likelihood(x, decoded) - divergence

    def reconstruct(self, x: Tensor, noise: Mapping[str, Tensor]) -> Tensor:
        r""":math:`G(z)` at one draw of each posterior, of the shape of x.

        Parameters
        ----------
        x, noise
            As for :meth:`evidence_bound`.
        """
        return self.noise.mean(self.sampled(x, noise)[0])

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""Two terms, each a mean over the batch, in nats.

        ``negative_log_likelihood`` is :math:`-\log p(x|z)` at one draw of z, or the negative of its
        bound where components are inferred, after the noise's own step; ``divergence`` is
        :math:`\beta \, \mathrm{KL}(q(z|x) \Vert N(0, I))`.
        """
        return self.loss_and_memory(x, noise)[0]

    def loss_and_memory(
        self, x: Tensor, noise: Mapping[str, Tensor]
    ) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
        """The terms of :meth:`loss`, and the noise's buffers as this batch sets them."""
        decoded, divergence = self.sampled(x, noise)
        updates = self.noise.updated(x, decoded)
        terms = {
            "negative_log_likelihood": -self.noise.bound(x, decoded, updates).mean(),
            "divergence": self.beta * divergence.mean(),
        }
        return terms, {f"noise.{name}": value for name, value in updates.items()}
