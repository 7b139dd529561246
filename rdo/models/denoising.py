"""The denoising autoencoder."""

from collections.abc import Mapping

import torch
from torch import Tensor

from rdo.checks import check_shape, check_weight
from rdo.models.autoencoder import Autoencoder
from rdo.models.base import standard_normal
from rdo.nn import Network

__all__ = ["DenoisingAutoencoder"]


class DenoisingAutoencoder(Autoencoder):
    r"""An autoencoder that reconstructs clean data from noisy data.

    .. math::
        L = E\, \lVert x - g_\phi(f_\theta(x + \sigma \varepsilon)) \rVert^2,
        \quad \varepsilon \sim N(0, I)

    Its score is the :meth:`reconstruction_error` of the rows as given, without added noise.

    Parameters
    ----------
    encoder, decoder, n_latent
        As for :class:`rdo.models.Autoencoder`.
    shape
        Of one row or image, say ``(1, 28, 28)``.
    sigma
        Standard deviation of the noise, positive; 0.3 in Section 3 of the EBAE supplement.

    Raises
    ------
    InputError
        If sigma is not positive, or the shape is empty.

    References
    ----------
    Vincent et al., Extracting and composing robust features with denoising autoencoders, 2008.
    """

    sigma: Tensor

    def __init__(
        self,
        encoder: Network,
        decoder: Network,
        n_latent: int,
        *,
        shape: tuple[int, ...],
        sigma: float = 0.3,
    ) -> None:
        super().__init__(encoder, decoder, n_latent)
        check_weight("sigma", sigma)
        self.shape = check_shape("shape", shape)
        self.register_buffer("sigma", torch.tensor(float(sigma)))

    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """Draws from U[0, 1) that :meth:`loss` takes: one per pixel, made normal."""
        return {"input": (batch_size, *self.shape)}

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""One term, ``reconstruction``: the mean of the loss at one draw of the noise."""
        self.encoder.check_input("x", x)
        self.check_noise(x, noise)
        noisy = x + self.sigma * standard_normal(noise["input"])
        return {"reconstruction": self.error(x, self.decode(self.encode(noisy))).mean()}
