"""Fully connected networks with ReLU between the layers (Section 4 of the EBAE supplement)."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from rdo.checks import check_flag
from rdo.nn.network import Network, check_widths, convolutional_start, layer

__all__ = ["ReLUNetwork"]


class ReLUNetwork(Network):
    r"""A fully connected network with ReLU between its layers and a linear or tanh output.

    .. math:: f(x) = W_L \max(0, \dots \max(0, W_1 x + b_1) \dots) + b_L

    Parameters
    ----------
    sizes
        Widths from input to output, at least two.
    bounded
        Whether the output goes through tanh, to :math:`(-1, 1)`.

    Raises
    ------
    InputError
        If there are fewer than two widths, or one is no positive whole number.

    Examples
    --------
    >>> import torch
    >>> from rdo.nn import ReLUNetwork
    >>> generator = torch.Generator().manual_seed(0)
    >>> network = ReLUNetwork((2, 64, 64, 2), bounded=True)
    >>> network.reset_parameters(generator)
    >>> y = network(1e6 * torch.randn(100, 2, generator=generator))
    >>> y.shape, bool((y.abs() <= 1).all())
    (torch.Size([100, 2]), True)
    """

    def __init__(self, sizes: Sequence[int], *, bounded: bool = False) -> None:
        super().__init__()
        widths = check_widths(sizes)
        self.input_shape, self.n_outputs = (..., "B", widths[0]), widths[-1]
        self.sizes, self.bounded = widths, check_flag("bounded", bounded)
        self.layers = nn.ModuleList(layer(nn.Linear, *pair) for pair in pairwise(widths))

    @property
    def widths(self) -> dict[str, object]:
        """The widths of the layers, and whether the output is bounded."""
        return {"sizes": list(self.sizes), "bounded": self.bounded}

    def reset_parameters(self, generator: torch.Generator) -> None:
        """PyTorch's own start, for the supplement states none."""
        convolutional_start(self, "pytorch", generator)

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(B, sizes[0])`` to ``(B, sizes[-1])``."""
        *inner, last = self.layers
        for linear in inner:
            x = torch.relu(linear(x))
        x = last(x)
        return torch.tanh(x) if self.bounded else x
