"""Stationary maps on the line: Eq. 7, the expansion, and a Gaussian."""

import numpy as np
import pytest

from rdo.errors import InputError
from rdo.theory import (
    IsotropicMixture,
    StationaryLine,
    drift,
    first_order,
    gaussian_map,
    second_order,
)

LINE = IsotropicMixture((0.4, 0.6), ((-1.2,), (1.0,)), (0.6, 0.8))
ROUND = IsotropicMixture((1.0,), ((0.3, -0.2),), (1.1,))


def test_the_line_solves_equation_7_and_keeps_to_the_expansion() -> None:
    x = np.linspace(-3, 3, 201)
    lam = 0.005
    moved, slope, bend = StationaryLine(LINE, lam)(x)
    bracket = drift(LINE.score(x[:, None]), slope[:, None, None], bend[:, None, None, None])[:, 0]
    assert moved == pytest.approx(lam / 2 * bracket, abs=1e-7)
    assert (slope > 0).all()
    points = x[:, None]
    expansion = lam * first_order(LINE, points) + lam**2 * second_order(LINE, points)
    assert moved == pytest.approx(expansion[:, 0], abs=2e-5)
    assert np.abs(moved - lam * first_order(LINE, points)[:, 0]).max() > 5e-5


def test_the_line_of_a_gaussian_is_straight() -> None:
    x = np.linspace(-2, 2, 9)
    moved, slope, bend = StationaryLine(IsotropicMixture((1.0,), ((0.5,),), (0.9,)), 0.02)(x)
    k = gaussian_map([[0.81]], 0.02)[0, 0]
    assert moved == pytest.approx((k - 1) * (x - 0.5), abs=5e-5)
    assert slope == pytest.approx(k, abs=1e-3)
    assert bend == pytest.approx(0, abs=1e-2)


def test_points_of_any_shape_are_mapped() -> None:
    line, x = StationaryLine(LINE, 0.02), np.linspace(-2, 2, 6)
    for found, rows in zip(line(x), line(x.reshape(2, 3)), strict=True):
        np.testing.assert_array_equal(found.reshape(2, 3), rows)


def test_what_has_no_solution_is_refused() -> None:
    with pytest.raises(InputError, match=r"lam=1.0: no stationary map was found"):
        StationaryLine(LINE, 1.0)
    with pytest.raises(InputError, match="lam=0: give a positive"):
        StationaryLine(LINE, 0)
    with pytest.raises(InputError, match="density of 2 dimensions"):
        StationaryLine(ROUND, 0.01)
    with pytest.raises(InputError, match="x reaches 5"):
        StationaryLine(LINE, 0.01)(5.0)
