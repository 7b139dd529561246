"""Arch28: the networks for images of 28 x 28 pixels (Table 2 of the EBAE supplement)."""

from torch import nn

from rdo.checks import check_whole
from rdo.nn.convolutional import ConvolutionalNetwork, check_latents
from rdo.nn.network import Init, channels, layer
from rdo.nn.resampling import Bilinear, MaxPool

__all__ = ["Arch28Decoder", "Arch28Encoder", "arch28"]


class Arch28Encoder(ConvolutionalNetwork):
    """Conv(1, 32, 3)-ReLU-Conv(32, 64, 3)-ReLU-MaxPool(2)-Conv(64, 64, 3)-ReLU-Conv(64, 128, 3)-
    ReLU-MaxPool(2)-Conv(128, 1024, 4)-ReLU-FC(1024, D_z), every stride 1, nothing padded.

    The side goes 28, 26, 24, 12, 10, 8, 4, 1.

    Parameters
    ----------
    n_outputs
        D_z, or twice that for a posterior's mean and variance.
    width, start
        As for :class:`~rdo.nn.convolutional.ConvolutionalNetwork`.
    """  # noqa: D205

    input_shape = ("B", 1, 28, 28)
    name = "Arch28"

    def __init__(self, n_outputs: int, width: float = 1.0, start: Init = "pytorch") -> None:
        c32, c64, c128, c1024 = (channels(count, width) for count in (32, 64, 128, 1024))
        check_whole("n_outputs", n_outputs, 1, 100_000)
        super().__init__(
            width,
            start,
            layer(nn.Conv2d, 1, c32, 3),
            nn.ReLU(),
            layer(nn.Conv2d, c32, c64, 3),
            nn.ReLU(),
            MaxPool(),
            layer(nn.Conv2d, c64, c64, 3),
            nn.ReLU(),
            layer(nn.Conv2d, c64, c128, 3),
            nn.ReLU(),
            MaxPool(),
            layer(nn.Conv2d, c128, c1024, 4),
            nn.ReLU(),
            nn.Flatten(),
            layer(nn.Linear, c1024, n_outputs),
        )
        self.n_outputs = n_outputs


class Arch28Decoder(ConvolutionalNetwork):
    """ConvT(D_z, 128, 4)-ReLU-Bilinear(2)-ConvT(128, 64, 3)-ReLU-ConvT(64, 64, 3)-ReLU-Bilinear(2)-
    ConvT(64, 32, 3)-ReLU-ConvT(32, 1, 3)-Sigmoid, every stride 1.

    The side goes 1, 4, 8, 10, 12, 24, 26, 28. Table 2 prints a kernel of 4 for the last layer; an
    image of 29 x 29 pixels would come out of it. With 3, as in the code that its authors published
    later, the sizes agree. ``Bilinear`` leaves the corner pixels where they are, as there too; the
    supplement does not say.

    Parameters
    ----------
    n_latent
        D_z.
    width, start
        As for :class:`~rdo.nn.convolutional.ConvolutionalNetwork`.
    """  # noqa: D205

    name = "Arch28"

    def __init__(self, n_latent: int, width: float = 1.0, start: Init = "pytorch") -> None:
        c32, c64, c128 = (channels(count, width) for count in (32, 64, 128))
        check_whole("n_latent", n_latent, 1, 100_000)
        super().__init__(
            width,
            start,
            nn.Unflatten(1, (n_latent, 1, 1)),
            layer(nn.ConvTranspose2d, n_latent, c128, 4),
            nn.ReLU(),
            Bilinear(),
            layer(nn.ConvTranspose2d, c128, c64, 3),
            nn.ReLU(),
            layer(nn.ConvTranspose2d, c64, c64, 3),
            nn.ReLU(),
            Bilinear(),
            layer(nn.ConvTranspose2d, c64, c32, 3),
            nn.ReLU(),
            layer(nn.ConvTranspose2d, c32, 1, 3),
            nn.Sigmoid(),
        )
        self.input_shape = ("B", n_latent)


def arch28(
    n_latent: int, width: float = 1.0, *, heads: int = 1, start: Init = "pytorch"
) -> tuple[Arch28Encoder, Arch28Decoder]:
    """An encoder and a decoder for images ``(B, 1, 28, 28)``.

    Parameters
    ----------
    n_latent
        D_z.
    width
        Factor on every printed number of channels; 1 is the paper's.
    heads
        Outputs of the encoder per latent dimension: 2 for a posterior's mean and variance.
    start
        Of the weights: ``"pytorch"`` or ``"he"`` (:func:`rdo.nn.network.convolutional_start`).

    Raises
    ------
    InputError
        If the width is not positive and finite, or there is no latent or no head.

    Examples
    --------
    An eighth of the paper's channels:

    >>> import torch
    >>> from rdo.nn import arch28
    >>> encoder, decoder = arch28(n_latent=32, width=1 / 8, start="he")
    >>> encoder.reset_parameters(torch.Generator().manual_seed(0))
    >>> z = encoder(torch.rand(4, 1, 28, 28, generator=torch.Generator().manual_seed(1)))
    >>> z.shape, decoder(z).shape
    (torch.Size([4, 32]), torch.Size([4, 1, 28, 28]))
    """
    check_latents(n_latent, heads)
    encoder = Arch28Encoder(heads * n_latent, width, start)
    return encoder, Arch28Decoder(n_latent, width, start)
