"""Arch32: the networks for colour images of 32 x 32 pixels (Table 2 of the EBAE supplement)."""

import torch
from torch import Tensor, nn

from rdo.errors import InputError
from rdo.nn.network import Network, Start, channels, convolutional_start, layer
from rdo.nn.residual import ResAtt

__all__ = ["Arch32Decoder", "Arch32Encoder", "arch32"]


class Arch32Encoder(Network):
    """Conv(3, 32, 4, 2)-ReLU-Conv(32, 64, 4, 2)-ReLU-Conv(64, 128, 4, 2)-ReLU-Conv(128, 256, 2, 2)-
    ReLU-Conv(256, D_z, 1, 1)-ReLU-ResAtt(D_z, 1024, D_z), nothing padded.

    The side goes 32, 15, 6, 2, 1, 1: the shapes of Table 2 agree. What enters ResAtt is D_z maps of
    one pixel, which we take as the vector that its fully connected layers ask for. The ReLU before
    it is as printed, so the first ReLU inside has nothing left to do, and a latent is negative only
    by what the block adds.

    Parameters
    ----------
    n_outputs
        D_z, or twice that for a posterior's mean and variance.
    width
        Factor on every printed number of channels and on the hidden units of ResAtt; 1 is the
        paper's.
    start
        Of the weights: ``"pytorch"`` or ``"he"`` (:func:`rdo.nn.network.convolutional_start`).

    Raises
    ------
    InputError
        If the width is not positive and finite.
    """  # noqa: D205

    def __init__(self, n_outputs: int, width: float = 1.0, start: Start = "pytorch") -> None:
        super().__init__()
        self.width, self.start = width, start
        c32, c64, c128, c256 = (channels(count, width) for count in (32, 64, 128, 256))
        self.layers = nn.Sequential(
            layer(nn.Conv2d, 3, c32, 4, 2),
            nn.ReLU(),
            layer(nn.Conv2d, c32, c64, 4, 2),
            nn.ReLU(),
            layer(nn.Conv2d, c64, c128, 4, 2),
            nn.ReLU(),
            layer(nn.Conv2d, c128, c256, 2, 2),
            nn.ReLU(),
            layer(nn.Conv2d, c256, n_outputs, 1, 1),
            nn.ReLU(),
            nn.Flatten(),
            ResAtt(n_outputs, channels(1024, width), n_outputs),
        )

    @property
    def widths(self) -> dict[str, object]:
        """The name of the network, the factor on its channels, and its start."""
        return {"network": "Arch32", "width": self.width, "start": self.start}

    def reset_parameters(self, generator: torch.Generator) -> None:
        """PyTorch's own start or He's, as asked for; the supplement states none."""
        convolutional_start(self, self.start, generator)

    def forward(self, x: Tensor) -> Tensor:
        """Map images ``(B, 3, 32, 32)`` to ``(B, n_outputs)``."""
        z: Tensor = self.layers(x)
        return z


class Arch32Decoder(Network):
    """ConvT(D_z, 256, 6, 1)-ReLU-ConvT(256, 128, 4, 2)-ReLU-ConvT(128, 64, 4, 2)-ReLU-
    ConvT(64, 3, 3, 1)-Sigmoid.

    The side goes 1, 6, 14, 30, 32.

    Parameters
    ----------
    n_latent
        D_z.
    width
        Factor on every printed number of channels; 1 is the paper's.
    start
        Of the weights: ``"pytorch"`` or ``"he"`` (:func:`rdo.nn.network.convolutional_start`).

    Raises
    ------
    InputError
        If the width is not positive and finite.
    """  # noqa: D205

    def __init__(self, n_latent: int, width: float = 1.0, start: Start = "pytorch") -> None:
        super().__init__()
        self.width, self.start = width, start
        c64, c128, c256 = (channels(count, width) for count in (64, 128, 256))
        self.layers = nn.Sequential(
            nn.Unflatten(1, (n_latent, 1, 1)),
            layer(nn.ConvTranspose2d, n_latent, c256, 6, 1),
            nn.ReLU(),
            layer(nn.ConvTranspose2d, c256, c128, 4, 2),
            nn.ReLU(),
            layer(nn.ConvTranspose2d, c128, c64, 4, 2),
            nn.ReLU(),
            layer(nn.ConvTranspose2d, c64, 3, 3, 1),
            nn.Sigmoid(),
        )

    @property
    def widths(self) -> dict[str, object]:
        """The name of the network, the factor on its channels, and its start."""
        return {"network": "Arch32", "width": self.width, "start": self.start}

    def reset_parameters(self, generator: torch.Generator) -> None:
        """PyTorch's own start or He's, as asked for; the supplement states none."""
        convolutional_start(self, self.start, generator)

    def forward(self, x: Tensor) -> Tensor:
        """Map latents ``(B, n_latent)`` to images ``(B, 3, 32, 32)`` in [0, 1]."""
        image: Tensor = self.layers(x)
        return image


def arch32(
    n_latent: int, width: float = 1.0, *, heads: int = 1, start: Start = "pytorch"
) -> tuple[Arch32Encoder, Arch32Decoder]:
    """An encoder and a decoder for images ``(B, 3, 32, 32)``.

    Parameters
    ----------
    n_latent
        D_z.
    width
        Factor on every printed number of channels; 1 is the paper's.
    heads
        Numbers that the encoder gives a latent: 2 for the mean and the variance of a posterior.
    start
        Of the weights: ``"pytorch"`` or ``"he"`` (:func:`rdo.nn.network.convolutional_start`).

    Raises
    ------
    InputError
        If the width is not positive and finite, or there is no latent or no head.
    """
    if n_latent < 1:
        raise InputError(f"n_latent={n_latent}: give at least one latent.")
    if heads < 1:
        raise InputError(f"heads={heads}: give at least one number per latent.")
    encoder = Arch32Encoder(heads * n_latent, width, start)
    return encoder, Arch32Decoder(n_latent, width, start)
