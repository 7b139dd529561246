from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.preprocessing import MinMaxScaler

from rdo.datasets import check_table, read_csv_table, read_density_csv, scale_minmax
from rdo.errors import InputError

TABLES = arrays(
    np.float64,
    array_shapes(min_dims=2, max_dims=2, max_side=6),
    # Steps of 1/1024: scikit-learn takes a span below about 1e-15 for none.
    elements=st.integers(-(2**30), 2**30).map(lambda steps: steps / 1024),
)
GOOD = np.array([[1.0, 2.0], [3.0, 5.0], [4.0, 4.0]])


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


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
        ([1.0, 2.0], r"shape \(2,\)"),
        (1.0, r"shape \(\)"),
        (np.zeros((2, 2, 2)), r"shape \(2, 2, 2\)"),
        (np.zeros((0, 3)), r"shape \(0, 3\)"),
        (np.zeros((3, 0)), r"shape \(3, 0\)"),
        (np.full((2, 2), 1j), "complex128; every value must be a number"),
        (np.full((2, 2), np.datetime64("2020-01-01")), "must be a number"),
        (pd.DataFrame({"a": [1, 2], "day": pd.Timestamp("2020-01-01")}), "column 'day'"),
        ([[1.0, 2.0], [3.0]], "rows differ in length"),
    ],
)
def test_what_is_no_table_is_refused(X: object, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_table(X, name="X")  # type: ignore[arg-type]


def test_csv_round_trip(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(20, 3)), columns=["a", "b c", "p"])
    path = tmp_path / "table.csv"
    frame.to_csv(path, index=False)
    X, names = read_csv_table(path)
    np.testing.assert_array_equal(X, frame.to_numpy())
    assert names == ("a", "b c", "p")


def test_csv_as_spreadsheets_write_it(tmp_path: Path) -> None:
    table = '\ufeff"a", b\r\n1, 2e3\r\n"-0.5",4\r\n\r\n'
    X, names = read_csv_table(write(tmp_path, table))
    np.testing.assert_array_equal(X, [[1, 2000], [-0.5, 4]])
    assert names == ("a", "b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read"),
        ("a,b\n", "no rows"),
        ("1,2\n3,4\n", "first line"),
        ("a,b\n1,2\n3,x\n", "'x' in row 2, column 'b'"),
        ("a,b\n1,\n3,4\n", "row 1, column 'b'"),
        ("a,b\n1\n3,4\n", "row 1, column 'b'"),
        ("a,b\n1,2,3\n", "cannot be read"),
        ("a,b\n1,nan\n", "'nan' in row 1, column 'b'"),
        ("a,b\n1,inf\n", "'inf' in row 1, column 'b'"),
        ("a,b\n1,1e999\n", "'1e999' in row 1, column 'b'"),
    ],
)
def test_bad_csv_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError, match=message) as caught:
        read_csv_table(path)
    assert str(path) in str(caught.value)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        read_csv_table(tmp_path / "none.csv")
    with pytest.raises(InputError, match="cannot be read"):
        read_csv_table(tmp_path)
    binary = tmp_path / "image.csv"
    binary.write_bytes(b"\x89PNG\xff\xfe\x00\x01")
    with pytest.raises(InputError, match=r"image\.csv"):
        read_csv_table(binary)


def test_density_is_the_last_column(tmp_path: Path) -> None:
    X, density, names = read_density_csv(write(tmp_path, "a,b,p\n1,2,0.5\n3,5,0\n"))
    np.testing.assert_array_equal(X, [[1, 2], [3, 5]])
    np.testing.assert_array_equal(density, [0.5, 0])
    assert names == ("a", "b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p\n0.5\n", "one column"),
        ("a,p\n1,0.5\n2,-0.25\n", "-0.25 in row 2, column 'p'"),
        ("a,b,p\n1,2,0.5\n1,3,0.5\n", "column 'a'; drop"),
        ("a,p\n1,0.5\n2,0.5\n", "same density, 0.5, in every row"),
    ],
)
def test_bad_density_table(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_density_csv(write(tmp_path, text))


@given(TABLES)
def test_scaling_per_column_matches_scikit_learn(X: np.ndarray) -> None:
    scaled = scale_minmax(X)
    np.testing.assert_allclose(scaled, MinMaxScaler().fit_transform(X), atol=1e-7)
    assert scaled.min() == 0
    varies = X.max(axis=0) > X.min(axis=0)
    np.testing.assert_array_equal(scaled.max(axis=0), varies.astype(float))


@given(TABLES)
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
