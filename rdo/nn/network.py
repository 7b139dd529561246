"""What every encoder and decoder is: a module that draws its weights when it is told to."""

from abc import abstractmethod
from typing import Any

import torch
from torch import Tensor, nn

from rdo.errors import InputError

__all__ = ["Network", "channels", "layer", "uniform_start"]


class Network(nn.Module):
    """An encoder or a decoder; its parameters are zero until :meth:`reset_parameters`."""

    @property
    @abstractmethod
    def widths(self) -> dict[str, object]:
        """What a record says of the network, as JSON values."""

    @abstractmethod
    def reset_parameters(self, generator: torch.Generator) -> None:
        """Draw the first weights from ``generator``."""

    @abstractmethod
    def forward(self, x: Tensor) -> Tensor:
        """Map a batch, its rows along the first axis."""


def layer(kind: Any, *sizes: int) -> Any:
    """``kind(*sizes)`` with its parameters at zero, and without a draw from the global generator.

    Parameters
    ----------
    kind
        A layer class of ``torch.nn`` with weights, say ``nn.Conv2d``.
    *sizes
        Its arguments.
    """
    made = nn.utils.skip_init(kind, *sizes)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.zero_()
    return made


def channels(count: int, width: float) -> int:
    """A printed number of channels times ``width``, rounded, at least one.

    Raises
    ------
    InputError
        If the width is not positive and finite.
    """
    if not 0 < width < float("inf"):
        raise InputError(f"width={width}: give a positive, finite number; 1 is the paper's.")
    return max(1, round(count * width))


def uniform_start(network: nn.Module, generator: torch.Generator) -> None:
    r"""PyTorch's own start for linear and convolutional layers, drawn from ``generator``.

    .. math:: W, b \sim U(-n^{-1/2}, n^{-1/2})

    with n the inputs of a unit: the columns of a linear layer, channels times pixels of the kernel
    of a convolution. For a transposed convolution PyTorch counts the channels that go *out*.
    """
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
                bound = module.weight[0].numel() ** -0.5
                module.weight.uniform_(-bound, bound, generator=generator)
                if module.bias is not None:
                    module.bias.uniform_(-bound, bound, generator=generator)
