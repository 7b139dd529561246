r"""What is left of 1 - SSIM when its quadratic form is taken away.

A disturbance is mixed from three directions: brightness, the window's own pattern, and a pattern of
mean 0 that is uncorrelated with it. The shares are drawn evenly from the sphere, in the coordinates
in which the form is round (:mod:`rdo.theory.ssim_quadratic`), and the whole is scaled to
:math:`(2q)^{1/2} = t`. So t is the size of a disturbance in units of the window's own mean and
contrast, and all windows are disturbed alike.
"""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from numpy.lib.stride_tricks import sliding_window_view

from rdo.distortions import one_minus_ssim
from rdo.theory import CUBIC_CONSTANT, SSIMForm, has_contrast, has_mean
from replication.kit.record import order_of
from replication.ssim_quadratic.config import Config
from replication.ssim_quadratic.matrices import Floats, of_matrices, printed_form

__all__ = ["SIZES", "WIDE", "beyond_the_bound", "measure"]

_Cost = Callable[[Floats], Floats]
"""From disturbances, one each of W windows or pictures, to a number each."""

SIZES = np.geomspace(1e-3, 1e-1, 9)
"""t at which the order of a remainder is measured."""

WIDE = np.geomspace(1e-2, 4, 27)
"""t at which its constant is: the bound is tightest near 0.6."""

_THIRD = 0.1  # how close to 3 a slope has to be
_ROUNDING = 1e-6  # of the bound: at the smallest t the remainder itself is 1e-6


def measure(
    config: Config, windows: Floats, squares: Floats, rng: np.random.Generator
) -> tuple[dict[str, dict[str, float]], dict[str, Floats]]:
    r"""Disturb windows and pictures, once each, and compare.

    ``order`` is the slope of the remainder's root mean square over all windows against t, both
    logarithmic, and ``order_error`` its distance from 3. ``form`` also holds

    - ``even_order``: that of the mean of the remainders of a disturbance and its negative;
    - ``uncorrelated_order``: that of disturbances of the third kind alone;
    - ``single_third``: the share of windows whose own slope is within 0.1 of 3;
    - ``constant``: the largest remainder over :math:`(2q)^{3/2}`, up to t = 4.

    What is measured of the matrices is :func:`replication.ssim_quadratic.matrices.of_matrices`'s.
    Of the windows, ``(W, N, N)``, those without a form are left out, except under ``stabilised``;
    the squares are whole pictures, ``(P, side, side)``. Returned are values by arm and metric, and
    arrays.
    """
    every = windows.reshape(len(windows), -1)
    x = every[has_mean(every) & has_contrast(every)]
    form, cost = SSIMForm(x), _cost(x, config.width, 0, 0)
    dx = _disturbances(form, form, rng)
    third_kind = _disturbances(form, form, rng, np.array([[0.0, 0.0, 1.0]]))

    plus, minus = (_remainders(cost, form, sign * dx, SIZES) for sign in (1, -1))
    remainders = {
        "form": plus,
        "form_printed": _remainders(cost, partial(printed_form, form), dx, SIZES),
        "even": (plus + minus) / 2,
        "uncorrelated": _remainders(cost, form, third_kind, SIZES),
        "stabilised": _stabilised(config, every, SIZES, rng),
        "picture": _whole_pictures(config, squares, rng),
    }
    rms = {name: np.sqrt((values**2).mean(1)) for name, values in remainders.items()}
    orders = {name: order_of(SIZES, values) for name, values in rms.items()}
    wide = _remainders(cost, form, dx, WIDE)
    single = np.polyfit(np.log(SIZES), np.log(np.abs(plus)), 1)[0]

    values = of_matrices(form, dx)
    for name in ("form", "form_printed", "stabilised", "picture"):
        values.setdefault(name, {}).update(order=orders[name], order_error=abs(orders[name] - 3))
    values["form"] |= {
        "even_order": orders["even"],
        "uncorrelated_order": orders["uncorrelated"],
        "single_third": float((np.abs(single - 3) <= _THIRD).mean()),
        "constant": float((np.abs(wide) / WIDE[:, None] ** 3).max()),
    }
    arrays = {f"{name}_rms": each for name, each in rms.items()}
    return values, arrays | {"windows": x, "wide_cost": wide + WIDE[:, None] ** 2 / 2}


def beyond_the_bound(config: Config, flat: Floats, rng: np.random.Generator) -> float:
    """Share of windows of one value, ``(F, N, N)``, on which the stabilised form is too far off.

    Too far is beyond the bound of its remainder at some t of :data:`WIDE`.
    """
    if not len(flat):
        return 0.0
    remainders = _stabilised(config, flat.reshape(len(flat), -1), WIDE, rng)
    within = np.abs(remainders) <= CUBIC_CONSTANT * WIDE[:, None] ** 3 * (1 + _ROUNDING)
    return float(1 - within.all(0).mean())


def _cost(x: Floats, width: int, k1: float, k2: float) -> _Cost:
    """1 - SSIM of square pictures, ``(W, pixels)``, and the disturbed ones."""
    side = round(x.shape[-1] ** 0.5)

    def cost(dx: Floats) -> Floats:
        a, b = (torch.from_numpy(p.reshape(-1, 1, side, side)) for p in (x, x + dx))
        return np.asarray(one_minus_ssim(a, b, width, k1=k1, k2=k2).numpy())

    return cost


def _disturbances(
    form: SSIMForm, size: _Cost, rng: np.random.Generator, shares: Floats | None = None
) -> Floats:
    """Brightness, own pattern and an uncorrelated one, mixed and scaled to 2q = 1, ``(W, n)``."""
    if shares is None:
        shares = rng.normal(size=(len(form.window), 3))
        shares /= np.linalg.norm(shares, axis=1, keepdims=True)
    x = form.window
    pattern = x - x.mean(-1, keepdims=True)
    other = rng.normal(size=x.shape)
    other -= other.mean(-1, keepdims=True)
    power = (pattern**2).sum(-1, keepdims=True)
    along = (other * pattern).sum(-1, keepdims=True) / np.where(power > 0, power, 1)
    other -= along * pattern
    other /= other.std(-1, keepdims=True)
    mean_unit = (2 * form.mean_weight[:, None]) ** -0.5
    contrast_unit = (2 * form.variance_weight[:, None]) ** -0.5
    bright, own, third = shares.T[..., None]
    mixed = bright * mean_unit + own * pattern + third * contrast_unit * other
    return np.asarray(mixed / np.sqrt(2 * size(mixed))[:, None])


def _remainders(cost: _Cost, form: _Cost, dx: Floats, sizes: Floats) -> Floats:
    """1 - SSIM less the form, ``(sizes, W)``."""
    return np.stack([cost(t * dx) - form(t * dx) for t in sizes])


def _stabilised(config: Config, x: Floats, sizes: Floats, rng: np.random.Generator) -> Floats:
    form = SSIMForm(x, config.k1**2, config.k2**2)
    dx = _disturbances(form, form, rng)
    return _remainders(_cost(x, config.width, config.k1, config.k2), form, dx, sizes)


def _whole_pictures(config: Config, squares: Floats, rng: np.random.Generator) -> Floats:
    """Of the mean over a picture's windows, with the constants: somewhere a picture is flat."""
    constants = config.k1**2, config.k2**2

    def cut(pictures: Floats) -> Floats:
        pictures = pictures.reshape(squares.shape)
        every = sliding_window_view(pictures, (config.width, config.width), (1, 2))
        return np.asarray(every.reshape(*every.shape[:3], -1))

    of_windows = SSIMForm(cut(squares), *constants)

    def form(dx: Floats) -> Floats:
        return np.asarray(of_windows(cut(dx)).mean((1, 2)))

    x = squares.reshape(len(squares), -1)
    whole = SSIMForm(x, *constants)  # the picture as one window, for the units of its directions
    dx = _disturbances(whole, form, rng)
    return _remainders(_cost(x, config.width, config.k1, config.k2), form, dx, SIZES)
