r"""What is left of 1 - SSIM when its quadratic form is taken away.

A disturbance is mixed from three directions: brightness, the window's own pattern, and a pattern of
mean 0 that is uncorrelated with it. The shares are drawn evenly from the sphere, in the coordinates
in which the form is round (:mod:`rdo.theory.ssim_quadratic`), and the whole is scaled to
:math:`(2q)^{1/2} = t`. So t is the size of a disturbance in units of the window's own mean and
contrast, and all windows are disturbed alike.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from numpy.lib.stride_tricks import sliding_window_view

from rdo.distortions import one_minus_ssim
from rdo.theory import (
    CUBIC_CONSTANT,
    SSIMForm,
    has_contrast,
    has_mean,
    mean_matrix,
    variance_matrix,
)

__all__ = ["K1", "K2", "SIZES", "WIDE", "Measured", "measure", "printed_matrices"]

_Floats = npt.NDArray[np.float64]
_OfDisturbances = Callable[[_Floats], _Floats]
"""From disturbances, one each of W windows or pictures, to a number each."""

K1, K2 = 0.01, 0.03
"""Of the stabilising constants, as is usual, for pixels in [0, 1]."""

SIZES = np.geomspace(1e-3, 1e-1, 9)
"""t at which the order of a remainder is measured."""

WIDE = np.geomspace(1e-2, 4, 27)
"""t at which its constant is: the bound is tightest near 0.6."""

_THIRD = 0.1  # how close to 3 a slope has to be
_ROUNDING = 1e-6  # of the bound: at the smallest t the remainder itself is 1e-6
_RANK = 1e-9  # of the largest eigenvalue: what is below counts as 0


@dataclass(frozen=True)
class Measured:
    """One seed: values by arm and metric, and arrays."""

    values: dict[str, dict[str, float]]
    arrays: dict[str, _Floats]


def printed_matrices(width: int) -> tuple[_Floats, _Floats]:
    """M and V to the letter of Eqs. 63 and 64, with N the width that it is in Eq. 61."""
    n = width**2
    return np.full((n, n), 1 / width**2), (width * np.eye(n) - 1) / width**2


def measure(
    windows: _Floats, squares: _Floats, flat: _Floats, rng: np.random.Generator
) -> Measured:
    r"""Disturb windows and pictures, once each, and compare.

    ``order`` is the slope of the remainder's root mean square over all windows against t, both
    logarithmic, and ``order_error`` its distance from 3. ``form`` also holds

    - ``even_order``: that of the mean of the remainders of a disturbance and its negative;
    - ``uncorrelated_order``: that of disturbances of the third kind alone;
    - ``single_third``: the share of windows whose own slope is within 0.1 of 3;
    - ``constant``: the largest remainder over :math:`(2q)^{3/2}`, up to t = 4;
    - ``least_eigenvalue``: the least eigenvalue over the largest, in the window where it is least.

    ``stabilised`` also holds ``astray``, the share of the flat windows on which the remainder goes
    beyond its bound at some t of :data:`WIDE`.

    ``m`` and ``v`` hold the ``error`` of :math:`{}^t\delta M \delta` as the squared mean and of
    :math:`{}^t\delta V \delta` as the variance, the largest and over the mean square of
    :math:`\delta`; their ``least_eigenvalue`` over the largest; and their ``rank``. ``l`` and
    ``l_printed`` hold the largest relative ``error`` of Eq. 6's :math:`\lVert L \delta \rVert^2` as
    the form, with L the Cholesky factor's transpose and the factor itself.

    Parameters
    ----------
    windows
        ``(W, N, N)``. Those without a form are left out, except under ``stabilised``.
    squares
        ``(P, side, side)``, whole pictures.
    flat
        ``(F, N, N)``, windows of one value; there may be none.
    rng
        Where the disturbances are drawn from.
    """
    width = windows.shape[-1]
    every = windows.reshape(len(windows), -1)
    x = every[has_mean(every) & has_contrast(every)]
    form, cost = SSIMForm(x), _cost(x, width, 0, 0)
    shares = _even_shares(len(x), rng)
    dx = _disturbances(form, shares, form, rng)
    third_kind = _disturbances(form, np.array([[0.0, 0.0, 1.0]]), form, rng)

    matrices = {"": (mean_matrix(width**2), variance_matrix(width**2))}
    matrices["_printed"] = printed_matrices(width)
    printed = _form_with(form, *matrices["_printed"])
    plus, minus = (_remainders(cost, form, sign * dx, SIZES) for sign in (1, -1))
    remainders = {
        "form": plus,
        "form_printed": _remainders(cost, printed, dx, SIZES),
        "even": (plus + minus) / 2,
        "uncorrelated": _remainders(cost, form, third_kind, SIZES),
        "stabilised": _stabilised(every, rng),
        "picture": _whole_pictures(squares, width, rng),
    }
    orders = {name: float(_slopes(_rms(values))) for name, values in remainders.items()}
    wide = _remainders(cost, form, dx, WIDE)
    single = _slopes(np.abs(plus))

    values = {
        name: {"order": orders[name], "order_error": abs(orders[name] - 3)}
        for name in ("form", "form_printed", "stabilised", "picture")
    }
    values["form"] |= {
        "even_order": orders["even"],
        "uncorrelated_order": orders["uncorrelated"],
        "single_third": float((np.abs(single - 3) <= _THIRD).mean()),
        "constant": float((np.abs(wide) / WIDE[:, None] ** 3).max()),
    }
    values["stabilised"]["astray"] = _astray(flat.reshape(-1, width**2), rng)
    for suffix, (m, v) in matrices.items():
        weights = form.mean_weight[:, None, None], form.variance_weight[:, None, None]
        every_a = weights[0] * m + weights[1] * v
        values[f"form{suffix}"]["least_eigenvalue"] = _least_eigenvalue(every_a)
        if not suffix:
            values |= _of_factor(every_a, dx)
        values[f"m{suffix}"] = _of_matrix(m, dx, dx.mean(1) ** 2)
        values[f"v{suffix}"] = _of_matrix(v, dx, dx.var(1))
    arrays = {f"{name}_rms": _rms(each) for name, each in remainders.items()}
    arrays |= {"windows": x, "wide_cost": wide + WIDE[:, None] ** 2 / 2}
    return Measured(values, arrays)


def _cost(x: _Floats, width: int, k1: float, k2: float) -> _OfDisturbances:
    """1 - SSIM of square pictures, ``(W, pixels)``, and the disturbed ones."""
    side = round(x.shape[-1] ** 0.5)

    def cost(dx: _Floats) -> _Floats:
        a, b = (torch.from_numpy(p.reshape(-1, 1, side, side)) for p in (x, x + dx))
        return np.asarray(one_minus_ssim(a, b, width, k1=k1, k2=k2).numpy())

    return cost


def _form_with(form: SSIMForm, m: _Floats, v: _Floats) -> _OfDisturbances:
    """The form with other matrices in the place of M and V."""

    def quadratic(dx: _Floats) -> _Floats:
        of_m, of_v = (np.einsum("wi,ij,wj->w", dx, matrix, dx, optimize=True) for matrix in (m, v))
        return np.asarray(form.mean_weight * of_m + form.variance_weight * of_v)

    return quadratic


def _even_shares(count: int, rng: np.random.Generator) -> _Floats:
    """Points drawn evenly from the sphere, ``(count, 3)``."""
    shares = rng.normal(size=(count, 3))
    return np.asarray(shares / np.linalg.norm(shares, axis=1, keepdims=True))


def _disturbances(
    form: SSIMForm, shares: _Floats, size: _OfDisturbances, rng: np.random.Generator
) -> _Floats:
    """Brightness, own pattern and an uncorrelated one, mixed and scaled to 2q = 1, ``(W, n)``."""
    x = form.window
    pattern = x - x.mean(-1, keepdims=True)
    other = rng.normal(size=x.shape)
    other -= other.mean(-1, keepdims=True)
    power = (pattern**2).sum(-1, keepdims=True)
    along = (other * pattern).sum(-1, keepdims=True) / np.where(power > 0, power, 1)
    other -= along * pattern
    other /= other.std(-1, keepdims=True)
    mean_unit, contrast_unit = (
        (2 * weight[:, None]) ** -0.5 for weight in (form.mean_weight, form.variance_weight)
    )
    bright, own, third = shares.T[..., None]
    mixed = bright * mean_unit + own * pattern + third * contrast_unit * other
    return np.asarray(mixed / np.sqrt(2 * size(mixed))[:, None])


def _remainders(
    cost: _OfDisturbances, form: _OfDisturbances, dx: _Floats, sizes: _Floats
) -> _Floats:
    """1 - SSIM less the form, ``(sizes, W)``."""
    return np.stack([cost(t * dx) - form(t * dx) for t in sizes])


def _stabilised(x: _Floats, rng: np.random.Generator) -> _Floats:
    form = SSIMForm(x, K1**2, K2**2)
    dx = _disturbances(form, _even_shares(len(x), rng), form, rng)
    return _remainders(_cost(x, round(x.shape[1] ** 0.5), K1, K2), form, dx, SIZES)


def _astray(x: _Floats, rng: np.random.Generator) -> float:
    if not len(x):
        return 0.0
    form = SSIMForm(x, K1**2, K2**2)
    dx = _disturbances(form, _even_shares(len(x), rng), form, rng)
    wide = _remainders(_cost(x, round(x.shape[1] ** 0.5), K1, K2), form, dx, WIDE)
    within = np.abs(wide) <= CUBIC_CONSTANT * WIDE[:, None] ** 3 * (1 + _ROUNDING)
    return float(1 - within.all(0).mean())


def _whole_pictures(squares: _Floats, width: int, rng: np.random.Generator) -> _Floats:
    """Of the mean over a picture's windows, with the constants: somewhere a picture is flat."""

    def cut(pictures: _Floats) -> _Floats:
        pictures = pictures.reshape(squares.shape)
        every = sliding_window_view(pictures, (width, width), (1, 2))
        return np.asarray(every.reshape(*every.shape[:3], -1))

    of_windows = SSIMForm(cut(squares), K1**2, K2**2)

    def form(dx: _Floats) -> _Floats:
        return np.asarray(of_windows(cut(dx)).mean((1, 2)))

    x = squares.reshape(len(squares), -1)
    whole = SSIMForm(x, K1**2, K2**2)  # the picture as one window, for the units of its directions
    dx = _disturbances(whole, _even_shares(len(x), rng), form, rng)
    return _remainders(_cost(x, width, K1, K2), form, dx, SIZES)


def _rms(remainders: _Floats) -> _Floats:
    return np.asarray(np.sqrt((remainders**2).mean(1)))


def _slopes(sizes_first: _Floats) -> _Floats:
    """Slopes against :data:`SIZES`, both logarithmic."""
    return np.asarray(np.polyfit(np.log(SIZES), np.log(sizes_first), 1)[0])


def _least_eigenvalue(matrices: _Floats) -> float:
    values = np.linalg.eigvalsh(matrices)
    return float((values[..., 0] / values[..., -1]).min())


def _of_factor(matrices: _Floats, dx: _Floats) -> dict[str, dict[str, float]]:
    """Eq. 6 with the factor of A = L tL, as it is printed, and transposed."""
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
