"""Estimated densities against known ones."""

import numpy as np
import pytest

from rdo.diagnostics import density_correlation, divergence_from_gaussian
from rdo.errors import InputError


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


@pytest.mark.parametrize("unit", [1e-300, 1e-200, 1e-20, 1e200, 1e300])
def test_the_correlation_does_not_depend_on_the_unit(unit: float) -> None:
    rng = np.random.default_rng(0)
    density, energy = rng.random(600), rng.random(600)
    expected = density_correlation(density, energy)
    assert abs(expected) < 0.2
    assert density_correlation(density * unit, energy) == pytest.approx(expected, rel=1e-9)
    assert density_correlation(density, energy + 1e5) == pytest.approx(expected, rel=1e-6)


def test_densities_of_many_dimensions_are_compared() -> None:
    """Those of a Gaussian of 300 dimensions are near 1e-310, where a float has few digits left."""
    rng = np.random.default_rng(0)
    density = rng.random(600) * 1e-310
    assert abs(density_correlation(density, rng.random(600))) < 0.2
    assert density_correlation(density, -np.log(density)) == pytest.approx(1)


def test_the_correlation_of_a_diverged_replica_is_unknown() -> None:
    assert np.isnan(density_correlation(np.array([0.1, 0.2]), np.array([np.nan, 1.0])))
    for energy in ([-np.inf, 0.0], [np.inf, np.inf]):
        with pytest.raises(InputError, match=r"energy is -?inf at the least"):
            density_correlation(np.array([0.1, 0.2]), np.array(energy))
    assert density_correlation(np.array([0.1, 0.2]), np.array([np.inf, 0.0])) == pytest.approx(1)
    with pytest.raises(InputError, match="density holds a negative"):
        density_correlation(np.array([0.1, -0.2]), np.zeros(2))


@pytest.mark.parametrize("unit", [1e-250, 1e-30, 1e30, 1e250])
def test_the_divergence_is_free_of_any_unit(unit: float) -> None:
    z = np.random.default_rng(0).normal(size=500)
    expected = divergence_from_gaussian(z)
    np.testing.assert_allclose(divergence_from_gaussian(unit * z), expected, rtol=1e-9)
    np.testing.assert_allclose(divergence_from_gaussian(z + 1e6), expected, rtol=1e-3)


def test_energies_of_any_type_are_numbers() -> None:
    energy = np.arange(6)
    density = np.exp(-energy.astype(float))
    for kind in (np.uint8, np.int32, np.float16, bool):
        given = energy.astype(kind)
        expected = density_correlation(density, given.astype(float))
        assert density_correlation(density, given) == pytest.approx(expected, abs=1e-12)


def test_each_vector_of_a_batch_has_a_scale_of_its_own() -> None:
    z = np.linspace(-1, 1, 1001)
    alone = divergence_from_gaussian(z)
    scales = np.array([1e-200, 1e-170, 1.0, 1e150])
    np.testing.assert_allclose(divergence_from_gaussian(scales[:, None] * z), alone, rtol=1e-9)
    wide = np.linspace(-1000, 1000, 126)
    half = divergence_from_gaussian(wide.astype(np.float16))
    assert half == pytest.approx(divergence_from_gaussian(wide), abs=0.02)
