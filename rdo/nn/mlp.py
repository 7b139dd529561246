"""Fully connected networks with tanh between the layers."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from rdo.checks import check_whole
from rdo.nn.network import Network, check_widths, layer

__all__ = ["MLP", "mlp_pair"]


class MLP(Network):
    r"""A fully connected network with tanh between its layers and a linear output.

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
        If there are fewer than two widths, or one is no positive whole number.

    Examples
    --------
    >>> import torch
    >>> from rdo.nn import MLP
    >>> generator = torch.Generator().manual_seed(0)
    >>> network = MLP((6, 30, 2))
    >>> network.reset_parameters(generator)
    >>> network(torch.rand(100, 6, generator=generator)).shape
    torch.Size([100, 2])
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        super().__init__()
        widths = check_widths(sizes)
        self.input_shape, self.n_outputs = (..., "B", widths[0]), widths[-1]
        self.layers = nn.ModuleList(
            layer(nn.Linear, n_in, n_out) for n_in, n_out in pairwise(widths)
        )

    def reset_parameters(self, generator: torch.Generator) -> None:
        r"""Glorot's start: :math:`W \sim U(-a, a)`, :math:`a^2 = 6 / (n_{in} + n_{out})`, b = 0."""
        for linear in self.linear:
            nn.init.xavier_uniform_(linear.weight, generator=generator)
            nn.init.zeros_(linear.bias)

    @property
    def widths(self) -> dict[str, object]:
        """The columns that go in, and the widths between them and what comes out."""
        inner = [linear.out_features for linear in self.linear[:-1]]
        return {"n_features": self.linear[0].in_features, "hidden": inner}

    @property
    def linear(self) -> list[nn.Linear]:
        """The layers from input to output."""
        return list(self.layers)  # type: ignore[arg-type]

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(B, sizes[0])`` to ``(B, sizes[-1])``."""
        # One column per row of data: the batch, by far the longer axis, is then contiguous, and the
        # products of narrow layers run a quarter faster.
        *inner, last = self.linear
        h = x.mT
        for linear in inner:
            h = torch.tanh(linear.weight @ h + linear.bias[:, None])
        return (last.weight @ h + last.bias[:, None]).mT


def mlp_pair(
    n_features: int, hidden: Sequence[int], n_latent: int, *, heads: int = 1
) -> tuple[MLP, MLP]:
    """An encoder and the decoder that mirrors it, for rows ``(B, n_features)``.

    Parameters
    ----------
    n_features
        M, columns of the data.
    hidden
        Widths between the data and the latent.
    n_latent
        N, dimensions of the latent.
    heads
        Outputs of the encoder per latent dimension: 2 for a posterior's mean and variance.

    Returns
    -------
    tuple of MLP
        The encoder, to ``(B, heads * n_latent)``, and the decoder, from ``(B, n_latent)``.

    Raises
    ------
    InputError
        If a width is not positive.

    Examples
    --------
    >>> import torch
    >>> from rdo.nn import mlp_pair
    >>> encoder, decoder = mlp_pair(6, (30, 24), 2)
    >>> encoder.widths, decoder.widths
    ({'n_features': 6, 'hidden': [30, 24]}, {'n_features': 2, 'hidden': [24, 30]})
    >>> x = torch.rand(100, 6, generator=torch.Generator().manual_seed(0))
    >>> encoder(x).shape, decoder(encoder(x)).shape
    (torch.Size([100, 2]), torch.Size([100, 6]))
    """
    check_whole("n_features", n_features, 1)
    check_whole("n_latent", n_latent, 1)
    check_whole("heads", heads, 1)
    hidden = check_widths((1, *hidden, 1))[1:-1] if isinstance(hidden, Sequence) else (hidden,)
    encoder = MLP((n_features, *hidden, heads * n_latent))
    return encoder, MLP((n_latent, *reversed(hidden), n_features))
