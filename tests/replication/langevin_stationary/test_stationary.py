"""The stationary density of a walk, against Gaussians and quadrature."""

import numpy as np
import pytest

from rdo.theory import IsotropicMixture
from replication.kit import Result
from replication.langevin_stationary.stationary import DENSITY, Walk, find_stationary, summary


def test_ten_steps_of_a_linear_map_are_those_of_a_gaussian() -> None:
    """A map x to ax with noise s takes the variance v to a^2 v + s^2."""
    a, variance = 0.9, 0.4
    normal = IsotropicMixture((1.0,), ((0.0, 0.0),), (variance**0.5,))
    found = find_stationary(Walk(lambda _, x: (a * x, normal.log_density(x)), np.sqrt), 0.05)
    v = 1.0
    for _ in range(10):
        v = a**2 * v + 0.05

    def away(other: float) -> float:
        return float(other / variance - 1 - np.log(other / variance))  # of two dimensions

    assert found.ten_steps == pytest.approx(away(v), rel=1e-3)  # the start is cut at the edge
    assert found.divergence == pytest.approx(away(0.05 / (1 - a**2)), rel=1e-6)
    assert found.on_coarse_grid().shape == (101, 101)


def test_the_summary_is_of_the_smallest_lambda_and_the_slope_of_three() -> None:
    normal = IsotropicMixture((1.0,), ((0.0, 0.0),), (1.0,))
    walk = Walk(lambda lam, x: ((1 - lam / 2) * x, normal.log_density(x)), np.sqrt)
    lams = (0.2, 0.4, 0.8, 1.0)
    found = [find_stationary(walk, lam) for lam in lams]
    measured = summary(found, lams)
    assert measured["divergence"] == found[0].divergence
    three = np.polyfit(np.log(lams[:3]), np.log([one.divergence for one in found[:3]]), 1)[0]
    assert measured["order"] == pytest.approx(three)
    assert measured["order_error"] == pytest.approx(abs(three - 2))


def test_where_walks_start_is_no_nearer_than_after_ten_steps(mixture: Result) -> None:
    start = float(mixture.arrays["start_divergence"])
    x, weights = IsotropicMixture((1.0,), ((0.0, 0.0),), (1.0,)).quadrature(60)
    log_normal = -np.log(2 * np.pi) - (x**2).sum(-1) / 2
    assert start == pytest.approx(float(weights @ (log_normal - DENSITY.log_density(x))), rel=1e-3)
    assert (mixture.arrays["langevin_ten_steps"] < start).all()
