"""Gaussian noise whose variances a network gives, pixel by pixel."""

from typing import ClassVar

import torch
from torch import Tensor

from rdo.noise.base import ObservationNoise, check_floor, log_normal, per_row

__all__ = ["NetworkNoise"]


class NetworkNoise(ObservationNoise):
    r"""The decoder's last layer gives a mean and a log-variance for every feature or pixel.

    .. math::
        x \sim N(G(z), \mathrm{diag}\, \sigma^2(z)), \quad G(z) = W_u h(z) + b_u, \quad
        \log \sigma^2(z) = W_\sigma h(z) + b_\sigma

    (noise-fitting VAE, Eq. 19, the noise of Kingma & Welling.) The decoder gives twice as many
    channels or features, means first. One pixel that is met exactly raises the likelihood without
    limit as its variance falls, so that without a floor training ends in numbers that are not
    finite.

    Parameters
    ----------
    floor
        The least variance; 0 for none. 1e-4 is the paper's, for pixels in [0, 1]. No gradient comes
        back from below it.

    Raises
    ------
    InputError
        If the floor is negative.
    """

    heads: ClassVar[int] = 2
    floor: Tensor

    def __init__(self, *, floor: float = 1e-4) -> None:
        super().__init__()
        self.register_buffer("floor", torch.tensor(check_floor(floor)))

    def log_variance(self, decoded: Tensor) -> Tensor:
        r""":math:`\log \sigma^2(z)` of every feature or pixel, at least the floor's logarithm."""
        self.mean(decoded)
        return decoded.tensor_split(self.heads, dim=1)[1].maximum(self.floor.log())

    def log_likelihood(self, x: Tensor, decoded: Tensor) -> Tensor:
        r""":math:`\log N(x; G(z), \mathrm{diag}\, \sigma^2(z))` in nats, ``(B,)``."""
        return per_row(log_normal(self.residual(x, decoded), self.log_variance(decoded)))
