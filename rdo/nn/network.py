"""Base class of encoders and decoders, and their initialisation from a given generator."""

from abc import abstractmethod
from typing import Any, Literal

import torch
from torch import Tensor, nn

from rdo.errors import InputError

__all__ = ["Init", "Network", "channels", "convolutional_start", "layer"]

Init = Literal["pytorch", "he"]
"""Where a convolutional network starts: from PyTorch's own weights, or He's."""


class Network(nn.Module):
    """An encoder or a decoder; its parameters are zero until :meth:`reset_parameters`."""

    @property
    @abstractmethod
    def widths(self) -> dict[str, object]:
        """Architecture of the network, as JSON values for a record."""

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


def convolutional_start(network: nn.Module, start: Init, generator: torch.Generator) -> None:
    r"""The first weights of linear and convolutional layers, drawn from ``generator``.

    .. math::
        W, b \sim U(-n^{-1/2}, n^{-1/2}) \ \text{(PyTorch's own)}, \quad
        W \sim U(-(6 / n)^{1/2}, (6 / n)^{1/2}),\ b = 0 \ \text{(He's)}

    with n the inputs of a unit: the columns of a linear layer, channels times pixels of the kernel
    of a convolution. For a transposed convolution PyTorch counts the channels that go *out*. In
    linear layers and convolutions He's keeps the mean square from ReLU to ReLU, and PyTorch's own
    divides it by six, but for the bias; in a transposed convolution neither holds.

    Parameters
    ----------
    network
        Its layers are drawn in order.
    start
        ``"pytorch"`` or ``"he"``.
    generator
        Of the draws.

    Raises
    ------
    InputError
        If ``start`` is unknown.
    """
    if start not in ("pytorch", "he"):
        raise InputError(f"start={start!r}: give 'pytorch' or 'he'.")
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, nn.Linear | nn.Conv2d | nn.ConvTranspose2d):
                assert module.bias is not None  # Table 2 has one everywhere
                n = module.weight[0].numel()
                bound = (6 / n) ** 0.5 if start == "he" else n**-0.5
                module.weight.uniform_(-bound, bound, generator=generator)
                if start == "he":
                    module.bias.zero_()
                else:
                    module.bias.uniform_(-bound, bound, generator=generator)
