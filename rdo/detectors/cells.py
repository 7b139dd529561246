"""Cells of a column as numbers, truth values or text, and errors that name a cell."""

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.detectors.validation import WHOLE
from rdo.errors import InputError, shown

__all__ = [
    "as_numbers",
    "as_text",
    "as_truths",
    "check_texts",
    "date_error",
    "is_missing",
    "listed",
    "missing_error",
    "named",
    "refuse_rounded",
    "text_only",
    "without_words",
]

_NO_NUMBER = frozenset({"", "na", "n/a", "nan", "null", "none", "?", "-"})
_TRUTH = {"true": 1.0, "false": 0.0, "yes": 1.0, "no": 0.0}
_PADDED = re.compile(r"[+-]?0\d")
_SHOWN = 8  # names that a message lists


def is_missing(cells: pd.Series, *, text: bool) -> npt.NDArray[np.bool_]:
    """Where a cell is empty or, unless they are read as text, says that it has no value."""
    none = frozenset({""}) if text else _NO_NUMBER
    return np.array([cell.lower() in none for cell in as_text(cells)], dtype=bool)


def as_text(cells: pd.Series) -> npt.NDArray[np.object_]:
    """Cells as text without blanks around it, empty where one is missing."""
    if not (cells.dtype == object or pd.api.types.is_string_dtype(cells.dtype)):
        cells = cells.astype(object)
    found = ["" if _absent(cell) else str(cell).strip() for cell in cells]
    return np.array(found, dtype=object)


def _absent(cell: Any) -> bool:
    return (
        cell is None
        or cell is pd.NA
        or cell is pd.NaT
        or (isinstance(cell, float) and math.isnan(cell))
    )


def check_texts(**options: Any) -> None:
    """Raise :class:`InputError` for the first option that is no list of texts."""
    for name, value in options.items():
        several = isinstance(value, Sequence | set) and not isinstance(value, str)
        if not several or not all(isinstance(one, str) for one in value):
            raise InputError(f"{name}={shown(value)}: give a list of texts.")


def without_words(cells: pd.Series, words: Sequence[str]) -> pd.Series:
    """Cells, of which those that hold one of some words, whatever its case, are empty.

    A word that is a number stands for that number however it is written, -999 for -999.0 too, but
    not where zeros stand before it, as names have them. In typed columns words are compared as
    numbers alone; dates stay as they are.
    """
    lowered = {word.strip().lower() for word in words}
    if not lowered or pd.api.types.is_bool_dtype(cells.dtype) or cells.dtype.kind in "mMc":
        return cells
    numbers = set(_read(sorted(lowered)).dropna())
    if pd.api.types.is_numeric_dtype(cells.dtype):
        return cells.mask(cells.isin(list(numbers)))
    texts = as_text(cells)
    empty = np.array([text.lower() in lowered for text in texts], dtype=bool)
    if numbers:
        padded = np.array([_PADDED.match(text) is not None for text in texts], dtype=bool)
        empty |= _read(texts).isin(list(numbers)).to_numpy() & ~padded
    return pd.Series(np.where(empty, "", texts), index=cells.index, name=cells.name)


def _read(texts: Sequence[str] | npt.NDArray[np.object_]) -> pd.Series:
    """Texts as numbers, NaN where one is none."""
    return pd.to_numeric(pd.Series(texts, dtype=object), errors="coerce")


def as_numbers(cells: pd.Series) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Cells as numbers, NaN where one is missing; and where one is neither."""
    if pd.api.types.is_bool_dtype(cells.dtype):
        return np.full(len(cells), np.nan), np.ones(len(cells), dtype=bool)
    if pd.api.types.is_numeric_dtype(cells.dtype) and cells.dtype.kind != "c":
        values = cells.to_numpy(np.float64, na_value=np.nan)
        return values, np.isinf(values)
    texts = as_text(cells)
    values = _read(texts).to_numpy(np.float64)
    empty = np.array([text.lower() in _NO_NUMBER for text in texts], dtype=bool)
    return np.where(empty, np.nan, values), ~np.isfinite(values) & ~empty


def as_truths(cells: pd.Series) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_]]:
    """Cells as 1 and 0, NaN where one is missing; and where one is neither."""
    texts = [text.lower() for text in as_text(cells)]
    values = np.array([_TRUTH.get(text, np.nan) for text in texts])
    return values, np.isnan(values) & np.array([text not in _NO_NUMBER for text in texts])


def missing_error(where: str, row: int, first: int, cells: pd.Series, name: str) -> InputError:
    """What to say of a missing cell; its row counts from 0 in cells that begin at ``first``."""
    cell = cells.iloc[row]
    held = shown(cell) if isinstance(cell, str) and cell.strip() else "nothing"
    return InputError(
        f"{where} holds {held} in row {row + first}, column {shown(name)}; "
        "fill it in, or learn with missing cells filled (--missing fill)."
    )


def date_error(where: str, name: str, cell: Any, row: int) -> InputError:
    """What to say of a column of dates, with one of them."""
    return InputError(
        f"{where} holds a date or time, {shown(str(cell))}, in row {row}, column {shown(name)}; "
        f"have it beside the scores (--id), leave it out (--drop), or give a number in its place, "
        "say the hour of the day."
    )


def refuse_rounded(
    values: npt.NDArray[np.float64], cells: pd.Series, where: str, first: int, name: str
) -> None:
    """Raise :class:`InputError` for a whole number that float64 would round, as long names are."""
    for row in np.flatnonzero((np.abs(values) >= WHOLE) & np.isfinite(values)).tolist():
        text = str(cells.iloc[row]).strip()
        digits = text.lstrip("+-")
        if digits.isdecimal() and digits.lstrip("0") != str(abs(int(values[row]))):
            raise InputError(
                f"{where} holds {shown(text)} in row {row + first}, column {shown(name)}: "
                "more digits than float64 has; count from another number, or take it "
                "as names (--category)."
            )


def listed(names: Sequence[str]) -> str:
    """The first eight names, and how many more there are."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(shown(name).strip("'") for name in names[:_SHOWN]) + more


def named(names: Sequence[str]) -> str:
    """The first eight columns by name, say ``the column 'flow'``."""
    kind = "the column" if len(names) == 1 else "the columns"
    return f"{kind} {', '.join(shown(name) for name in names[:_SHOWN])}"


def text_only(value: Any) -> str:
    """A text as it is.

    Raises
    ------
    TypeError
        If it is none.
    """
    if not isinstance(value, str):
        raise TypeError(f"{shown(value)} is no text")
    return value
