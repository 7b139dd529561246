"""Convolutions of stride 2 for images of any size (Section 7.3.4 of the noise-fitting VAE)."""

import math
from itertools import pairwise

from torch import nn

from rdo.checks import check_shape, check_whole
from rdo.errors import InputError, shown
from rdo.nn.convolutional import ConvolutionalNetwork, check_latents
from rdo.nn.network import Init, channels, layer

__all__ = ["StridedDecoder", "StridedEncoder", "strided_pair"]

_HIDDEN = 256


class StridedEncoder(ConvolutionalNetwork):
    """Conv(C, c_1, 4)-ReLU-...-Conv(c_{n-1}, c_n, 4)-ReLU-FC(256)-ReLU-FC, every stride 2.

    The images are padded by one pixel, so that each layer halves the sides, rounding down.

    Parameters
    ----------
    shape
        Of an image, (C, H, W).
    maps
        Channels that come out of each convolution, c_1 to c_n.
    n_outputs
        Numbers per image.
    width, start
        As for :class:`~rdo.nn.convolutional.ConvolutionalNetwork`.
    """

    name = "strided"

    def __init__(
        self,
        shape: tuple[int, ...],
        maps: tuple[int, ...],
        n_outputs: int,
        width: float = 1.0,
        start: Init = "pytorch",
    ) -> None:
        sides = _sides(shape, maps)
        check_whole("n_outputs", n_outputs, 1, 100_000)
        counts = [shape[0], *(channels(count, width) for count in maps)]
        hidden = channels(_HIDDEN, width)
        convolutions = [
            part
            for c_in, c_out in pairwise(counts)
            for part in (layer(nn.Conv2d, c_in, c_out, 4, 2, 1), nn.ReLU())
        ]
        super().__init__(
            width,
            start,
            *convolutions,
            nn.Flatten(),
            layer(nn.Linear, counts[-1] * math.prod(sides[-1]), hidden),
            nn.ReLU(),
            layer(nn.Linear, hidden, n_outputs),
        )
        self.input_shape = ("B", *shape)
        self.n_outputs = n_outputs


class StridedDecoder(ConvolutionalNetwork):
    """FC(256)-FC-ReLU-ConvT(c_n, c_{n-1}, 4)-ReLU-...-ConvT(c_1, C, 4), every stride 2.

    It reverses :class:`StridedEncoder`: a layer doubles the sides, and adds one pixel where the
    encoder's had rounded. Nothing follows the first layer, which is printed as linear, and nothing
    the last, as Eq. 19 has it: a mean may lie outside [0, 1].

    Parameters
    ----------
    shape, maps, width, start
        As for :class:`StridedEncoder`.
    n_latent
        Dimensions of the latent.
    heads
        Numbers per pixel and colour.
    """

    name = "strided"

    def __init__(
        self,
        shape: tuple[int, ...],
        maps: tuple[int, ...],
        n_latent: int,
        width: float = 1.0,
        start: Init = "pytorch",
        *,
        heads: int = 1,
    ) -> None:
        sides = _sides(shape, maps)
        check_latents(n_latent, heads)
        counts = [heads * shape[0], *(channels(count, width) for count in maps)]
        hidden = channels(_HIDDEN, width)
        convolutions = [
            part
            for (c_out, c_in), (large, small) in reversed(
                list(zip(pairwise(counts), pairwise(sides), strict=True))
            )
            for part in (nn.ReLU(), _doubling(c_in, c_out, large, small))
        ]
        super().__init__(
            width,
            start,
            layer(nn.Linear, n_latent, hidden),
            layer(nn.Linear, hidden, counts[-1] * math.prod(sides[-1])),
            nn.Unflatten(1, (counts[-1], *sides[-1])),
            *convolutions,
        )
        self.input_shape = ("B", n_latent)


def _doubling(c_in: int, c_out: int, large: tuple[int, int], small: tuple[int, int]) -> nn.Module:
    missing = tuple(big - 2 * little for big, little in zip(large, small, strict=True))
    made: nn.Module = layer(nn.ConvTranspose2d, c_in, c_out, 4, 2, 1, missing)
    return made


def _sides(shape: tuple[int, ...], maps: tuple[int, ...]) -> list[tuple[int, int]]:
    """Height and width of an image, and after each convolution."""
    if len(check_shape("shape", shape)) != 3:
        raise InputError(f"shape={shown(shape)}: give (C, H, W) of an image.")
    check_shape("maps", maps)
    _, height, width = shape
    least = 2 ** len(maps)
    if min(height, width) < least:
        raise InputError(
            f"shape={shown(shape)}: {len(maps)} convolutions halve the sides; give images of at "
            f"least {least} x {least} pixels."
        )
    return [(height >> n, width >> n) for n in range(len(maps) + 1)]


def strided_pair(
    shape: tuple[int, ...],
    maps: tuple[int, ...],
    n_latent: int,
    width: float = 1.0,
    *,
    heads: int = 1,
    decoder_heads: int = 1,
    start: Init = "pytorch",
) -> tuple[StridedEncoder, StridedDecoder]:
    """An encoder and a decoder for images ``(B, C, H, W)``.

    Parameters
    ----------
    shape
        (C, H, W).
    maps
        Channels that come out of each convolution: (32, 32) for MNIST, (32, 32, 64, 64) for faces
        (Section 7.3.4).
    n_latent
        Dimensions of the latent; the paper's H.
    width
        Factor on every printed number of channels and hidden units; 1 is the paper's.
    heads
        Outputs of the encoder per latent dimension: 2 for a posterior's mean and variance.
    decoder_heads
        Outputs of the decoder per pixel and colour: 2 for a mean and a variance.
    start
        Of the weights: ``"pytorch"`` or ``"he"`` (:func:`rdo.nn.network.convolutional_start`).

    Raises
    ------
    InputError
        If a size is not a positive whole number, or the images are smaller than the convolutions
        can halve.

    Examples
    --------
    >>> import torch
    >>> from rdo.nn import strided_pair
    >>> encoder, decoder = strided_pair((1, 28, 28), (32, 32), n_latent=16, width=1 / 8)
    >>> encoder.reset_parameters(torch.Generator().manual_seed(0))
    >>> z = encoder(torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(1)))
    >>> z.shape, decoder(z).shape
    (torch.Size([4, 16]), torch.Size([4, 1, 28, 28]))
    """
    check_latents(n_latent, heads)
    encoder = StridedEncoder(shape, maps, heads * n_latent, width, start)
    return encoder, StridedDecoder(shape, maps, n_latent, width, start, heads=decoder_heads)
