"""Arch32: the networks for colour images of 32 x 32 pixels (Table 2 of the EBAE supplement)."""

from torch import nn

from rdo.checks import check_whole
from rdo.nn.convolutional import ConvolutionalNetwork, check_latents
from rdo.nn.network import Init, channels, layer
from rdo.nn.residual import ResAtt

__all__ = ["Arch32Decoder", "Arch32Encoder", "arch32"]


class Arch32Encoder(ConvolutionalNetwork):
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
    width, start
        As for :class:`~rdo.nn.convolutional.ConvolutionalNetwork`, the width also a factor on the
        hidden units of ResAtt.
    """  # noqa: D205

    input_shape = ("B", 3, 32, 32)
    name = "Arch32"

    def __init__(self, n_outputs: int, width: float = 1.0, start: Init = "pytorch") -> None:
        c32, c64, c128, c256 = (channels(count, width) for count in (32, 64, 128, 256))
        check_whole("n_outputs", n_outputs, 1, 100_000)
        super().__init__(
            width,
            start,
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
        self.n_outputs = n_outputs


class Arch32Decoder(ConvolutionalNetwork):
    """ConvT(D_z, 256, 6, 1)-ReLU-ConvT(256, 128, 4, 2)-ReLU-ConvT(128, 64, 4, 2)-ReLU-
    ConvT(64, 3, 3, 1)-Sigmoid.

    The side goes 1, 6, 14, 30, 32.

    Parameters
    ----------
    n_latent
        D_z.
    width, start
        As for :class:`~rdo.nn.convolutional.ConvolutionalNetwork`.
    """  # noqa: D205

    name = "Arch32"

    def __init__(self, n_latent: int, width: float = 1.0, start: Init = "pytorch") -> None:
        c64, c128, c256 = (channels(count, width) for count in (64, 128, 256))
        check_whole("n_latent", n_latent, 1, 100_000)
        super().__init__(
            width,
            start,
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
        self.input_shape = ("B", n_latent)


def arch32(
    n_latent: int, width: float = 1.0, *, heads: int = 1, start: Init = "pytorch"
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
    check_latents(n_latent, heads)
    encoder = Arch32Encoder(heads * n_latent, width, start)
    return encoder, Arch32Decoder(n_latent, width, start)
