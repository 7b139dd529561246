"""One column: its kind, and its cells as numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdo.detectors import Columns
from rdo.detectors.column import Column, read_column
from rdo.errors import InputError


def one(cells: list[object], **options: object) -> Columns:
    return Columns.learn(pd.DataFrame({"x": cells}), "train.csv", **options)  # type: ignore


def test_three_levels_have_a_number_each() -> None:
    columns = one(["a", "b", "c", "a", "b", "c"])
    assert columns.encoded == ["x=a", "x=b", "x=c"]
    encoded = columns.encode(pd.DataFrame({"x": ["c", "a"]}), "new.csv")
    np.testing.assert_array_equal(encoded, [[0, 0, 1], [1, 0, 0]])


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, max_size=4))
def test_numbers_come_back_to_the_last_bit(values: list[float]) -> None:
    columns = one([repr(value) for value in values])
    found = columns.encode(pd.DataFrame({"x": [repr(value) for value in values]}), "new.csv")
    np.testing.assert_allclose(found[:, 0], values, rtol=1e-15, atol=0)


@pytest.mark.parametrize(
    "dates",
    [
        ["2024-01-02", "2024-02-03", "2024-01-02"],
        ["2024-01-02 10:30", "2024-02-03T10:30:05Z", "2024-01-02"],
        ["3.4.2021", "13.4.2021", "13.4.2021"],
        ["1/2/99", "1/2/98", "1/2/98"],
        ["10:30", "11:45:02", "10:30"],
        list(pd.to_datetime(["2024-01-02", "2024-02-03", "2024-02-03"])),
    ],
)
def test_dates_and_times_are_refused_by_name(dates: list[object]) -> None:
    with pytest.raises(InputError, match=r"date or time, .* in row 1, column 'x'; .*\(--drop\)"):
        one(dates)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (["1", "?", "3"], r"holds '\?' in row 2, column 'x'; fill it in"),
        (["1", "", "3"], "holds nothing in row 2, column 'x'"),
        (["1", None, "3"], "holds nothing in row 2, column 'x'"),
        (["1", "two", "3"], "holds 'two' in row 2, column 'x', among numbers"),
        (["1", "inf", "3"], "holds 'inf' in row 2, column 'x'; every number must be finite"),
        (["3", "inf", "inf"], "holds 'inf' in row 2, column 'x'; every number must be finite"),
        (["1", "9007199254740993", "3"], "9007199254740993' in row 2, .* more digits than float64"),
        (["1", "1" * 400, "3"], "in row 2, column 'x'; every number must be finite"),
        (["red", "", "red"], "holds nothing in row 2, column 'x'"),
        (
            ["u1", "u2", "u3", "u4", "u5"],
            r"5 different texts in 5 rows of column 'x': .* \(--drop\)",
        ),
        (["1,200.5", "2,000", "3,100", "4,700"], "'1,200.5' in row 1, column 'x': write it and"),
        (["12 %", "14 %", "18 %", "19.5 %"], "'12 %' in row 1, column 'x': write it and"),
        (["21", "20,5", "20,5", "21"], r"write it .* or take them as names \(--category\)"),
        (["20 \u00b0C", "21 \u00b0C", "21 \u00b0C"], "'20 \u00b0C' in row 1, column 'x': write it"),
        (["5mg", "10mg", "5mg", "10mg"], "'5mg' in row 1, column 'x': write it and"),
        (["7.1 m3/h", "3.5 m3/h", "", "8 m3/h"], "'7.1 m3/h' in row 1, column 'x': write it"),
        (["<0.05"] * 7 + ["0.3", "0.2", "0.5"], "'<0.05' in row 1, column 'x': write it"),
        (
            ["low"] * 30 + [f"0.{k}5" for k in range(11)],
            "'low' in row 1, column 'x', among numbers",
        ),
        (["m3/h", "3", "8", "2"], "'m3/h' in row 1, .* take that row out if it names units"),
        (["1", "ERR", "3"], "among numbers; .* no value .--na 'ERR' --missing fill"),
        (["1", "2", "3", "4", "5"], "only counts the rows in column 'x'"),
    ],
)
def test_what_is_neither_is_refused_by_row_and_column(cells: list[object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        one(cells)


@pytest.mark.parametrize(
    "cells",
    [
        ["4WD", "2nd", "4WD"],
        ["A1", "B2", "A1"],
        ["Q1", "Q2", "Q1"],
        ["1-2", "3-4", "1-2"],
        ["<=50K", ">50K", "<=50K"],
        ["S", "M", "4.5", "M", "S", "5.5", "M", "S"],
    ],
)
def test_names_with_digits_are_names(cells: list[object]) -> None:
    assert one(cells).columns[0].kind == "category"


def test_numbers_with_a_unit_are_names_where_that_is_asked_for() -> None:
    table = pd.DataFrame({"x": ["5mg", "10mg", "5mg", "10mg"]})
    columns = Columns.learn(table, "train.csv", categories=["x"])
    assert columns.columns[0].levels == ("10mg", "5mg")


def test_a_column_is_read_back_from_json_values() -> None:
    column = Column("c", "category", ("u", "v"), "u")
    values = {"name": "c", "kind": "category", "levels": ["u", "v"], "fill": "u", "span": None}
    assert read_column(values) == column
    del values["span"]  # as in models kept before columns had one
    assert read_column(values) == column
    with pytest.raises(ValueError, match="unknown kind 'date'"):
        read_column({**values, "kind": "date"})
