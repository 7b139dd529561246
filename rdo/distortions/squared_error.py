"""The squared Euclidean distance."""

from torch import Tensor

from rdo.checks import NETWORK_TYPES, check_tensor
from rdo.errors import InputError

__all__ = ["squared_error"]


def squared_error(x: Tensor, y: Tensor) -> Tensor:
    r"""Squared error (RaDOGAGA Eq. 7); the matrix of its quadratic form (Eq. 6) is the identity.

    .. math:: D(x, y) = \lVert x - y \rVert^2

    Parameters
    ----------
    x, y
        Rows, ``(..., M)``, of one shape; nothing is broadcast.

    Returns
    -------
    Tensor
        One value per row, ``(...)``: the sum over the M features, not their mean.

    Raises
    ------
    InputError
        If the shapes differ, or one is no tensor of float32, float64 or bfloat16.

    Examples
    --------
    >>> import torch
    >>> from rdo.distortions import squared_error
    >>> x = torch.tensor([[0.0, 0.0], [1.0, 2.0]])
    >>> squared_error(x, torch.tensor([[3.0, 4.0], [1.0, 2.0]]))
    tensor([25.,  0.])
    """
    check_tensor("x", x, (..., "M"), NETWORK_TYPES)
    if check_tensor("y", y, (..., "M"), [x.dtype]).shape != x.shape:
        raise InputError(f"y of shape {tuple(y.shape)}: give that of x, {tuple(x.shape)}.")
    return (x - y).square().sum(-1)
