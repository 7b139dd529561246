"""Fully connected networks with tanh between the layers."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from rdo.errors import InputError

__all__ = ["MLP"]


class MLP(nn.Module):
    r"""A fully connected network, linear at the end.

    .. math:: f(x) = W_L \tanh(\dots \tanh(W_1 x + b_1) \dots) + b_L

    Weights start at zero until :meth:`reset_parameters` draws them: a constructor holds no
    randomness.

    Parameters
    ----------
    sizes
        Widths from input to output, at least two: ``(6, 30, 24, 6)`` has three layers.

    Raises
    ------
    InputError
        If there are fewer than two widths or one of them is not positive.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        if len(sizes) < 2 or min(sizes) < 1:
            raise InputError(f"sizes={tuple(sizes)}: give at least two positive widths.")
        self.layers = nn.ModuleList(
            nn.utils.skip_init(nn.Linear, n_in, n_out)
            for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True)
        )
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.zero_()

    def reset_parameters(self, generator: torch.Generator) -> None:
        r"""Glorot's start: :math:`W \sim U(-a, a)`, :math:`a^2 = 6 / (n_{in} + n_{out})`, b = 0."""
        for layer in self.layers:
            nn.init.xavier_uniform_(layer.weight, generator=generator)
            nn.init.zeros_(layer.bias)

    @property
    def first(self) -> nn.Linear:
        """The layer that meets the input."""
        return self.layers[0]  # type: ignore[return-value]

    @property
    def last(self) -> nn.Linear:
        """The layer that gives the output."""
        return self.layers[-1]  # type: ignore[return-value]

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(..., sizes[0])`` to ``(..., sizes[-1])``."""
        for layer in self.layers[:-1]:
            x = torch.tanh(layer(x))
        return self.last(x)
