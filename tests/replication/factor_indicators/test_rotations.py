"""Factors that are turned, and the metric that is to tell them apart."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import ortho_group

from replication.factor_indicators.rotations import (
    _close_to_axes,
    _difference,
    _falls,
    _mean_size,
    _turn,
)
from replication.kit import Result


def test_conditioning_gives_the_moments_of_simulated_pairs() -> None:
    rng = np.random.default_rng(0)
    q = ortho_group.rvs(3, random_state=rng)
    mean, covariance = _difference(q, 1)
    first, second = rng.normal(size=(2, 200_000, 3))
    second[:, 1] = first[:, 1]
    differences = (first - second) @ q.T
    assert mean == pytest.approx(differences.mean(0), abs=0.02)
    np.testing.assert_allclose(covariance, np.cov(differences.T), atol=0.03)


def test_the_mean_size_of_a_gaussian_is_known() -> None:
    assert _mean_size(3.0) == pytest.approx(np.sqrt(2 * 3 / np.pi), rel=1e-12)


def test_the_bound_falls_by_the_logarithms_that_a_diagonal_leaves_out() -> None:
    weights, noise = np.diag([2.0, 1.0]), 0.5
    turned = weights @ _turn(30).T
    precision = np.eye(2) + turned.T @ turned / noise
    gap = (np.log(np.diag(precision)).sum() - np.linalg.slogdet(precision)[1]) / 2
    diagonal, full = _falls(weights, _turn(30), noise)
    assert diagonal == pytest.approx(gap)
    assert gap > 0.1
    assert full == pytest.approx(0, abs=1e-12)
    assert _falls(weights, _turn(90), noise)[0] == pytest.approx(0, abs=1e-12)


def test_matrices_close_to_the_axes_are_orthogonal_and_close() -> None:
    rng = np.random.default_rng(0)
    for _ in range(10):
        q = _close_to_axes(rng)
        np.testing.assert_allclose(q @ q.T, np.eye(len(q)), atol=1e-12)
        assert (np.abs(q).max(0) > 0.95).all()


def test_scores_are_told_over_the_angle_and_fall_in_the_middle_alone(
    of_part: Callable[[str], Result],
) -> None:
    arrays = of_part("rotations").arrays
    middle = arrays["angle"] == 45
    assert middle.sum() == 1
    assert arrays["score"][:, ~middle].min() > 0.95
    assert arrays["score"][:, middle].max() < 0.7
    assert arrays["fall"].shape == (3, len(arrays["angle"]))
    assert (arrays["fall"][:, middle] > arrays["fall"][:, :1]).all()
