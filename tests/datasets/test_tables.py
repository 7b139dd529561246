from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.preprocessing import MinMaxScaler

from rdo.datasets import check_table, scale_minmax
from rdo.errors import InputError

TABLES = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=6),
    # Steps of 1/1024: scikit-learn takes a span below about 1e-15 for none.
    elements=st.integers(-(2**30), 2**30).map(lambda steps: steps / 1024),
)
FINITE = st.floats(allow_nan=False, allow_infinity=False)
GOOD = np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 4.0]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_good_table_passes_unchanged(dtype: type[np.floating]) -> None:
    X = GOOD.astype(dtype)
    checked = check_table(X, name="X")
    assert checked.dtype == dtype
    np.testing.assert_array_equal(checked, X)


def test_numbers_of_other_types_become_float64() -> None:
    assert check_table([[1, 2], [3, 5]], name="X").dtype == np.float64
    assert check_table([[True, False], [False, True]], name="X").dtype == np.float64
    np.testing.assert_array_equal(check_table([["1", "2"], ["3", "5"]], name="X"), [[1, 2], [3, 5]])
    mixed = pd.DataFrame({"a": [1, 2], "b": [True, False], "c": [0.5, 1.5]})
    np.testing.assert_array_equal(check_table(mixed, name="X"), [[1, 1, 0.5], [2, 0, 1.5]])


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_not_finite_names_row_and_column(value: float) -> None:
    X = GOOD.copy()
    X[2, 1] = value
    with pytest.raises(InputError, match=rf"train holds {value} in row 3, column 2;"):
        check_table(X, name="train")
    with pytest.raises(InputError, match="row 3, column 'TSH';"):
        check_table(X, name="train", feature_names=["age", "TSH"])
    with pytest.raises(InputError, match="row 3, column 'TSH';"):
        check_table(pd.DataFrame(X, columns=["age", "TSH"]), name="train")


def test_missing_value_among_objects_is_named() -> None:
    with pytest.raises(InputError, match="holds nan in row 2, column 1"):
        check_table(np.array([[1, 2], [None, 3]], dtype=object), name="X")


def test_text_is_named() -> None:
    frame = pd.DataFrame({"age": [1, 2], "sex": ["1", "male"]})
    with pytest.raises(InputError, match="X holds 'male' in row 2, column 'sex'"):
        check_table(frame, name="X")


def test_constant_columns_are_named_unless_allowed() -> None:
    X = np.array([[1.0, 7.0, 0.0], [2.0, 7.0, 0.0]])
    with pytest.raises(InputError, match="column 2, column 3; drop"):
        check_table(X, name="X")
    np.testing.assert_array_equal(check_table(X, name="X", allow_constant=True), X)


def test_single_row_is_not_called_constant() -> None:
    with pytest.raises(InputError, match="single row"):
        check_table([[1.0, 2.0]], name="X")


@pytest.mark.parametrize(
    ("X", "message"),
    [
        (None, r"shape \(\)"),
        ("table.csv", r"shape \(\)"),
        ({"a": [1.0, 2.0]}, r"shape \(\)"),
        (lambda: 1, r"shape \(\)"),
        (scipy.sparse.eye(3), "sparse matrix; give it as an array"),
        ([1.0, 2.0], r"shape \(2,\)"),
        (1.0, r"shape \(\)"),
        (np.zeros((2, 2, 2)), r"shape \(2, 2, 2\)"),
        (np.zeros((0, 3)), r"shape \(0, 3\)"),
        (np.zeros((3, 0)), r"shape \(3, 0\)"),
        (np.full((2, 2), 1j), "complex128 in column 1; every value must be a number"),
        (np.full((2, 2), np.datetime64("2020-01-01")), "must be a number"),
        (pd.DataFrame({"a": [1, 2], "day": pd.Timestamp("2020-01-01")}), "column 'day'"),
        ([[1.0, 2.0], [3.0]], "rows differ in length"),
    ],
)
def test_what_is_no_table_is_refused(X: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_table(X, name="X")  # type: ignore[arg-type]


@given(TABLES)
def test_scaling_per_column_matches_scikit_learn(X: np.ndarray) -> None:
    scaled = scale_minmax(X)
    np.testing.assert_allclose(scaled, MinMaxScaler().fit_transform(X), atol=1e-7)
    assert scaled.min() == 0
    varies = X.max(axis=0) > X.min(axis=0)
    np.testing.assert_array_equal(scaled.max(axis=0), varies.astype(float))


@given(TABLES.map(lambda X: X % 128))
def test_scaling_the_whole_table_keeps_order_and_proportions(X: np.ndarray) -> None:
    scaled = scale_minmax(X, per_column=False)
    span = X.max() - X.min()
    assert scaled.max() == float(span > 0)
    np.testing.assert_allclose(scaled * span + X.min(), X, rtol=1e-12, atol=1e-9 * (1 + span))


def test_scaling_keeps_the_type_and_the_input() -> None:
    X = GOOD.astype(np.float32)
    assert scale_minmax(X).dtype == np.float32
    assert scale_minmax(X, per_column=False).dtype == np.float32
    np.testing.assert_array_equal(X, GOOD)


def test_scaling_refuses_nan() -> None:
    with pytest.raises(InputError, match="row 1, column 2"):
        scale_minmax([[0.0, np.nan]])


DAYS = pd.to_datetime(["2024-03-01", "2024-03-02", "2024-03-05"])
X = [1.0, 2.0, 4.0]


@pytest.mark.parametrize(
    "column",
    [
        DAYS,
        DAYS.tz_localize("UTC"),
        DAYS.to_period("D"),
        DAYS - DAYS[0],
        list(DAYS),
        [day.date() for day in DAYS],
        [np.timedelta64(1, "D")] * 3,
        [1 + 2j, 2, 3],
        [b"1", b"2", b"3"],
        [[1], [2], [3]],
        pd.Categorical(["a", "b", "c"]),
        pd.Categorical(list(DAYS)),
        pd.interval_range(0, 3),
        ["1", "2", "1,000"],
        ["1", "2", "True"],
    ],
    ids=str,
)
def test_cells_that_are_no_numbers_are_refused_by_column(column: Any) -> None:
    for frame in (
        pd.DataFrame({"x": X, "odd": column}),
        pd.DataFrame({"x": X, "odd": pd.Series(list(column), dtype=object)}),
    ):
        with pytest.raises(InputError, match=r"^T .*'odd'; every value must be a number$"):
            check_table(frame, name="T")
    with pytest.raises(InputError, match="column 2; every value must be a number"):
        check_table(frame.to_numpy(), name="T")


@pytest.mark.parametrize(
    "column",
    [
        pd.array([1, None, 3], dtype="Int64"),
        pd.array([True, None, False], dtype="boolean"),
        pd.Categorical([1.0, None, 3.0]),
        [1, None, 3],
        [1, pd.NaT, 3],
        [1, pd.NA, 3],
        [1, float("nan"), "3"],
        [1, 10**400, 3],
        ["1", "1" * 400, "3"],
        [1, Decimal("1e999"), 3],
    ],
    ids=lambda column: str(column)[:40],
)
def test_cells_that_are_missing_or_too_large_are_refused_by_row(column: Any) -> None:
    frame = pd.DataFrame({"x": X, "odd": column})
    with pytest.raises(InputError, match=r"T holds (nan|inf) in row 2, column 'odd'; every value"):
        check_table(frame, name="T")


def test_numbers_of_every_type_are_read() -> None:
    columns = {
        "whole": pd.array([1, 2, 4], dtype="Int64"),
        "single": np.array(X, np.float32),
        "category": pd.Categorical(X),
        "text": ["1", " 2.0", "4e0"],
        "mixed": [Decimal(1), "2", np.int8(4)],
        "sparse": pd.arrays.SparseArray(X),
    }
    read = check_table(pd.DataFrame(columns), name="T")
    np.testing.assert_array_equal(read, np.tile(X, (6, 1)).T)
    tensor = torch.tensor([X, X[::-1]], dtype=torch.float16, requires_grad=True)
    for table in (tensor, tensor.detach().numpy().astype(np.longdouble)):
        assert check_table(table, name="T", allow_constant=True).dtype == np.float64


def test_a_masked_cell_is_named() -> None:
    table = np.ma.masked_array([[1.0, 2.0], [3.0, -999.0], [5.0, 6.0]], np.zeros((3, 2), bool))
    np.testing.assert_array_equal(check_table(table, name="X"), table.data)
    table[1, 1] = np.ma.masked
    with pytest.raises(InputError, match="X has a masked cell in row 2, column 2; fill in"):
        check_table(table, name="X")


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["a", ""], "no name for column 2"),
        (["a", " "], "no name for column 2"),
        (["Unnamed: 0", "a"], "no name for column 1"),
        (["a", None], "no name for column 2"),
        (["a", "a"], "more than one column 'a'"),
    ],
)
def test_names_are_there_and_differ(names: list[str], message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_table(pd.DataFrame(GOOD, columns=names), name="T")


def test_as_many_names_as_columns() -> None:
    with pytest.raises(InputError, match="feature_names has 1 names; T has 2 columns"):
        check_table(GOOD, name="T", feature_names=["a"])


@pytest.mark.parametrize("first", [0, 1, 5_000])
@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1), "shuffled"])
def test_a_column_that_counts_the_rows_is_refused(first: int, order: Any) -> None:
    rng = np.random.default_rng(0)
    rows = first + np.arange(30)
    rows = rng.permutation(rows) if order == "shuffled" else rows[order]
    frame = pd.DataFrame({"x": rng.random(30), "id": rows})
    with pytest.raises(InputError, match=rf"counts the rows in column 'id', from {first} to"):
        check_table(frame, name="T")
    assert check_table(frame, name="T", allow_counter=True).shape == (30, 2)
    assert check_table(frame + 0.5 * frame % 1, name="T", allow_counter=True).shape == (30, 2)


def test_what_may_count_by_accident_is_kept() -> None:
    few = [[0.0, 3.0], [1.0, 1.0], [2.0, 2.0], [3.0, 0.0]]
    np.testing.assert_array_equal(check_table(few, name="T"), few)
    seconds = np.column_stack([np.arange(30) / 10, np.random.default_rng(1).random(30)])
    assert check_table(seconds, name="T").shape == (30, 2)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("per_column", [True, False])
def test_scaling_cannot_overflow(dtype: type[np.floating], per_column: bool) -> None:
    most = np.finfo(dtype).max
    scaled = scale_minmax(
        np.array([[-most, 0], [most, most], [0, -most]], dtype), per_column=per_column
    )
    np.testing.assert_array_equal(scaled, [[0, 0.5], [1, 1], [0.5, 0]])


@given(
    arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=5), elements=FINITE),
    st.booleans(),
)
def test_scaling_stays_within_its_range(X: np.ndarray, per_column: bool) -> None:
    with np.errstate(all="raise", under="ignore"):
        try:
            scaled = scale_minmax(X, per_column=per_column)
        except InputError:
            assert not per_column
        else:
            assert ((scaled >= 0) & (scaled <= 1)).all()


@given(TABLES, st.sampled_from([1e-300, 1e-12, 1e12, 1e300, 2.0**-1060]), st.integers(-9, 9))
def test_scaling_depends_on_neither_unit_nor_origin(X: np.ndarray, unit: float, shift: int) -> None:
    right = scale_minmax(X)
    np.testing.assert_allclose(scale_minmax(X * unit), right, atol=1e-9)
    np.testing.assert_allclose(scale_minmax(X + 2.0**20 * shift), right, atol=1e-9)


def test_a_column_that_drowns_the_others_is_named() -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.random(50), "ms": 1.7e12 + 1e6 * rng.random(50)})
    assert scale_minmax(frame).max() == 1
    with pytest.raises(InputError, match="as far in column 'ms' as column 'x' varies"):
        scale_minmax(frame, per_column=False)


def test_a_column_whose_rows_would_merge_is_named() -> None:
    """A tenth of the others' millionth, far from zero: 17 numbers of float32 for 500 rows."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"wide": rng.random(500), "far": 0.99 + 2e-6 * rng.random(500)})
    assert len(np.unique(scale_minmax(frame)[:, 1].astype(np.float32))) == 500
    with pytest.raises(InputError, match="500 different values in column 'far', of which float32"):
        scale_minmax(frame, per_column=False)
