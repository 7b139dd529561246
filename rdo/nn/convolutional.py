"""What convolutional networks have in common."""

from typing import ClassVar

import torch
from torch import Tensor, nn

from rdo.checks import check_choice, check_whole
from rdo.nn.network import Init, Network, convolutional_start

__all__ = ["ConvolutionalNetwork", "check_latents"]


class ConvolutionalNetwork(Network):
    """Layers one after the other, with a factor on the printed numbers of channels.

    A subclass builds them from its own size, ``n_outputs`` of an encoder or ``n_latent`` of a
    decoder, and the two arguments that all have.

    Parameters
    ----------
    width
        Factor on every printed number of channels; 1 is the paper's.
    start
        Of the weights: ``"pytorch"`` or ``"he"`` (:func:`rdo.nn.network.convolutional_start`).
    *layers
        With their parameters at zero. :func:`rdo.nn.network.channels` refuses a width that makes
        none.
    """

    name: ClassVar[str]
    """Of the network, for records."""

    def __init__(self, width: float, start: Init, *layers: nn.Module) -> None:
        super().__init__()
        check_choice("start", start, ("pytorch", "he"))
        self.width, self.start = width, start
        self.layers = nn.Sequential(*layers)

    @property
    def widths(self) -> dict[str, object]:
        """The name of the network, the factor on its channels, and its start."""
        return {"network": self.name, "width": self.width, "start": self.start}

    def reset_parameters(self, generator: torch.Generator) -> None:
        """PyTorch's own start or He's, as asked for; no paper states its own."""
        convolutional_start(self, self.start, generator)

    def forward(self, x: Tensor) -> Tensor:
        """An encoder: images ``(B, C, H, W)`` to ``(B, n_outputs)``.

        A decoder: latents ``(B, n_latent)`` to images ``(B, C, H, W)``.
        """
        y: Tensor = self.layers(x)
        return y


def check_latents(n_latent: int, heads: int) -> None:
    """Refuse a pair of networks without a latent, or without a number per latent.

    Raises
    ------
    InputError
        If one of them is no positive whole number.
    """
    check_whole("n_latent", n_latent, 1, 100_000)
    check_whole("heads", heads, 1, 100)
