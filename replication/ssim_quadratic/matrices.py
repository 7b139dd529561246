"""M, V and L of Appendix C, as printed and as they should be, on disturbances of windows."""

import numpy as np
import numpy.typing as npt

from rdo.theory import SSIMForm, mean_matrix, variance_matrix

__all__ = ["of_matrices", "printed_form", "printed_matrices"]

_Floats = npt.NDArray[np.float64]

_RANK = 1e-9  # of the largest eigenvalue: what is below counts as 0


def printed_matrices(width: int) -> tuple[_Floats, _Floats]:
    """M and V to the letter of Eqs. 63 and 64, with N the width that it is in Eq. 61."""
    n = width**2
    return np.full((n, n), 1 / width**2), (width * np.eye(n) - 1) / width**2


def printed_form(form: SSIMForm, dx: _Floats) -> _Floats:
    """The form of every window with those in the place of M and V, of disturbances ``(W, n)``."""
    m, v = printed_matrices(round(dx.shape[1] ** 0.5))
    of_m, of_v = (np.einsum("wi,ij,wj->w", dx, matrix, dx, optimize=True) for matrix in (m, v))
    return np.asarray(form.mean_weight * of_m + form.variance_weight * of_v)


def of_matrices(form: SSIMForm, dx: _Floats) -> dict[str, dict[str, float]]:
    r"""Values by arm and metric, of W windows and a disturbance of each, ``(W, n)``.

    ``m`` and ``v`` have the ``error`` of :math:`{}^t\delta M \delta` as the squared mean and of
    :math:`{}^t\delta V \delta` as the variance, the largest and over the mean square of
    :math:`\delta`; their ``least_eigenvalue`` over the largest; and their ``rank``. ``form`` has
    the least eigenvalue over the largest, in the window where it is least. ``l`` and ``l_printed``
    have the largest relative ``error`` of Eq. 6's :math:`\lVert L \delta \rVert^2` as the form,
    with L the Cholesky factor's transpose and the factor itself.
    """
    width = round(dx.shape[1] ** 0.5)
    weights = form.mean_weight[:, None, None], form.variance_weight[:, None, None]
    right = mean_matrix(width**2), variance_matrix(width**2)
    values = _of_factor(weights[0] * right[0] + weights[1] * right[1], dx)
    for suffix, (m, v) in {"": right, "_printed": printed_matrices(width)}.items():
        a = weights[0] * m + weights[1] * v
        values[f"form{suffix}"] = {"least_eigenvalue": _least_eigenvalue(a)}
        values[f"m{suffix}"] = _of_matrix(m, dx, dx.mean(1) ** 2)
        values[f"v{suffix}"] = _of_matrix(v, dx, dx.var(1))
    return values


def _least_eigenvalue(matrices: _Floats) -> float:
    values = np.linalg.eigvalsh(matrices)
    return float((values[..., 0] / values[..., -1]).min())


def _of_factor(matrices: _Floats, dx: _Floats) -> dict[str, dict[str, float]]:
    factor = np.linalg.cholesky(matrices)
    form = np.einsum("wi,wij,wj->w", dx, matrices, dx, optimize=True)

    def error(indices: str) -> dict[str, float]:
        square = (np.einsum(indices, factor, dx) ** 2).sum(1)
        return {"error": float(np.abs(square / form - 1).max())}

    return {"l_printed": error("wij,wj->wi"), "l": error("wji,wj->wi")}


def _of_matrix(matrix: _Floats, dx: _Floats, moment: _Floats) -> dict[str, float]:
    quadratic = ((dx @ matrix) * dx).sum(1)
    values = np.abs(np.linalg.eigvalsh(matrix))
    return {
        "error": float((np.abs(quadratic - moment) / (dx**2).mean(1)).max()),
        "least_eigenvalue": _least_eigenvalue(matrix),
        "rank": float((values > _RANK * values.max()).sum()),
    }
