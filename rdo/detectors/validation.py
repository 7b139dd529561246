"""Tables for detectors: scikit-learn's own checks, and where in the table the trouble lies."""

from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.utils.validation import validate_data

from rdo.errors import InputError, shown

__all__ = ["LEAST_ROWS", "WHOLE", "Table", "read_table"]

Floats = npt.NDArray[np.float64]

LEAST_ROWS = 10
"""Rows that a detector trains on at least: a covariance of three features takes as many."""

WHOLE = 2.0**53
"""Whole numbers from here on are not all numbers of float64."""


class Table(NamedTuple):
    """A table of finite numbers; ``values + lost`` is what was given, to the last digit."""

    values: Floats
    """``(n, M)``."""
    lost: Floats | None = None
    """What rounding to float64 took from whole numbers beyond 2^53, ``(n, M)``; None: nothing."""

    def rows(self, chosen: slice | npt.NDArray[np.int64]) -> "Table":
        """Some of the rows."""
        return Table(self.values[chosen], None if self.lost is None else self.lost[chosen])


def read_table(estimator: Any, X: Any, *, reset: bool) -> Table:
    """Return X as a :class:`Table`, checked as scikit-learn does.

    Parameters
    ----------
    estimator
        The detector; its ``n_features_in_`` and ``feature_names_in_`` are set or compared with.
    X
        Anything that scikit-learn takes for a table of numbers, ``(n, M)``.
    reset
        True in ``fit``, which asks for at least :data:`LEAST_ROWS` rows; False afterwards.

    Raises
    ------
    InputError
        A cell is text, a date, masked, NaN or infinite: names row and column, counted from 1.
    ValueError, TypeError
        Scikit-learn's own, for all else.
    """
    _refuse_masked_and_dates(X)
    least = LEAST_ROWS if reset else 1
    try:
        with np.errstate(over="ignore"):  # of a wider type; the result is refused
            values = validate_data(
                estimator,
                X,
                reset=reset,
                dtype=np.float64,
                ensure_all_finite=False,
                ensure_min_samples=least,
            )
    except ValueError as error:
        if "a minimum of" in str(error):  # rows
            raise InputError(f"{error} Give more rows.") from None
        place = _place_of_text(X) if "could not convert" in str(error) else ""
        if not place:
            raise
        raise InputError(
            f"{error} in {place}; every value must be a number: where these are measurements, turn "
            "them into numbers (pandas.to_numeric(..., errors='coerce')) and fill what is missing; "
            "where they are names, encode them, say by OneHotEncoder(sparse_output=False)."
        ) from None
    wrong = ~np.isfinite(values)
    if wrong.any():
        row, column = (int(k) for k in np.unravel_index(int(wrong.argmax()), wrong.shape))
        what = (
            "NaN"
            if np.isnan(values[row, column])
            else "infinity or a value too large for dtype('float64')"
        )
        raise InputError(
            f"Input X contains {what} in row {row + 1}, {_label(X, column)}: fill in or drop such "
            "rows."
        )
    return Table(values, _lost(X, values))


def _label(X: Any, column: int) -> str:
    if isinstance(X, pd.DataFrame):
        return f"column {shown(X.columns[column])}"
    return f"column {column + 1}"


def _refuse_masked_and_dates(X: Any) -> None:
    """Raise :class:`InputError` for what numpy would turn into numbers without a word."""
    if isinstance(X, np.ma.MaskedArray) and (masked := np.ma.getmaskarray(X)).any():
        place = np.unravel_index(int(masked.argmax()), masked.shape)
        raise InputError(f"X has a masked cell in row {place[0] + 1}: fill in or drop such rows.")
    _refuse_objects(X)
    types = list(X.dtypes) if isinstance(X, pd.DataFrame) else [getattr(X, "dtype", None)]
    for column, one in enumerate(types):
        if getattr(one, "kind", "") in ("M", "m"):
            where = f" in {_label(X, column)}" if isinstance(X, pd.DataFrame) else ""
            raise InputError(f"X has type {one}{where}: give numbers, say days since a date.")


_DATES = (date, timedelta, np.datetime64, np.timedelta64, pd.Period, pd.Interval)


def _refuse_objects(X: Any) -> None:
    """Raise :class:`InputError` for a cell of an object or category that is a date or missing."""
    if isinstance(X, pd.DataFrame):
        objects = [k for k, kind in enumerate(X.dtypes) if kind.kind == "O"]
        looked_at = [k for k in objects if not _plain(X.iloc[:, k])]
        cells = {k: X.iloc[:, k].astype(object).to_numpy() for k in looked_at}
    elif isinstance(X, list | tuple) or getattr(getattr(X, "dtype", None), "kind", "") == "O":
        try:
            if np.asarray(X).dtype.kind in "biuf":
                return
            table = np.asarray(X, dtype=object)
        except ValueError:  # of rows of unequal length, which scikit-learn refuses
            return
        cells = dict(enumerate(table.T)) if table.ndim == 2 else {}
    else:
        return
    for column, values in cells.items():
        for row, cell in enumerate(values):
            if isinstance(cell, _DATES) or cell is pd.NA or cell is pd.NaT:
                raise InputError(
                    f"X has {shown(cell)} in row {row + 1}, {_label(X, column)}: give a number, of "
                    "a date say the days since another; fill in or drop what is missing."
                )


def _plain(column: pd.Series) -> bool:
    """Whether a column is of categories, none of which is a date."""
    is_category = isinstance(column.dtype, pd.CategoricalDtype)
    return is_category and not any(isinstance(one, _DATES) for one in column.cat.categories)


def _place_of_text(X: Any) -> str:
    """Row and column of the first cell that does not read as a number."""
    cells = np.asarray(X, dtype=object)
    if cells.ndim != 2:
        return ""
    for column in range(cells.shape[1]):
        for row, cell in enumerate(cells[:, column]):
            try:
                float(cell)
            except (TypeError, ValueError):
                return f"row {row + 1}, {_label(X, column)} ({shown(cell)})"
    return ""


def _lost(X: Any, values: Floats) -> Floats | None:
    """What float64 leaves of whole numbers beyond 2^53, where a column has any."""
    far = np.flatnonzero((values.max(0) >= WHOLE) | (values.min(0) <= -WHOLE))
    if not len(far):
        return None
    raw = None if isinstance(X, pd.DataFrame) else np.asarray(X)
    lost, found = np.zeros_like(values), False
    for k in far.tolist():
        column = np.asarray(X.iloc[:, k] if raw is None else raw[:, k])
        if column.dtype.kind in "iu":
            # Two halves that float64 holds: the sum and the differences below are exact.
            high = (column >> 32).astype(np.float64) * 2.0**32
            low = (column & column.dtype.type(0xFFFFFFFF)).astype(np.float64)
            lost[:, k], found = (high - values[:, k]) + low, True
    return lost if found else None
