"""The network that predicts a row's memberships in the components (RaDOGAGA Eq. 18)."""

import torch
from torch import Tensor, nn

from rdo.checks import NETWORK_TYPES, check_number, check_tensor, check_whole
from rdo.nn import MLP

__all__ = ["EstimationNetwork"]


class EstimationNetwork(nn.Module):
    r"""Memberships of each row in each component (RaDOGAGA Eq. 18).

    .. math:: \hat\gamma = \mathrm{softmax}(p), \quad p = EN(z; \psi)

    One hidden tanh layer with dropout, then K logits (Section 5.1.1).

    Parameters
    ----------
    n_inputs
        Features of a row, D.
    n_hidden
        Width of the hidden layer.
    n_components
        Components, K.
    dropout
        Share of hidden units dropped in training, in [0, 1).

    Raises
    ------
    InputError
        If a width is not positive, or ``dropout`` outside [0, 1).

    Examples
    --------
    >>> import torch
    >>> from rdo.priors import EstimationNetwork
    >>> generator = torch.Generator().manual_seed(0)
    >>> network = EstimationNetwork(n_inputs=2, n_hidden=10, n_components=3)
    >>> network.reset_parameters(generator)
    >>> membership = network(torch.randn(100, 2, generator=generator))
    >>> membership.shape, torch.allclose(membership.sum(-1), torch.ones(100))
    (torch.Size([100, 3]), True)
    """

    def __init__(
        self, n_inputs: int, n_hidden: int, n_components: int, dropout: float = 0.5
    ) -> None:
        super().__init__()
        check_whole("n_inputs", n_inputs, 1)
        check_whole("n_hidden", n_hidden, 1)
        check_whole("n_components", n_components, 1)
        check_number("dropout", dropout, 0, 1, below=True)
        self.hidden = MLP((n_inputs, n_hidden))
        self.output = MLP((n_hidden, n_components))
        self.n_hidden = n_hidden
        self.dropout = dropout

    def reset_parameters(self, generator: torch.Generator) -> None:
        """Draw Glorot's start from ``generator``."""
        self.hidden.reset_parameters(generator)
        self.output.reset_parameters(generator)

    def forward(self, z: Tensor, uniform: Tensor | None = None) -> Tensor:
        """Memberships ``(B, K)`` of the rows ``z (B, D)``.

        Parameters
        ----------
        z
            Rows, ``(B, D)``.
        uniform
            Draws from U[0, 1), ``(B, n_hidden)``: a unit is dropped where its draw lies below
            ``dropout``, and the others are divided by 1 - ``dropout``. None: no dropout.

        Raises
        ------
        InputError
            If they have other shapes.
        """
        self.hidden.check_input("z", z)
        hidden = torch.tanh(self.hidden(z))
        if uniform is not None:
            check_tensor("uniform", uniform, (*z.shape[:-1], self.n_hidden), NETWORK_TYPES)
            hidden = hidden * (uniform >= self.dropout) / (1 - self.dropout)
        return torch.softmax(self.output(hidden), dim=-1)
