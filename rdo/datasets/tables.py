"""Tables from outside: checked once, with an error that names the row and the column."""

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse
from torch import Tensor

from rdo.checks import as_array, check_flag, check_float32
from rdo.errors import InputError, is_real, shown

__all__ = ["check_table", "refuse_counters", "refuse_names", "scale_minmax"]

FloatArray = npt.NDArray[np.floating]
_Labels = Sequence[str]

_COUNTED, _SHUFFLED = 5, 20  # rows above which whole numbers in a row are no accident
_FURTHEST = 1e6  # one span over another: float32 has seven digits


def first_cell(mask: npt.NDArray[np.bool_]) -> tuple[int, int]:
    """Row and column of the first True, counted from 0."""
    row, column = np.unravel_index(int(mask.argmax()), mask.shape)
    return int(row), int(column)


def check_table(
    X: npt.ArrayLike | pd.DataFrame | Tensor,
    *,
    name: str,
    feature_names: Sequence[str] | None = None,
    allow_constant: bool = False,
    allow_counter: bool = False,
) -> FloatArray:
    """Return X as a floating-point array, or raise the one error that says what is wrong with it.

    Parameters
    ----------
    X
        Numbers, shape (n, M): an array of numpy or another library, a data frame, a tensor, or a
        sequence of rows. A cell may be a number, True or False, or text that reads as a number.
        float32 and float64 are kept; all else becomes float64.
    name
        What the messages call the table.
    feature_names
        What the messages call the columns; by default those of a data frame, else "column 1",
        "column 2" and so on. Rows are counted from 1 too.
    allow_constant
        Accept columns that hold a single value. They carry no information, and a scale or a
        variance of zero for whatever divides by it.
    allow_counter
        Accept columns that count the rows, as some rows alone may do by accident.

    Raises
    ------
    InputError
        Not two-dimensional, without rows or columns, or masked somewhere; a date, a duration, a
        complex number, a missing value or anything else that is no finite number of float64;
        columns with the same name or none; or (unless allowed) one with a single value, or with
        the rows' numbers, in order or not.

    Examples
    --------
    >>> from rdo.datasets import check_table
    >>> X = [[30.0, 1.2], [41.0, float("nan")]]
    >>> check_table(X, name="train.csv", feature_names=["age", "TSH"])
    Traceback (most recent call last):
        ...
    rdo.errors.InputError: train.csv holds nan in row 2, column 'TSH'; every value must be ...
    """
    if scipy.sparse.issparse(X):
        raise InputError(f"{name} is a sparse matrix; give it as an array, X.toarray()")
    if feature_names is None and isinstance(X, pd.DataFrame):
        feature_names = ["" if _missing(column) else str(column) for column in X.columns]
    raw = X if isinstance(X, pd.DataFrame) else _rows(X, name)
    if raw.ndim != 2:
        raise InputError(
            f"{name} has shape {raw.shape}; it must have two dimensions, rows and features"
        )
    if 0 in raw.shape:
        raise InputError(f"{name} has shape {raw.shape}; it needs at least one row and column")
    if feature_names is None:
        labels = [f"column {column + 1}" for column in range(raw.shape[1])]
    else:
        if len(feature_names) != raw.shape[1]:
            raise InputError(
                f"feature_names has {len(feature_names)} names; {name} has {raw.shape[1]} columns"
            )
        refuse_names(feature_names, name)
        labels = [f"column {str(column)!r}" for column in feature_names]
    if isinstance(X, np.ma.MaskedArray) and (masked := np.ma.getmaskarray(X)).any():
        row, column = first_cell(masked)
        raise InputError(
            f"{name} has a masked cell in row {row + 1}, {labels[column]}; "
            "fill in or drop such rows"
        )
    array = _numbers(raw, name, labels)
    unusable = ~np.isfinite(array)
    if unusable.any():
        row, column = first_cell(unusable)
        raise InputError(
            f"{name} holds {array[row, column]} in row {row + 1}, {labels[column]}; "
            "every value must be finite, and fit into float64: fill in or drop such rows"
        )
    if not check_flag("allow_constant", allow_constant):
        if len(array) == 1:
            raise InputError(f"{name} has a single row; it needs at least two different ones")
        constant = np.flatnonzero((array == array[0]).all(axis=0)).tolist()
        if constant:
            raise InputError(
                f"{name} has a single value in {', '.join(labels[k] for k in constant)}; "
                "drop columns that never change"
            )
    if not check_flag("allow_counter", allow_counter):
        refuse_counters(array, name, labels)
    return array


def _missing(cell: Any) -> bool:
    return cell is None or cell is pd.NA or cell is pd.NaT or (is_real(cell) and cell != cell)


def _rows(X: Any, name: str) -> npt.NDArray[Any]:
    """An array of whatever type, if it is made of cells at all."""
    if isinstance(X, Tensor):
        return as_array(name, X)
    try:
        return np.asarray(X)
    except Exception as error:  # whatever a foreign type's own conversion raises
        why = (
            "its rows differ in length" if isinstance(error, ValueError) else f"give rows, {error}"
        )
        raise InputError(f"{name} is not a table: {' '.join(why.split())}") from error


def _numbers(raw: npt.NDArray[Any] | pd.DataFrame, name: str, labels: _Labels) -> FloatArray:
    """The cells as numbers, NaN where one is missing."""
    types = list(raw.dtypes) if isinstance(raw, pd.DataFrame) else [raw.dtype]
    if all(isinstance(each, np.dtype) and each.kind in "biuf" for each in types):
        array = (
            np.asarray(raw) if len({each.kind for each in types}) == 1 else np.asarray(raw, float)
        )
        if array.dtype not in (np.float32, np.float64):
            with np.errstate(over="ignore"):  # of a wider type; the result is refused
                array = array.astype(np.float64)
        return array
    array = np.empty(raw.shape)
    for k, label in enumerate(labels):
        cells = raw.iloc[:, k] if isinstance(raw, pd.DataFrame) else raw[:, k]
        if isinstance(cells.dtype, pd.CategoricalDtype):
            cells = cells.astype(cells.dtype.categories.dtype)
        kind = getattr(cells.dtype, "kind", "O")
        if pd.api.types.is_numeric_dtype(cells.dtype) and kind != "c":
            array[:, k] = pd.Series(cells).to_numpy(np.float64, na_value=np.nan)
        elif kind == "O" or pd.api.types.is_string_dtype(cells.dtype):
            array[:, k] = _parsed(np.asarray(cells, dtype=object), name, label)
        else:
            raise InputError(
                f"{name} has type {cells.dtype} in {label}; every value must be a number"
            )
    return array


def _parsed(cells: npt.NDArray[np.object_], name: str, label: str) -> npt.NDArray[np.float64]:
    """Numbers, and text that reads as one; NaN where a cell is missing."""
    is_text = np.array([isinstance(cell, str) for cell in cells])
    numbers = np.full(len(cells), np.nan)
    numbers[is_text] = pd.to_numeric(pd.Series(cells[is_text], dtype=object), errors="coerce")
    for row, cell in enumerate(cells):
        if isinstance(cell, str):
            right = not math.isnan(numbers[row])
        elif right := isinstance(cell, bool | np.bool_ | int | Decimal) or is_real(cell):
            try:
                numbers[row] = cell
            except OverflowError:
                numbers[row] = np.inf
        if not right and not _missing(cell):
            raise InputError(
                f"{name} holds {shown(cell)} in row {row + 1}, {label}; "
                "every value must be a number"
            )
    return numbers


def refuse_names(names: Sequence[Any], name: str) -> None:
    """Raise :class:`InputError` if a column has no name, or that of another column."""
    for k, one in enumerate(names):
        text = str(one).strip()
        if not text or text == f"Unnamed: {k}":
            raise InputError(
                f"{name} has no name for column {k + 1}; name it or, if it holds the row numbers "
                "that pandas adds, drop it: to_csv(..., index=False)"
            )
    if len(set(names)) < len(names):
        twice = next(one for k, one in enumerate(names) if one in names[:k])
        raise InputError(f"{name} has more than one column {str(twice)!r}; rename or drop one")


def refuse_counters(array: FloatArray, name: str, labels: _Labels) -> None:
    """Raise :class:`InputError` if a column holds n whole numbers in a row, as row numbers are.

    They are refused in order from 5 rows on, and in any order from 20; fewer may be an accident.
    """
    n = len(array)
    if n < _COUNTED:
        return
    with np.errstate(over="ignore"):
        candidates = np.flatnonzero(array.max(0) - array.min(0) == n - 1)
    for k in candidates.tolist():
        column = array[:, k]
        steps = np.diff(np.sort(column) if n >= _SHUFFLED else column)
        if (steps == 1).all() or (steps == -1).all():
            raise InputError(
                f"{name} only counts the rows in {labels[k]}, from {column.min():.15g} to "
                f"{column.max():.15g}; drop it, or scale it if it was measured"
            )


def scale_minmax(X: npt.ArrayLike, *, per_column: bool = True) -> FloatArray:
    r"""Map a table into [0, 1] by its own extremes.

    .. math:: x \mapsto \frac{x - \min x}{\max x - \min x}

    Parameters
    ----------
    X
        Shape (n, M). All rows take part, as in the papers' runs.
    per_column
        Extremes of each column (the anomaly runs, Section 5.2 of RaDOGAGA), or one minimum and
        one maximum of the whole table, which keeps the columns' proportions (the toy runs,
        Section 5.1). A column, or table, with a single value becomes 0.

    Returns
    -------
    numpy.ndarray
        ``(n, M)``.

    Raises
    ------
    InputError
        See `check_table`; or one minimum and maximum would leave a column too few digits in
        float32: another is a million times it, or fewer than half of its different values remain.

    Examples
    --------
    >>> from rdo.datasets import scale_minmax
    >>> X = [[0.0, 10.0], [1.0, 20.0], [2.0, 50.0]]
    >>> scale_minmax(X)
    array([[0.  , 0.  ],
           [0.5 , 0.25],
           [1.  , 1.  ]])
    >>> scale_minmax(X, per_column=False)[:, 0]
    array([0.  , 0.02, 0.04])
    """
    array = check_table(X, name="X", allow_constant=True, allow_counter=True)
    names = list(map(str, X.columns)) if isinstance(X, pd.DataFrame) else None
    labels = None if names is None else [f"column {column!r}" for column in names]
    if not check_flag("per_column", per_column):
        refuse_far_columns(array, "X", names)
    axis = 0 if per_column else None
    # Halved where a difference would overflow; a power of two, so no digit changes.
    half = np.abs(array).max(axis=axis) > np.finfo(array.dtype).max / 2
    array = array * np.where(half, 0.5, 1.0).astype(array.dtype)
    low = array.min(axis=axis)
    span = array.max(axis=axis) - low
    scaled: FloatArray = (array - low) / np.where(span > 0, span, span.dtype.type(1))
    if not per_column:
        check_float32("X, scaled,", scaled.astype(np.float64, copy=False), labels)
    return scaled


def refuse_far_columns(X: FloatArray, name: str, names: Sequence[str] | None) -> None:
    """Raise :class:`InputError` if columns scaled together would lose a column's digits.

    That is where the whole table reaches a million times as far as a column that varies does.
    """
    low, high = X.min(0) / 2, X.max(0) / 2  # halved, for the difference would overflow
    reach = high.max() - low.min()
    lost = np.flatnonzero((high > low) & (high - low < reach / _FURTHEST))
    if len(lost):
        far = int(np.abs(X - np.median(X)).max(0).argmax())
        pair = far, int(lost[0])
        labels = [f"column {k + 1 if names is None else repr(names[k])}" for k in pair]
        raise InputError(
            f"{name} reaches a million times as far in {labels[0]} as {labels[1]} varies; scaled "
            f"together, float32 would not tell its rows apart: drop one or change its unit"
        )
