"""Tables that are refused, and where the trouble is; whole numbers to their last digit."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator

from rdo.detectors import RaDOGAGADetector
from rdo.detectors.validation import LEAST_ROWS, Table, read_table
from rdo.errors import InputError
from tests.detectors.examples import frame, table


def read(X: Any, *, reset: bool = True) -> Table:
    return read_table(BaseEstimator(), X, reset=reset)


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        (np.nan, "contains NaN in row 3, column 'age'"),
        (np.inf, "contains infinity or a value too large for dtype"),
        ("?", "could not convert string to float: '?' in row 3, column 'age'"),
    ],
)
def test_a_cell_is_named_by_row_and_column(cell: Any, says: str) -> None:
    X = frame().astype(object)
    X.iloc[2, 2] = cell
    with pytest.raises(InputError, match=says.replace("?", r"\?")):
        read(X)


@pytest.mark.parametrize(
    ("X", "says"),
    [
        (np.ma.masked_array(table(), table() > 9).astype(float), None),
        (np.ma.masked_array(table(), np.eye(60, 4, -1) > 0), "masked cell in row 2"),
        (np.full((20, 2), "2024-03-01", "datetime64[D]"), "has type datetime64"),
        (pd.DataFrame({"a": range(20), "b": pd.Timestamp(0)}), "column 'b'"),
    ],
)
def test_what_numpy_would_turn_into_numbers_is_refused(X: Any, says: str | None) -> None:
    if says is None:
        assert np.array_equal(read(X).values, table())
        return
    with pytest.raises(InputError, match=says):
        read(X)


def test_too_few_rows_are_told_how_many_are_needed() -> None:
    with pytest.raises(ValueError, match=f"a minimum of {LEAST_ROWS} is required"):
        read(table(LEAST_ROWS - 1))
    assert read(table(LEAST_ROWS)).lost is None


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=10, max_size=10))
def test_values_and_what_was_lost_are_the_whole_numbers_given(numbers: list[int]) -> None:
    tables: list[Any] = [
        np.array(numbers)[:, None],
        pd.DataFrame({"a": np.array(numbers)}),
        (np.array(numbers, dtype=object) + 2**63).astype(np.uint64)[:, None],
    ]
    for X in tables:
        exact = [int(number) for number in np.asarray(X)[:, 0]]
        found = read(X)
        lost = np.zeros((10, 1)) if found.lost is None else found.lost
        assert [int(v) + int(w) for v, w in zip(found[0][:, 0], lost[:, 0], strict=True)] == exact


@pytest.mark.parametrize("kind", [np.float16, np.float32, np.int8, np.bool_])
def test_every_type_of_number_is_read_as_it_is(kind: type) -> None:
    X: np.ndarray = (4 * table()).astype(kind)
    assert np.array_equal(read(X).values, X.astype(float))


@pytest.mark.parametrize(
    "cell",
    [
        date(2020, 1, 1),
        pd.Timestamp("2020-01-01"),
        np.datetime64("2020-01-01"),
        np.timedelta64(3, "D"),
        pd.Period("2020-01"),
        pd.NA,
    ],
)
@pytest.mark.parametrize("kind", [list, np.array, pd.DataFrame])
def test_a_date_among_objects_is_refused_by_its_place(cell: object, kind: type) -> None:
    rows = [[1.0, 2.0] for _ in range(12)]
    rows[4][1] = cell  # type: ignore[call-overload]
    X = np.array(rows, dtype=object) if kind is np.array else kind(rows)
    with pytest.raises(InputError, match="in row 5, column"):
        RaDOGAGADetector().fit(X)


def test_a_category_of_dates_is_refused() -> None:
    dates = pd.Series(pd.date_range("2020", periods=12)).astype("category")
    with pytest.raises(InputError, match="in row 1, column 'when'"):
        RaDOGAGADetector().fit(pd.DataFrame({"when": dates, "x": np.arange(12.0)}))
