"""Scaling against its formula, and what must not matter to it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import iqr

from rdo.detectors.scaling import fit_scaling, warn_of_dropped
from rdo.detectors.validation import Table
from rdo.errors import InputError
from tests.detectors.examples import table


def scaled(X: np.ndarray, lost: np.ndarray | None = None) -> np.ndarray:
    found = Table(X, lost)
    return fit_scaling(found).apply(found)


def test_the_formula_of_the_docstring() -> None:
    X = table(200) ** 3
    u = (X - np.median(X, 0)) / (iqr(X, 0) / 1.349)
    far = np.abs(u) > 3
    assert far.any()
    expected = np.where(far, np.sign(u) * (3 + np.log(np.abs(u) - 2, where=far, out=0 * u)), u)
    np.testing.assert_allclose(scaled(X), 0.5 + expected / 6, rtol=1e-12, atol=1e-12)


def test_a_column_that_is_mostly_one_value_takes_its_root_mean_square() -> None:
    X = np.zeros((100, 1))
    X[:4] = 5.0
    deviations = 5 / np.sqrt(0.04 * 25)
    assert scaled(X)[0, 0] == pytest.approx(0.5 + (3 + np.log(deviations - 2)) / 6)
    assert scaled(X)[50, 0] == 0.5


@given(st.lists(st.integers(-900, 900), min_size=4, max_size=4), st.floats(-1e3, 1e3))
def test_units_do_not_matter(powers: list[int], shift: float) -> None:
    X, units = table(), 2.0 ** np.array(powers)
    assert np.array_equal(scaled(X * units), scaled(X))
    np.testing.assert_allclose(scaled(X * 3.7e5 + shift), scaled(X), rtol=1e-6)
    np.testing.assert_allclose(scaled(X * [1e-12, 1e12, 1, 1e-300]), scaled(X), rtol=1e-9)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=12, max_size=12))
def test_any_finite_column_stays_finite_and_in_order(values: list[float]) -> None:
    X = np.array(values)[:, None]
    try:
        found = scaled(X)
    except InputError:
        assert np.ptp(X / 2) <= 1e-14 * np.abs(X).max() + 1e-300
        return
    assert np.isfinite(found).all()
    order = np.argsort(X[:, 0], kind="stable")
    assert (np.diff(found[order, 0]) >= 0).all()


def test_whole_numbers_beyond_float64_keep_their_differences() -> None:
    numbers = 2**62 + np.arange(20)
    rounded = numbers.astype(np.float64)
    lost = (numbers - rounded.astype(np.int64)).astype(np.float64)
    np.testing.assert_allclose(
        scaled(rounded[:, None], lost[:, None]), scaled(np.arange(20.0)[:, None]), rtol=1e-12
    )


def test_names_decide_the_order_and_constant_columns_are_set_apart() -> None:
    X = np.column_stack([table(), np.full(60, 0.1)])
    found = fit_scaling(Table(X), ["d", "b", "e", "a", "c"])
    assert found.columns.tolist() == [3, 1, 0, 2]
    assert found.constant.tolist() == [4]
    assert not found.changed(Table(X)).any()
    X[:, 4] = np.float32(0.1)
    assert not found.changed(Table(X)).any()
    X[7, 4] = 0.2
    assert np.flatnonzero(found.changed(Table(X))).tolist() == [7]


def test_a_table_without_a_column_that_varies_is_refused() -> None:
    with pytest.raises(InputError, match="give rows that differ"):
        fit_scaling(Table(np.ones((10, 2))))


def test_the_warning_names_five_columns() -> None:
    warn_of_dropped([])
    with pytest.warns(UserWarning, match="single value in a, b, c, d, e and 2 more: dropped"):
        warn_of_dropped(list("abcdefg"))


@pytest.mark.parametrize(
    ("value", "now", "changed"),
    [
        (1.7e9, 1.7e9 + 50, True),
        (1.7e9, 1.7e9, False),
        (0.1, float(np.float32(0.1)), False),
        (float(np.float32(0.1)), 0.1, False),
        (0.3, 0.1 + 0.2, False),
        (0.0, 1e-12, True),
    ],
)
def test_a_new_value_in_a_constant_column_is_noticed(
    value: float, now: float, changed: bool
) -> None:
    table = Table(np.stack([np.arange(12.0), np.full(12, value)], axis=1))
    found = fit_scaling(table).changed(Table(np.array([[1.0, now]])))
    assert found.tolist() == [[changed]]
