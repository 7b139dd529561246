"""The plain autoencoder: what every method here builds on, and a baseline by itself."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from rdo.distortions import squared_error
from rdo.models.base import Model
from rdo.nn import MLP

__all__ = ["Autoencoder"]


class Autoencoder(Model):
    r"""An encoder and a decoder that mirrors it, trained to give back what they are shown.

    .. math:: L = \lVert x - \hat x \rVert^2, \quad \hat x = g_\phi(f_\theta(x))

    Parameters
    ----------
    n_features
        M, columns of the data.
    hidden
        Widths between the data and the latent.
    n_latent
        N, dimensions of the latent. Parameters are zero until :meth:`reset_parameters`.
    """

    def __init__(self, n_features: int, hidden: Sequence[int], n_latent: int) -> None:
        super().__init__()
        self.n_latent = n_latent
        self.encoder = MLP((n_features, *hidden, n_latent))
        self.decoder = MLP((n_latent, *reversed(hidden), n_features))

    def reset_parameters(self, generator: torch.Generator) -> None:
        """Glorot's start for both networks, drawn from ``generator``."""
        self.encoder.reset_parameters(generator)
        self.decoder.reset_parameters(generator)

    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """No draws: nothing here is random."""
        return {}

    def encode(self, x: Tensor) -> Tensor:
        r""":math:`z = f_\theta(x)` (RaDOGAGA Eq. 2): ``(B, M)`` to ``(B, N)``."""
        z: Tensor = self.encoder(x)
        return z

    def decode(self, z: Tensor) -> Tensor:
        r""":math:`\hat x = g_\phi(z)` (RaDOGAGA Eq. 2): ``(B, N)`` to ``(B, M)``."""
        x_hat: Tensor = self.decoder(z)
        return x_hat

    def reconstruction_error(self, x: Tensor) -> Tensor:
        r""":math:`\lVert x - \hat x \rVert^2` of each row, ``(B,)``: the baseline's score."""
        return squared_error(x, self.decode(self.encode(x)))

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""One term, ``reconstruction``: the mean of :math:`\lVert x - \hat x \rVert^2`."""
        return {"reconstruction": self.reconstruction_error(x).mean()}
