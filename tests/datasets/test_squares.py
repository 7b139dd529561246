"""The two squares of the plane."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import cdist
from scipy.stats import kstest

from rdo.datasets import distance_to_squares, two_squares
from rdo.errors import InputError

CORNERS = np.array([[-2, -0.5], [1, -0.5]])  # lower left, as Section 4 prints them


def test_the_papers_size_by_default() -> None:
    assert two_squares().shape == (400, 2)


def test_each_half_fills_its_square_uniformly() -> None:
    n = 20_000
    for corner, rows in zip(CORNERS, two_squares(n, seed=1).reshape(2, n, 2), strict=True):
        unit = rows - corner
        assert min(kstest(column, "uniform").pvalue for column in unit.T) > 1e-4
        assert abs(np.corrcoef(unit.T)[0, 1]) < 5 / np.sqrt(n)


def test_seed_decides_everything() -> None:
    np.testing.assert_array_equal(two_squares(5, seed=1), two_squares(5, seed=1))
    assert not np.isclose(two_squares(5, seed=1), two_squares(5, seed=2)).any()


def test_no_row_is_away_from_the_squares() -> None:
    assert (distance_to_squares(two_squares(500)) == 0).all()


@given(x=st.floats(-4, 4), y=st.floats(-4, 4))
def test_the_distance_is_the_least_to_any_point_of_a_square(x: float, y: float) -> None:
    side = np.linspace(0, 1, 101)
    unit = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    points = np.concatenate([corner + unit for corner in CORNERS])
    nearest = cdist([[x, y]], points).min()
    found = distance_to_squares(np.array([x, y]))
    assert nearest - 0.0072 < found <= nearest + 1e-12  # half a diagonal of the lattice


def test_distances_keep_the_shape_of_the_points() -> None:
    assert distance_to_squares(np.zeros((3, 4, 2))) == pytest.approx(np.ones((3, 4)))


def test_a_square_without_rows_is_refused() -> None:
    with pytest.raises(InputError, match="n=0: give a whole number of at least 1"):
        two_squares(0)
