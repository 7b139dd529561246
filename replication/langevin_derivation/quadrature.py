"""Means under a Gaussian, by Gauss-Hermite quadrature."""

import numpy as np
import numpy.typing as npt

__all__ = ["gaussian_nodes"]

_Floats = npt.NDArray[np.float64]


def gaussian_nodes(mean: _Floats, covariance: _Floats, count: int) -> tuple[_Floats, _Floats]:
    r"""Points and weights with :math:`\sum_k w_k f(x_k) \approx E f(x)`, x of :math:`N(m, C)`.

    Parameters
    ----------
    mean, covariance
        Of the Gaussian, ``(n,)`` and ``(n, n)``.
    count
        Nodes along each axis.

    Returns
    -------
    tuple
        Points, ``(count^n, n)``, and weights, which sum to one.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(count)
    n = len(mean)
    grid = np.stack(np.meshgrid(*[nodes] * n, indexing="ij"), axis=-1).reshape(-1, n)
    products = np.stack(np.meshgrid(*[weights] * n, indexing="ij"), axis=-1).reshape(-1, n).prod(1)
    points = mean + grid @ np.linalg.cholesky(covariance).T
    return points, products / products.sum()
