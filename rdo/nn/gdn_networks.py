"""The networks of Appendix F of the RaDOGAGA paper, for images of any size."""

import math
from itertools import pairwise

import torch
from torch import nn

from rdo.checks import check_flag, check_shape, check_whole
from rdo.errors import InputError, shown
from rdo.nn.convolutional import ConvolutionalNetwork, check_latents
from rdo.nn.gdn import GDN, IGDN
from rdo.nn.network import Init, channels, layer

__all__ = ["GDNDecoder", "GDNEncoder", "gdn_pair"]

_KERNELS = (9, 5, 5, 5)
_CHANNELS, _HIDDEN = 64, 8192


class _GDNNetwork(ConvolutionalNetwork):
    """Layers one after the other, with normalisations that start as published."""

    name = "appendix F"

    def reset_parameters(self, generator: torch.Generator) -> None:
        """The layers' start, He's unless another is asked for: Appendix F states none."""
        super().reset_parameters(generator)
        for module in self.layers:
            if isinstance(module, GDN | IGDN):
                module.reset_parameters()


class GDNEncoder(_GDNNetwork):
    """CNN(9, 9, 2, 64, GDN), three CNN(5, 5, 2, 64, GDN), FC(8192, softplus), FC.

    The images are padded by half a kernel, so that each layer halves the sides, rounding up: 64
    pixels a side leave 4 x 4, which with 64 channels are the 1,024 numbers that the next layer
    takes.

    Parameters
    ----------
    shape
        Of an image, (C, H, W).
    n_outputs
        Numbers per image.
    width
        Factor on 64 and 8192; 1 is the paper's.
    start
        As for :class:`~rdo.nn.convolutional.ConvolutionalNetwork`.
    hidden
        Units in place of 8192 times the width.
    """

    def __init__(
        self,
        shape: tuple[int, ...],
        n_outputs: int,
        width: float = 1.0,
        start: Init = "he",
        *,
        hidden: int | None = None,
    ) -> None:
        sides = _sides(shape)
        check_whole("n_outputs", n_outputs, 1, 100_000)
        n, hidden = channels(_CHANNELS, width), _hidden(hidden, width)
        convolutions = [
            part
            for kernel, c_in in zip(_KERNELS, (shape[0], n, n, n), strict=True)
            for part in (layer(nn.Conv2d, c_in, n, kernel, 2, kernel // 2), GDN(n))
        ]
        super().__init__(
            width,
            start,
            *convolutions,
            nn.Flatten(),
            layer(nn.Linear, n * math.prod(sides[-1]), hidden),
            nn.Softplus(),
            layer(nn.Linear, hidden, n_outputs),
        )
        self.input_shape = ("B", *shape)
        self.n_outputs = n_outputs


class GDNDecoder(_GDNNetwork):
    """FC(8192, softplus), FC(1024, softplus), and transposed convolutions that mirror the encoder.

    Appendix F prints the fully connected layers and leaves open what follows. Here it is the
    encoder's convolutions reversed, with :class:`~rdo.nn.IGDN` before each.

    Parameters
    ----------
    shape, width, start, hidden
        As for :class:`GDNEncoder`.
    n_latent
        Dimensions of the latent.
    bounded
        Whether a sigmoid follows the last layer. Without it pixels may be negative, and SSIM does
        not tell an image from its negative.
    """

    def __init__(
        self,
        shape: tuple[int, ...],
        n_latent: int,
        width: float = 1.0,
        start: Init = "he",
        *,
        hidden: int | None = None,
        bounded: bool = True,
    ) -> None:
        check_flag("bounded", bounded)
        sides = _sides(shape)
        check_latents(n_latent, 1)
        n, hidden = channels(_CHANNELS, width), _hidden(hidden, width)
        counts = (shape[0], n, n, n)
        convolutions = [
            part
            for kernel, c_out, (large, small) in reversed(
                list(zip(_KERNELS, counts, pairwise(sides), strict=True))
            )
            for part in (IGDN(n), _doubling(n, c_out, kernel, large, small))
        ]
        super().__init__(
            width,
            start,
            layer(nn.Linear, n_latent, hidden),
            nn.Softplus(),
            layer(nn.Linear, hidden, n * math.prod(sides[-1])),
            nn.Softplus(),
            nn.Unflatten(1, (n, *sides[-1])),
            *convolutions,
            *([nn.Sigmoid()] if bounded else []),
        )
        self.input_shape = ("B", n_latent)


def _doubling(
    c_in: int, c_out: int, kernel: int, large: tuple[int, int], small: tuple[int, int]
) -> nn.Module:
    missing = tuple(big - (2 * little - 1) for big, little in zip(large, small, strict=True))
    made: nn.Module = layer(nn.ConvTranspose2d, c_in, c_out, kernel, 2, kernel // 2, missing)
    return made


def _hidden(hidden: int | None, width: float) -> int:
    """Units of the wide layers."""
    if hidden is None:
        return channels(_HIDDEN, width)
    return check_whole("hidden", hidden, 1, 100_000)


def _sides(shape: tuple[int, ...]) -> list[tuple[int, int]]:
    """Height and width of an image, and after each convolution."""
    if len(check_shape("shape", shape)) != 3:
        raise InputError(f"shape={shown(shape)}: give (C, H, W) of an image.")
    _, height, width = shape
    return [(-(-height >> n), -(-width >> n)) for n in range(len(_KERNELS) + 1)]


def gdn_pair(
    shape: tuple[int, ...],
    n_latent: int,
    width: float = 1.0,
    *,
    hidden: int | None = None,
    heads: int = 1,
    start: Init = "he",
    bounded: bool = True,
) -> tuple[GDNEncoder, GDNDecoder]:
    """Appendix F's encoder and decoder for images ``(B, C, H, W)``.

    Parameters
    ----------
    shape
        (C, H, W); the paper's is (3, 64, 64).
    n_latent
        N, dimensions of the latent; the paper's is 256.
    width
        Factor on the printed numbers of channels, 64, and of hidden units, 8192; 1 is the paper's.
    hidden
        Units of the wide layers; None for 8192 times the width. Four convolutions leave few numbers
        of a small image, and narrow ones fewer: 14 x 14 pixels with 8 channels leave 8, and no
        latent holds more. A network is made small by fewer hidden units before fewer channels.
    heads
        Outputs of the encoder per latent dimension: 2 for a beta-VAE's mean and variance.
    start
        Of the weights: ``"pytorch"`` or ``"he"`` (:func:`rdo.nn.network.convolutional_start`).
    bounded
        Whether pixels are kept in [0, 1] by a sigmoid.

    Raises
    ------
    InputError
        If a size is not a positive whole number.

    Examples
    --------
    >>> import torch
    >>> from rdo.nn import gdn_pair
    >>> encoder, decoder = gdn_pair((1, 28, 28), n_latent=16, width=1 / 8)
    >>> encoder.reset_parameters(torch.Generator().manual_seed(0))
    >>> z = encoder(torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(1)))
    >>> z.shape, decoder(z).shape
    (torch.Size([4, 16]), torch.Size([4, 1, 28, 28]))
    """
    check_latents(n_latent, heads)
    encoder = GDNEncoder(shape, heads * n_latent, width, start, hidden=hidden)
    return encoder, GDNDecoder(shape, n_latent, width, start, hidden=hidden, bounded=bounded)
