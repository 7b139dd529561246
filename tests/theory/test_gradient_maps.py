"""Smooth stationary maps: the boundary-value problem, a Gaussian, and finite differences."""

import numpy as np
import pytest

from rdo.errors import InputError
from rdo.theory import (
    GradientMaps,
    IsotropicMixture,
    StationaryLine,
    first_order,
    gaussian_map,
    loss,
)

LINE = IsotropicMixture((0.4, 0.6), ((-1.2,), (1.0,)), (0.6, 0.8))
ROUND = IsotropicMixture((1.0,), ((0.3, -0.2),), (1.1,))


def test_smooth_maps_and_the_boundary_value_problem_agree() -> None:
    lam = 0.01
    family = GradientMaps(LINE, 90.0)
    found = family.stationary(lam)
    x = np.linspace(-2.5, 2.5, 101)
    moved, _, _ = StationaryLine(LINE, lam)(x)
    assert found.curvature > 0
    assert family.moved(found.coefficients, x[:, None])[:, 0] == pytest.approx(moved, abs=1e-4)


def test_smooth_maps_hold_the_gaussians_solution_and_its_loss() -> None:
    lam = 0.1
    family = GradientMaps(ROUND, 4.0)
    found = family.stationary(lam)
    k = gaussian_map(1.21 * np.eye(2), lam)
    points = np.array([[0.3, -0.2], [1.0, 2.0], [-1.5, 0.0]])
    expected = (points - ROUND.means[0]) @ (k - np.eye(2)).T
    assert family.moved(found.coefficients, points) == pytest.approx(expected, abs=1e-7)
    assert found.loss == pytest.approx(2 * (1.21 * (1 - k[0, 0]) ** 2 + lam * np.log(k[0, 0])))
    assert found.slope < 1e-10


def test_the_gradient_and_curvature_are_those_of_the_loss() -> None:
    lam, step = 0.15, 1e-4
    family = GradientMaps(ROUND, 3.0)
    rng = np.random.default_rng(0)
    c, way = 0.01 * rng.normal(size=(2, len(family)))

    def value(coefficients: np.ndarray) -> float:
        moved = family.moved(coefficients, family.x)
        jacobian = np.eye(2) + np.stack(
            [
                (
                    family.moved(coefficients, family.x + 1e-5 * axis)
                    - family.moved(coefficients, family.x - 1e-5 * axis)
                )
                / 2e-5
                for axis in np.eye(2)
            ],
            -1,
        )
        return loss(family.weights, moved, jacobian, lam)

    gradient, hessian, at = family._expand(c, lam)
    up, down = value(c + step * way), value(c - step * way)
    assert at == pytest.approx(value(c), abs=1e-9)
    assert (up - down) / (2 * step) == pytest.approx(gradient @ way, rel=1e-4)
    wide = 30 * step  # a second difference loses twice the digits
    bend = (value(c + wide * way) - 2 * value(c) + value(c - wide * way)) / wide**2
    assert bend == pytest.approx(way @ hessian @ way, rel=1e-3)


def test_a_gaussians_modes_are_hermites() -> None:
    """The potential of degree m + 1 has the roughness m / variance, and there are m + 2 of it."""
    degree = np.repeat([0, 1, 2], [2, 3, 4])
    roughness = GradientMaps(ROUND, 12.0).roughness
    assert roughness[: len(degree)] == pytest.approx(degree / 1.21, abs=1e-2)
    assert roughness[-1] <= 12


def test_the_gaussians_map_is_a_minimum_among_the_smooth() -> None:
    family = GradientMaps(ROUND, 4.0)
    for lam in (0.1, 0.3):
        k = gaussian_map(1.21 * np.eye(2), lam)[0, 0]
        least = 1 - lam * family.roughness[-1] / (2 * k**2)
        assert family.stationary(lam).curvature == pytest.approx(least, rel=1e-6)


def test_distance_is_to_the_nearest_gradient() -> None:
    family = GradientMaps(ROUND, 4.0)
    x = family.x - ROUND.means[0]
    assert family.distance(first_order(ROUND, family.x)) == pytest.approx(0, abs=1e-6)
    turned = np.stack([-x[:, 1], x[:, 0]], -1)  # orthogonal to every gradient under a round p
    assert family.distance(turned) == pytest.approx(1.1 * np.sqrt(2), rel=1e-6)


def test_what_has_no_solution_is_refused() -> None:
    with pytest.raises(InputError, match="roughest=0"):
        GradientMaps(ROUND, 0)
    with pytest.raises(InputError, match=r"lam=1.0: Newton's method left .* below 2 /"):
        GradientMaps(ROUND, 4.0).stationary(1)
