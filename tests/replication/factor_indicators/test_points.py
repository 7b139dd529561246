"""Encoded points, and factors that depend on each other."""

from collections.abc import Callable

import numpy as np
import pytest

from rdo.theory import EncodedPoints
from replication.factor_indicators.points import _minimiser_distance, _whitened
from replication.kit import Result


def test_definition_2_lies_above_the_information_and_the_capacity_too(
    of_part: Callable[[str], Result],
) -> None:
    arrays = of_part("points").arrays
    assert arrays["information"].shape == (5, 3)  # a fourth draw has two factors
    assert (arrays["definition2"] > arrays["information"]).all()
    assert (arrays["capacity"] > arrays["information"] - 1e-6).all()


def test_both_minimisers_are_found() -> None:
    means, variances = np.array([[1.0, 0.2], [-2.0, 0.5]]), np.full((2, 2), 0.3)
    assert _minimiser_distance(EncodedPoints(np.array([0.4, 0.6]), means, variances)) < 1e-6


def test_the_sample_has_exact_moments() -> None:
    unit = _whitened(np.random.default_rng(0))
    np.testing.assert_allclose(unit.T @ unit / len(unit), np.eye(2), atol=1e-12)
    assert unit.mean(0) == pytest.approx([0, 0], abs=1e-12)


def test_definition_4_sees_nothing_of_a_correlation(of_part: Callable[[str], Result]) -> None:
    result = of_part("dependent")
    arm = result.record.arms["definition4"].metrics
    assert arm["divergence"] == pytest.approx([0.830], abs=1e-3)
    assert arm["value"] == pytest.approx([0], abs=1e-12)
    assert result.arrays["correlation"][0] == 0
    assert result.arrays["divergence"][-1] > 1
    assert np.abs(result.arrays["definition4"]).max() < 1e-12
