"""Mutual information against its closed form for Gaussians."""

import math

import numpy as np
import pytest

from rdo.diagnostics import mutual_information
from rdo.errors import InputError


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9])
def test_of_gaussians_it_is_known(correlation: float) -> None:
    covariance = [[1.0, correlation], [correlation, 1.0]]
    z = np.random.default_rng(0).multivariate_normal([0, 0], covariance, 3000)
    known = -math.log(1 - correlation**2) / 2
    assert mutual_information(z) == pytest.approx(known, abs=0.03)
    assert mutual_information(z * [100.0, 0.01]) == pytest.approx(known, abs=0.03)


def test_what_has_no_two_columns_is_refused() -> None:
    with pytest.raises(InputError, match=r"z of shape \(5, 3\)"):
        mutual_information(np.zeros((5, 3)))


@pytest.mark.parametrize("unit", [1e-300, 1e-200, 1e200])
def test_the_information_is_free_of_any_unit(unit: float) -> None:
    z = np.random.default_rng(0).normal(size=(300, 2)) @ np.array([[1.0, 0.5], [0.0, 1.0]])
    assert mutual_information(z * unit) == pytest.approx(mutual_information(z), abs=1e-6)


def test_more_rows_than_neighbours_are_needed() -> None:
    with pytest.raises(InputError, match="more than n_neighbors=5 rows"):
        mutual_information(np.random.default_rng(0).random((5, 2)))


@pytest.mark.parametrize("shift", [1e3, 1e7, 1e10])
def test_the_information_does_not_depend_on_where_zero_is(shift: float) -> None:
    z = np.random.default_rng(0).normal(size=(300, 2)) @ np.array([[1.0, 2.0], [0.0, 1.0]])
    assert mutual_information(z + shift) == pytest.approx(mutual_information(z), abs=0.01)
