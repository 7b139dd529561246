"""Densities and shortest ways of the six kinds of data, against other ways to them."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from rdo.datasets import cap, roll, toy_density
from rdo.datasets.toy import TOY_MEANS, TOY_VARIANCES
from replication.jacobian_orthonormality.config import PARTS
from replication.jacobian_orthonormality.data import SOURCES, straight


def test_every_part_has_its_data() -> None:
    assert set(SOURCES) == set(PARTS)


def test_the_shortest_way_on_the_cylinder_is_that_of_the_sheet() -> None:
    surface = roll(500)
    distance = SOURCES["roll"]().distance
    assert distance is not None
    np.testing.assert_allclose(
        distance(surface.X[:250], surface.X[250:]),
        straight(surface.source[:250], surface.source[250:]),
        rtol=1e-9,
    )


def test_the_shortest_way_on_the_sphere_is_its_radius_times_the_angle() -> None:
    rows = cap(500).X
    from_centre = (rows - [0, 0, 1.5]) / 1.5
    angle = np.arccos(np.sum(from_centre[:250] * from_centre[250:], axis=1))
    distance = SOURCES["cap"]().distance
    assert distance is not None
    np.testing.assert_allclose(distance(rows[:250], rows[250:]), 1.5 * angle, rtol=1e-6)


def test_the_toys_density_is_that_of_the_mixture_within_its_subspace() -> None:
    toy = toy_density()
    mixing = toy.mixing / np.ptp(toy.X)
    basis = np.linalg.qr(mixing.T)[0]  # (16, 3), orthonormal
    into = mixing @ basis
    expected = np.mean(
        [
            multivariate_normal(mean @ into, into.T @ np.diag(variance) @ into).pdf(
                toy.source @ into
            )
            for mean, variance in zip(TOY_MEANS, TOY_VARIANCES, strict=True)
        ],
        axis=0,
    )
    density = SOURCES["toy"]().density
    assert density is not None
    np.testing.assert_allclose(density, expected, rtol=1e-9)


def test_rows_and_density_of_the_gaussian_belong_together() -> None:
    source = SOURCES["linear"]()
    assert source.density is not None
    plane = np.linalg.svd(source.rows, full_matrices=False)[2][:2].T
    fitted = multivariate_normal(cov=np.cov((source.rows @ plane).T)).pdf(source.rows @ plane)
    assert np.corrcoef(source.density, fitted)[0, 1] > 0.999


def test_pictures_are_in_the_unit_interval_and_have_no_density() -> None:
    digits = SOURCES["digits"]()
    assert digits.rows.shape == (1797, 64)
    assert (digits.rows.min(), digits.rows.max()) == (0, 1)
    assert digits.density is None
    assert digits.distance is None


@pytest.mark.needs_data("thyroid")
def test_thyroid_is_the_normal_rows_of_half_the_table() -> None:
    rows = SOURCES["thyroid"]().rows
    assert rows.shape == (1840, 6)
    assert (rows >= 0).all()
    assert (rows <= 1).all()
