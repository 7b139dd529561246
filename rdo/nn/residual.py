"""Residual blocks on vectors (Section 3 of the EBAE supplement)."""

import torch
from torch import Tensor, nn

from rdo.errors import InputError
from rdo.nn.network import check_widths, layer

__all__ = ["Res", "ResAtt"]


class Res(nn.Module):
    r"""``Res(in, hidden, out)`` of the EBAE supplement's Table 2.

    .. math:: y = x + F_2(\mathrm{ReLU}(F_1(\mathrm{ReLU}(x))))

    with fully connected :math:`F_1` from ``n_in`` to ``n_hidden``, :math:`F_2` on to ``n_out``.
    Parameters are zero until drawn from outside.

    Parameters
    ----------
    n_in, n_hidden, n_out
        Widths. The sum asks for ``n_in`` and ``n_out`` to be equal, as they are in Table 2.

    Raises
    ------
    InputError
        If they are not.
    """

    def __init__(self, n_in: int, n_hidden: int, n_out: int) -> None:
        super().__init__()
        check_widths((n_in, n_hidden, n_out))
        if n_in != n_out:
            raise InputError(f"n_in={n_in}, n_out={n_out}: x + F(x) needs the two to be equal.")
        self.first = layer(nn.Linear, n_in, n_hidden)
        self.second = layer(nn.Linear, n_hidden, n_out)

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(B, n_in)`` to ``(B, n_out)``."""
        change: Tensor = self.second(torch.relu(self.first(torch.relu(x))))
        return x + change


class ResAtt(nn.Module):
    r"""``ResAtt(in, hidden, out)`` of the EBAE supplement's Table 2.

    .. math:: y = x + R_1(x) \odot \mathrm{Sigmoid}(R_2(x))

    with two blocks :class:`Res` of the same widths.

    Parameters
    ----------
    n_in, n_hidden, n_out
        As for :class:`Res`.

    Raises
    ------
    InputError
        As :class:`Res`.
    """

    def __init__(self, n_in: int, n_hidden: int, n_out: int) -> None:
        super().__init__()
        self.value = Res(n_in, n_hidden, n_out)
        self.gate = Res(n_in, n_hidden, n_out)

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(B, n_in)`` to ``(B, n_out)``."""
        y: Tensor = x + self.value(x) * torch.sigmoid(self.gate(x))
        return y
