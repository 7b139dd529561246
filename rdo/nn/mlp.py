"""Fully connected networks with tanh between the layers."""

from collections.abc import Sequence
from itertools import pairwise

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
            nn.utils.skip_init(nn.Linear, n_in, n_out) for n_in, n_out in pairwise(sizes)
        )
        with torch.no_grad():
            for parameter in self.parameters():
                parameter.zero_()

    def reset_parameters(self, generator: torch.Generator) -> None:
        r"""Glorot's start: :math:`W \sim U(-a, a)`, :math:`a^2 = 6 / (n_{in} + n_{out})`, b = 0."""
        for layer in self.linear:
            nn.init.xavier_uniform_(layer.weight, generator=generator)
            nn.init.zeros_(layer.bias)

    @property
    def linear(self) -> list[nn.Linear]:
        """The layers from input to output."""
        return list(self.layers)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(B, sizes[0])`` to ``(B, sizes[-1])``."""
        # A column a row of data: the batch, by far the longer axis, is then contiguous, and the
        # products of narrow layers run a quarter faster.
        *inner, last = self.linear
        h = x.mT
        for layer in inner:
            h = torch.tanh(layer.weight @ h + layer.bias[:, None])
        return (last.weight @ h + last.bias[:, None]).mT
