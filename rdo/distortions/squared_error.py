"""The squared Euclidean distance."""

from torch import Tensor

__all__ = ["squared_error"]


def squared_error(x: Tensor, y: Tensor) -> Tensor:
    r"""Squared error of RaDOGAGA's Eq. 7, whose quadratic form (Eq. 6) is the identity.

    .. math:: D(x, y) = \lVert x - y \rVert^2

    Parameters
    ----------
    x, y
        Rows, ``(..., M)``.

    Returns
    -------
    Tensor
        One distortion per row, ``(...)``: a sum over the M features, not their mean.
    """
    return (x - y).square().sum(-1)
