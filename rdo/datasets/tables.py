"""Tables from outside: checked once, with an error that names the row and the column."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.errors import InputError

__all__ = ["check_table", "read_csv_table", "read_density_csv", "scale_minmax"]

FloatArray = npt.NDArray[np.floating]


def _first(mask: npt.NDArray[np.bool_]) -> tuple[int, int]:
    row, column = np.unravel_index(int(mask.argmax()), mask.shape)
    return int(row), int(column)


def check_table(
    X: npt.ArrayLike | pd.DataFrame,
    *,
    name: str,
    feature_names: Sequence[str] | None = None,
    allow_constant: bool = False,
) -> FloatArray:
    """Return X as a floating-point array, or raise the one error that says what is wrong with it.

    Parameters
    ----------
    X
        Numbers, shape (n, M). A floating type is kept; integers and booleans become float64.
    name
        What the messages call the table.
    feature_names
        What the messages call the columns; by default those of a data frame, else "column 1",
        "column 2" and so on. Rows are counted from 1 too.
    allow_constant
        Accept columns that hold a single value. They carry no information, and a scale or a
        variance of zero for whatever divides by it.

    Raises
    ------
    InputError
        Not two-dimensional, without rows or columns, not numeric, NaN or infinite somewhere, or
        (unless allowed) constant in some column.

    Examples
    --------
    >>> from rdo.datasets import check_table
    >>> X = [[30.0, 1.2], [41.0, float("nan")]]
    >>> check_table(X, name="train.csv", feature_names=["age", "TSH"])
    Traceback (most recent call last):
        ...
    rdo.errors.InputError: train.csv holds nan in row 2, column 'TSH'; every value must be ...
    """
    try:
        array = np.asarray(X)
    except ValueError as error:
        raise InputError(f"{name} is not a table: its rows differ in length") from error
    if array.ndim != 2:
        raise InputError(
            f"{name} has shape {array.shape}; it must have two dimensions, rows and features"
        )
    if array.size == 0:
        raise InputError(f"{name} has shape {array.shape}; it needs at least one row and column")
    if feature_names is None and isinstance(X, pd.DataFrame):
        feature_names = [str(column) for column in X.columns]

    def label(column: int) -> str:
        return f"column {column + 1 if feature_names is None else repr(feature_names[column])}"

    if array.dtype.kind not in "biufOUS":
        raise InputError(f"{name} has type {array.dtype}; every value must be a number")
    if array.dtype.kind in "OUS":
        numbers = pd.DataFrame(array).apply(pd.to_numeric, errors="coerce").to_numpy(np.float64)
        wrong = np.isnan(numbers) & ~pd.isna(array)
        if wrong.any():
            row, column = _first(wrong)
            raise InputError(
                f"{name} holds {array[row, column]!r} in row {row + 1}, {label(column)}; "
                "every value must be a number"
            )
        array = numbers
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    unusable = ~np.isfinite(array)
    if unusable.any():
        row, column = _first(unusable)
        raise InputError(
            f"{name} holds {array[row, column]} in row {row + 1}, {label(column)}; "
            "every value must be finite: fill in or drop such rows"
        )
    if not allow_constant:
        if len(array) == 1:
            raise InputError(f"{name} has a single row; it needs at least two different ones")
        constant = np.flatnonzero((array == array[0]).all(axis=0)).tolist()
        if constant:
            raise InputError(
                f"{name} has a single value in {', '.join(map(label, constant))}; "
                "drop columns that never change"
            )
    return array


def read_csv_table(path: str | Path) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
    """Read a comma-separated file of finite numbers under a header line.

    Returns
    -------
    X, names
        Shape (n, M), and the M names of the header.

    Raises
    ------
    InputError
        No such file, no header, no rows, rows of unequal length, or a cell that is not a finite
        number.
    """
    if not Path(path).exists():
        raise InputError(f"{path} is not there: give the path of a comma-separated file")
    try:
        # Text first: only so can a message quote the cell that is not a number.
        cells = pd.read_csv(path, header=None, dtype=str, keep_default_na=False)
    except (OSError, UnicodeDecodeError, pd.errors.EmptyDataError, pd.errors.ParserError) as error:
        raise InputError(f"{path} cannot be read as comma-separated text: {error}") from error
    names = tuple(cells.iloc[0].str.strip())
    if pd.to_numeric(cells.iloc[0], errors="coerce").notna().any():
        raise InputError(f"{path} has a number in its first line; it must name the columns there")
    text = cells.iloc[1:]
    if text.empty:
        raise InputError(f"{path} has a header and no rows")
    X = text.apply(pd.to_numeric, errors="coerce").to_numpy(np.float64)
    unusable = ~np.isfinite(X)
    if unusable.any():
        row, column = _first(unusable)
        raise InputError(
            f"{path} holds {text.iloc[row, column]!r} in row {row + 1}, column {names[column]!r}; "
            "every cell under the header must be a finite number"
        )
    return X, names


def read_density_csv(
    path: str | Path,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], tuple[str, ...]]:
    """Read a table whose rows carry their true density in the last column.

    Returns
    -------
    X, density, feature_names
        Shapes (n, M) and (n,), and the M names of the feature columns.

    Raises
    ------
    InputError
        What `read_csv_table` and `check_table` refuse, fewer than two columns, or a density
        that is negative or the same in every row.
    """
    table, names = read_csv_table(path)
    if len(names) < 2:
        raise InputError(
            f"{path} has one column; it needs feature columns and then the density of each row"
        )
    density = table[:, -1]
    if (density < 0).any():
        row = int((density < 0).argmax())
        raise InputError(
            f"{path} holds {density[row]} in row {row + 1}, column {names[-1]!r}; the last column "
            "is a density and cannot be negative"
        )
    X = table[:, :-1]
    check_table(X, name=str(path), feature_names=names[:-1])
    if np.ptp(density) == 0:
        raise InputError(
            f"{path} has the same density, {density[0]}, in every row; there is nothing to compare"
        )
    return X, density, names[:-1]


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
        See `check_table`.

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
    array = check_table(X, name="X", allow_constant=True)
    axis = 0 if per_column else None
    low = array.min(axis=axis)
    span = array.max(axis=axis) - low
    scaled: FloatArray = (array - low) / np.where(span > 0, span, span.dtype.type(1))
    return scaled
