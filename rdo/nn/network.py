"""Base class of encoders and decoders, and their initialisation from a given generator."""

from abc import abstractmethod
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal

import torch
from torch import Tensor, nn

from rdo.checks import (
    Shape,
    check_choice,
    check_number,
    check_room,
    check_tensor,
    check_whole,
)
from rdo.errors import InputError, shown

__all__ = ["Init", "Network", "channels", "check_widths", "convolutional_start", "layer"]

Init = Literal["pytorch", "he"]
"""Where a convolutional network starts: from PyTorch's own weights, or He's."""


class Network(nn.Module):
    """An encoder or a decoder; its parameters are zero until :meth:`reset_parameters`."""

    input_shape: Shape = ("B", ...)
    """Of a batch that it takes."""
    n_outputs: int | None = None
    """Numbers that an encoder gives for a row; None where it does not say."""

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

    def check_input(self, name: str, x: Tensor) -> None:
        """Raise :class:`InputError` unless x has the shape, type and device that the network takes.

        Parameters
        ----------
        name
            What messages call it.
        x
            A batch.
        """
        if torch.compiler.is_compiling():  # which was asked before it traced
            return
        weight = next(self.parameters())
        check_tensor(name, x, self.input_shape, [weight.dtype])
        if x.device != weight.device:
            raise InputError(f"{name} on {x.device}: give it on {weight.device}, as the weights.")


def check_widths(sizes: Sequence[int]) -> tuple[int, ...]:
    """The widths of a network's layers, at least two positive ones.

    Raises
    ------
    InputError
        If they are something else, or make a layer too large.
    """
    if not isinstance(sizes, tuple | list | range) or len(sizes) < 2:
        raise InputError(f"sizes={shown(sizes)}: give at least two positive widths.")
    widths = tuple(check_whole("sizes", size, 1) for size in sizes)
    for n_in, n_out in pairwise(widths):
        check_room(n_in=n_in, n_out=n_out)
    return widths


def layer(kind: Any, *sizes: int | tuple[int, ...]) -> Any:
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
        If the width is not positive, or above 100.
    """
    check_number("width", width, 0, 100, above=True)  # 1 is the paper's
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
    check_choice("start", start, ("pytorch", "he"))
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
