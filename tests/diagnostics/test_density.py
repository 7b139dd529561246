"""Estimated densities against known ones."""

import numpy as np
import pytest

from rdo.diagnostics import density_correlation, divergence_from_gaussian


def test_density_correlation_forgives_a_factor_and_nothing_else() -> None:
    rng = np.random.default_rng(0)
    density = rng.random(500) + 0.1
    assert density_correlation(density, -np.log(density)) == pytest.approx(1)
    assert density_correlation(density, -np.log(density) - 5000) == pytest.approx(1)
    assert density_correlation(density, -2 * np.log(density)) < 0.999
    expected = np.corrcoef(density, density[::-1])[0, 1]
    assert density_correlation(density, -np.log(density[::-1])) == pytest.approx(expected)
    assert density_correlation(density, np.zeros(500)) == 0


def test_the_divergence_is_that_of_known_densities() -> None:
    middle = (np.arange(4096) + 0.5) / 4096
    uniform = np.log(2 * np.pi * np.e / 12) / 2
    exponential = np.log(2 * np.pi * np.e) / 2 - 1
    z = np.stack([5 * middle - 3, -np.log(1 - middle), middle[::-1]])
    expected = [uniform, exponential, uniform]
    np.testing.assert_allclose(divergence_from_gaussian(z), expected, atol=4e-3)
    assert divergence_from_gaussian(np.array([0.0, 1.0, 1.0])) == np.inf


def test_the_divergence_knows_neither_place_nor_scale() -> None:
    z = np.random.default_rng(0).normal(size=500) ** 3
    found = divergence_from_gaussian(z)
    assert found > 0.1
    np.testing.assert_allclose(divergence_from_gaussian(7 - 3 * z), found, rtol=1e-9)
