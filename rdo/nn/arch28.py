"""Arch28: the networks for images of 28 x 28 pixels (Table 2 of the EBAE supplement)."""

import torch
from torch import Tensor, nn

from rdo.errors import InputError
from rdo.nn.network import Network, Start, channels, convolutional_start, layer
from rdo.nn.resampling import Bilinear, MaxPool

__all__ = ["Arch28Decoder", "Arch28Encoder", "arch28"]


class Arch28Encoder(Network):
    """Conv(1, 32, 3)-ReLU-Conv(32, 64, 3)-ReLU-MaxPool(2)-Conv(64, 64, 3)-ReLU-Conv(64, 128, 3)-
    ReLU-MaxPool(2)-Conv(128, 1024, 4)-ReLU-FC(1024, D_z), every stride 1, nothing padded.

    The side goes 28, 26, 24, 12, 10, 8, 4, 1.

    Parameters
    ----------
    n_outputs
        D_z, or twice that for a posterior's mean and variance.
    width
        Factor on every printed number of channels; 1 is the paper's.
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
        c32, c64, c128, c1024 = (channels(count, width) for count in (32, 64, 128, 1024))
        self.layers = nn.Sequential(
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

    @property
    def widths(self) -> dict[str, object]:
        """The name of the network, the factor on its channels, and its start."""
        return {"network": "Arch28", "width": self.width, "start": self.start}

    def reset_parameters(self, generator: torch.Generator) -> None:
        """PyTorch's own start or He's, as asked for; the supplement states none."""
        convolutional_start(self, self.start, generator)

    def forward(self, x: Tensor) -> Tensor:
        """Map images ``(B, 1, 28, 28)`` to ``(B, n_outputs)``."""
        z: Tensor = self.layers(x)
        return z


class Arch28Decoder(Network):
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
        c32, c64, c128 = (channels(count, width) for count in (32, 64, 128))
        self.layers = nn.Sequential(
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

    @property
    def widths(self) -> dict[str, object]:
        """The name of the network, the factor on its channels, and its start."""
        return {"network": "Arch28", "width": self.width, "start": self.start}

    def reset_parameters(self, generator: torch.Generator) -> None:
        """PyTorch's own start or He's, as asked for; the supplement states none."""
        convolutional_start(self, self.start, generator)

    def forward(self, x: Tensor) -> Tensor:
        """Map latents ``(B, n_latent)`` to images ``(B, 1, 28, 28)`` in [0, 1]."""
        image: Tensor = self.layers(x)
        return image


def arch28(
    n_latent: int, width: float = 1.0, *, heads: int = 1, start: Start = "pytorch"
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
    if n_latent < 1:
        raise InputError(f"n_latent={n_latent}: give at least one latent.")
    if heads < 1:
        raise InputError(f"heads={heads}: give at least one number per latent.")
    encoder = Arch28Encoder(heads * n_latent, width, start)
    return encoder, Arch28Decoder(n_latent, width, start)
