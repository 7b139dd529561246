"""M, V and L of Appendix C, as printed and as they should be, on disturbances of windows."""

import numpy as np
import numpy.typing as npt

from rdo.theory import SSIMForm, mean_matrix, variance_matrix

__all__ = ["Floats", "of_matrices", "printed_form", "printed_matrices", "printed_matrix"]

Floats = npt.NDArray[np.float64]
"""Pixels, disturbances, and what is computed from them."""

_RANK = 1e-9  # of the largest eigenvalue: what is below counts as 0


def printed_matrices(n: int) -> tuple[Floats, Floats]:
    """M and V of n pixels to the letter of Eqs. 63 and 64, with N the width, as in Eq. 61."""
    return np.full((n, n), 1 / n), (round(n**0.5) * np.eye(n) - 1) / n


def printed_matrix(form: SSIMForm) -> Floats:
    """A of Eq. 65 with these M and V, ``(..., n, n)``."""
    m, v = printed_matrices(form.n_pixels)
    weights = form.mean_weight[..., None, None], form.variance_weight[..., None, None]
    return np.asarray(weights[0] * m + weights[1] * v)


def printed_form(form: SSIMForm, dx: Floats) -> Floats:
    """The form of every window with these M and V, of disturbances ``(W, n)``."""
    m, v = printed_matrices(form.n_pixels)
    of_m, of_v = (np.einsum("wi,ij,wj->w", dx, matrix, dx, optimize=True) for matrix in (m, v))
    return np.asarray(form.mean_weight * of_m + form.variance_weight * of_v)


def of_matrices(form: SSIMForm, dx: Floats) -> dict[str, dict[str, float]]:
    r"""Values by arm and metric, of W windows and a disturbance of each, ``(W, n)``.

    ``m`` and ``v`` have the ``error`` of :math:`{}^t\delta M \delta` as the squared mean and of
    :math:`{}^t\delta V \delta` as the variance, the largest and over the mean square of
    :math:`\delta`; their ``least_eigenvalue`` over the largest; and their ``rank``. ``form`` has
    the least eigenvalue over the largest, in the window where it is least. ``l`` and ``l_printed``
    have the largest relative ``error`` of Eq. 6's :math:`\lVert L \delta \rVert^2` as the form,
    with L the Cholesky factor's transpose and the factor itself.
    """
    n = form.n_pixels
    right = mean_matrix(n), variance_matrix(n), form.matrix()
    printed = *printed_matrices(n), printed_matrix(form)
    factor = np.linalg.cholesky(right[2])
    q = np.einsum("wi,wij,wj->w", dx, right[2], dx, optimize=True)
    values = {}
    for name, indices in (("l_printed", "wij,wj->wi"), ("l", "wji,wj->wi")):
        square = (np.einsum(indices, factor, dx) ** 2).sum(1)
        values[name] = {"error": float(np.abs(square / q - 1).max())}
    for suffix, (m, v, a) in {"": right, "_printed": printed}.items():
        values[f"form{suffix}"] = {"least_eigenvalue": _least_eigenvalue(a)}
        values[f"m{suffix}"] = _of_matrix(m, dx, dx.mean(1) ** 2)
        values[f"v{suffix}"] = _of_matrix(v, dx, dx.var(1))
    return values


def _least_eigenvalue(matrices: Floats) -> float:
    values = np.linalg.eigvalsh(matrices)
    return float((values[..., 0] / values[..., -1]).min())


def _of_matrix(matrix: Floats, dx: Floats, moment: Floats) -> dict[str, float]:
    quadratic = ((dx @ matrix) * dx).sum(1)
    values = np.abs(np.linalg.eigvalsh(matrix))
    return {
        "error": float((np.abs(quadratic - moment) / (dx**2).mean(1)).max()),
        "least_eigenvalue": _least_eigenvalue(matrix),
        "rank": float((values > _RANK * values.max()).sum()),
    }
