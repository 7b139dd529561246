"""Ripples and staircases against finite differences, quadrature and Hermite's polynomials."""

import numpy as np
import pytest
from numpy.polynomial.hermite_e import hermeder, hermeval
from scipy.integrate import quad

from rdo.errors import InputError
from rdo.theory import (
    IsotropicMixture,
    critical_frequency,
    gaussian_map,
    loss,
    ripple_curvature,
    staircase,
    staircase_change,
)

P = IsotropicMixture((0.4, 0.6), ((-1.2,), (1.0,)), (0.6, 0.8))
X, WEIGHTS = (part.squeeze() for part in P.quadrature(60))


def test_the_curvature_is_the_second_difference_of_the_loss() -> None:
    lam, frequency, step = 0.1, 3.0, 1e-3
    ripple, ripple_slope = np.sin(frequency * X), frequency * np.cos(frequency * X)
    moved, slope = 0.1 * np.sin(X), 1 + 0.1 * np.cos(X)

    def along(size: float) -> float:
        jacobian = (slope + size * ripple_slope)[:, None, None]
        return loss(WEIGHTS, (moved + size * ripple)[:, None], jacobian, lam)

    second = (along(step) - 2 * along(0) + along(-step)) / step**2
    ours = ripple_curvature(WEIGHTS, slope, ripple, ripple_slope, lam)
    assert ours == pytest.approx(second / (2 * WEIGHTS @ ripple**2), rel=1e-4)


@pytest.mark.parametrize("degree", [1, 4, 40])
def test_a_gaussian_is_a_minimum_among_polynomials_up_to_a_degree(degree: int) -> None:
    lam, variance = 0.05, 0.8
    k = gaussian_map([[variance]], lam)[0, 0]
    points, weights = np.polynomial.hermite_e.hermegauss(80)
    polynomial = np.eye(degree + 1)[degree]
    ripple = hermeval(points, polynomial)
    ripple_slope = hermeval(points, hermeder(polynomial)) / np.sqrt(variance)
    slope = np.full_like(points, k)
    curvature = ripple_curvature(weights, slope, ripple, ripple_slope, lam)
    assert curvature == pytest.approx(1 - lam * degree / (2 * k**2 * variance))


def test_the_critical_frequency_is_where_a_ripple_costs_nothing() -> None:
    lam = 0.003
    frequency = critical_frequency(lam)
    x, weights = P.quadrature(150)
    wave = frequency * x[:, 0]
    slope = np.ones_like(wave)
    curvature = ripple_curvature(weights, slope, np.sin(wave), frequency * np.cos(wave), lam)
    assert curvature == pytest.approx(0, abs=1e-6)


def test_the_staircase_rises_by_its_slope_and_stays_within_half_a_step() -> None:
    y = np.linspace(-1, 1, 2001)
    moved, slope = staircase(y, 0.7, 0.9)
    assert slope.min() > 0
    assert np.abs(moved).max() < 0.35
    assert np.gradient(y + moved, y)[1:-1] == pytest.approx(slope[1:-1], rel=2e-2)
    assert staircase(y + 0.7, 0.7, 0.9)[0] == pytest.approx(moved, abs=1e-9)
    gentle, _ = staircase(y, 0.7, 1e-4)
    assert gentle == pytest.approx(0.7 / np.pi * 1e-4 * np.sin(2 * np.pi * y / 0.7), abs=1e-8)


def test_the_change_is_the_mean_over_a_step() -> None:
    height, steepness, lam = 0.7, 0.8, 0.05

    def integrand(y: float) -> float:
        moved, slope = staircase(y, height, steepness)
        return float(moved**2 + lam * np.log(slope)) / height

    expected = 2 * quad(integrand, 0, height / 2, points=[height / 50])[0]
    assert staircase_change(height, steepness, lam) == pytest.approx(expected, rel=1e-8)


def test_fine_steps_go_down_at_once_and_coarse_ones_over_a_hump() -> None:
    lam = 0.01
    edge = np.pi * np.sqrt(2 * lam)
    assert staircase_change(0.9 * edge, 0.05, lam) < 0 < staircase_change(1.1 * edge, 0.05, lam)
    falls = [staircase_change(5 * edge, 1 - 10.0**-digits, lam) for digits in (8, 12)]
    # Every factor of ten in 1 - a is worth lambda log 10.
    assert falls[1] - falls[0] == pytest.approx(4 * lam * np.log(0.1), rel=1e-3)


@pytest.mark.parametrize(("height", "steepness"), [(0.0, 0.5), (1.0, 1.0), (1.0, -0.1)])
def test_what_is_no_staircase_is_refused(height: float, steepness: float) -> None:
    with pytest.raises(InputError, match=r"height=0|steepness="):
        staircase(0.0, height, steepness)
    with pytest.raises(InputError, match=r"height=0|steepness="):
        staircase_change(height, steepness, 0.1)


@pytest.mark.parametrize("lam", [0.0, -1.0, np.nan])
def test_a_price_that_is_not_positive_is_refused(lam: float) -> None:
    with pytest.raises(InputError, match="lam="):
        critical_frequency(lam)
    with pytest.raises(InputError, match="lam="):
        staircase_change(1.0, 0.5, lam)


@pytest.mark.parametrize("scale", [1e-200, 1e-90, 1e90])
def test_the_curvature_does_not_depend_on_the_height_of_the_ripple(scale: float) -> None:
    ripple, slope = np.sin(3 * X), 3 * np.cos(3 * X)
    right = ripple_curvature(WEIGHTS, np.ones(len(X)), ripple, slope, lam=0.1)
    found = ripple_curvature(WEIGHTS, np.ones(len(X)), scale * ripple, scale * slope, lam=0.1)
    assert found == pytest.approx(right, rel=1e-12)


def test_a_staircase_keeps_its_digits_far_from_zero_and_at_the_edge_of_a_step() -> None:
    height, near = 0.25, 1e-12
    y = np.linspace(-0.125, 0.125, 9)
    for steepness in (0.5, 1 - near):
        right = staircase(y[1:-1], height, steepness)
        for far in (0.25, -0.75, 2.0**40):
            for found, expected in zip(
                staircase(y[1:-1] + far, height, steepness), right, strict=True
            ):
                np.testing.assert_allclose(found, expected, rtol=1e-12)
    moved, slope = staircase(np.array([0.0, height]), height, 1 - near)
    np.testing.assert_array_equal(moved, 0)
    np.testing.assert_allclose(slope, (2 - near) / near, rtol=1e-4)  # 1 - near is rounded


def test_the_change_keeps_its_digits_for_the_smallest_steps() -> None:
    for steepness in (1e-9, 1e-5, 1e-2):
        expected = steepness**2 * (0.25**2 / (2 * np.pi**2) - 0.1)
        assert staircase_change(0.25, steepness, 0.1) == pytest.approx(expected, rel=1e-4)
    assert staircase_change(0.25, 1e-9, 0.1) == pytest.approx(
        1e-18 * (0.25**2 / (2 * np.pi**2) - 0.1), rel=1e-12
    )
    below, above = (staircase_change(0.25, 0.1**0.5 + d, 0.1) for d in (-1e-9, 1e-9))
    assert below == pytest.approx(above, rel=1e-7)  # where the series ends
