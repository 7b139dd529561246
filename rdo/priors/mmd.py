"""How far a sample is from another: the maximum mean discrepancy."""

import torch
from torch import Tensor

from rdo.checks import check_tensor, check_weight
from rdo.errors import InputError

__all__ = ["median_bandwidth", "mmd"]


def mmd(x: Tensor, y: Tensor, bandwidth2: Tensor | float | None = None) -> Tensor:
    r"""Squared maximum mean discrepancy, the unbiased estimate (Gretton et al. 2012, Eq. 3).

    .. math::
        \frac{1}{n (n - 1)} \sum_{i \ne j} \left[ k(x_i, x_j) + k(y_i, y_j) \right]
        - \frac{2}{n^2} \sum_{i, j} k(x_i, y_j),
        \quad k(a, b) = e^{-\lVert a - b \rVert^2 / 2 h^2}

    The estimate has the mean zero for two samples of one distribution, and may be negative.

    Parameters
    ----------
    x, y
        Two samples of n rows each, ``(n, N)``, n at least 2.
    bandwidth2
        :math:`h^2`, positive; that of :func:`median_bandwidth` if left out.

    Returns
    -------
    Tensor
        A scalar, differentiable in both samples; NaN for a bandwidth in a tensor, whose values are
        not checked, that is not positive.

    Raises
    ------
    InputError
        If the two have different shapes, or fewer than two rows; or the bandwidth is no positive
        number.

    Examples
    --------
    About zero for two samples of one distribution, positive for two distributions:

    >>> import torch
    >>> from rdo.priors import mmd
    >>> x, y = torch.randn(2, 500, 3, generator=torch.Generator().manual_seed(0))
    >>> round(abs(mmd(x, y).item()), 2), round(mmd(x, y + 1).item(), 2)
    (0.0, 0.19)
    """
    check_tensor("x", x, ("n", "N"))
    if check_tensor("y", y, ("n", "N")).shape != x.shape or len(x) < 2:
        raise InputError(
            f"samples of shapes {tuple(x.shape)} and {tuple(y.shape)}: give two of one shape, with "
            "at least two rows."
        )
    if bandwidth2 is None:
        bandwidth2 = median_bandwidth(x, y)
    elif isinstance(bandwidth2, Tensor):
        check_tensor("bandwidth2", bandwidth2, ())
        bandwidth2 = torch.where(bandwidth2 > 0, bandwidth2, torch.nan)
    else:
        bandwidth2 = check_weight("bandwidth2", bandwidth2)
    n = len(x)
    centre = torch.cat([x, y]).detach().mean(0)  # the squares of what is far from zero would cancel
    x, y = x - centre, y - centre
    within = _kernel(x, x, bandwidth2) + _kernel(y, y, bandwidth2)
    off_diagonal = within.sum() - within.diagonal().sum()
    return off_diagonal / (n * (n - 1)) - 2 * _kernel(x, y, bandwidth2).mean()


def median_bandwidth(x: Tensor, y: Tensor) -> Tensor:
    r"""The median heuristic: :math:`h^2` is the median squared distance in the pooled sample.

    It is treated as a constant: no gradient flows through it. Where the median is 0, as of a sample
    that is all one point, it is 1e-12.

    Parameters
    ----------
    x, y
        Samples, ``(n, N)``, pooled.

    Returns
    -------
    Tensor
        A positive scalar.

    Raises
    ------
    InputError
        If they are no tensors of rows of one length.
    """
    check_tensor("x", x, ("n", "N"))
    check_tensor("y", y, ("m", x.shape[1]))
    pooled = torch.cat([x, y]).detach()
    pooled = pooled - pooled.mean(0)
    rows, columns = torch.triu_indices(len(pooled), len(pooled), offset=1, device=x.device)
    distances = _squared_distances(pooled, pooled)[rows, columns]
    median = distances.sort().values[len(distances) // 2]
    return torch.where(median == 0, 1e-12, median)


def _squared_distances(x: Tensor, y: Tensor) -> Tensor:
    squares = x.square().sum(1)[:, None] + y.square().sum(1) - 2 * x @ y.mT
    return squares.clamp_min(0)


def _kernel(x: Tensor, y: Tensor, bandwidth2: Tensor | float) -> Tensor:
    return (-_squared_distances(x, y) / (2 * bandwidth2)).exp()
