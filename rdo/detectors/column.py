"""One column of a table: its type, inferred from the training rows, and its cells as numbers."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.datasets.tables import refuse_counters
from rdo.detectors.cells import (
    as_numbers,
    as_text,
    as_truths,
    date_error,
    is_missing,
    listed,
    missing_error,
    refuse_rounded,
    text_only,
)
from rdo.detectors.written import are_numbers, is_date, is_whole, number_of
from rdo.errors import InputError, shown

__all__ = ["Column", "Kind", "Missing", "learn_column", "read_column"]

Kind = Literal["number", "boolean", "category"]
Missing = Literal["refuse", "fill"]
"""What becomes of a cell without a value: an error that names it, or a value of the training rows
in its place."""

_MOST_LEVELS = 100
_MANY, _MANY_NUMBERS = 0.1, 10  # of the cells, and different ones: so many decimals are no names
_WANTED: dict[Kind, str] = {
    "number": "finite number",
    "boolean": "truth value (true, false, yes, no)",
    "category": "text",
}


@dataclass(frozen=True)
class Column:
    """How one column is read."""

    name: str
    kind: Kind
    levels: tuple[str, ...] = ()
    """Of a category, in order."""
    fill: float | str | None = None
    """What a missing cell counts as; None where it is refused."""
    span: tuple[float, float] | None = None
    """The least and the largest in the training rows, of truth values 0 and 1; None of texts."""

    @property
    def encoded(self) -> list[str]:
        """Names of the numbers it becomes: itself, or ``name=level`` for each level but one of two.

        Two levels are told apart by one number.
        """
        if self.kind != "category":
            return [self.name]
        return [f"{self.name}={level}" for level in self._told]

    @property
    def _told(self) -> tuple[str, ...]:
        return self.levels[1:] if len(self.levels) == 2 else self.levels

    def describe(self) -> str:
        """In words, say ``colour: category (blue, red)``."""
        name = self.name if self.name.isprintable() else shown(self.name)
        if self.kind == "number" and self.span is not None:
            return f"{name}: number, {self.span[0]:.10g} to {self.span[1]:.10g}"
        if self.kind != "category":
            return f"{name}: {self.kind}"
        return f"{name}: category ({listed(self.levels)})"

    def missing(self, cells: pd.Series) -> npt.NDArray[np.bool_]:
        """Where a cell has no value."""
        return is_missing(cells, text=self.kind == "category")

    def encode(self, cells: pd.Series, where: str, first: int) -> npt.NDArray[np.float64]:
        """The cells as ``(n, len(encoded))`` numbers; zeros for a level that was not learned.

        Raises
        ------
        InputError
            If a cell is missing and refused, or not of the column's kind.
        """
        if self.kind == "category":
            return self._one_hot(self._names(cells), where, first)
        if self.kind == "number":
            values, wrong = as_numbers(cells)
            refuse_rounded(values, cells, where, first, self.name)
        else:
            values, wrong = as_truths(cells)
        return self._filled(values, wrong, cells, where, first)[:, None]

    def _filled(
        self,
        values: npt.NDArray[np.float64],
        wrong: npt.NDArray[np.bool_],
        cells: pd.Series,
        where: str,
        first: int,
    ) -> npt.NDArray[np.float64]:
        if wrong.any():
            row = int(wrong.argmax())
            raise InputError(
                f"{where} holds {shown(cells.iloc[row])} in row {row + first}, column "
                f"{shown(self.name)}; give a {_WANTED[self.kind]}, as in the training rows, or "
                "take the row out."
            )
        empty = np.isnan(values)
        if empty.any() and self.fill is None:
            raise missing_error(where, int(empty.argmax()), first, cells, self.name)
        return np.where(empty, np.nan if self.fill is None else float(self.fill), values)

    def _one_hot(
        self, texts: npt.NDArray[np.object_], where: str, first: int
    ) -> npt.NDArray[np.float64]:
        texts = self._levels_of(texts)
        empty = texts == ""
        if empty.any():
            raise missing_error(where, int(empty.argmax()), first, pd.Series(texts), self.name)
        told = texts[:, None] == np.array(self._told, dtype=object)
        return np.asarray(told, dtype=np.float64)

    def _levels_of(self, texts: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
        """Texts with the level that a missing cell counts as, where there is one."""
        return texts if self.fill is None else np.where(texts == "", str(self.fill), texts)

    def _names(self, cells: pd.Series) -> npt.NDArray[np.object_]:
        """Cells as the levels have them."""
        levels = [level for level in self.levels if level != self.fill]
        return _as_whole(as_text(cells), all(map(is_whole, levels)))

    def unseen(self, cells: pd.Series) -> npt.NDArray[np.bool_]:
        """Where a category has a level that no training row has, ``(n,)``."""
        if self.kind != "category":
            return np.zeros(len(cells), dtype=bool)
        texts = self._levels_of(self._names(cells)).astype(str)
        return np.asarray((texts != "") & ~np.isin(texts, list(self.levels)), dtype=bool)


def learn_column(name: str, cells: pd.Series, where: str, missing: Missing, named: bool) -> Column:
    """The kind of a training column, and what a missing cell of it counts as."""
    if pd.api.types.is_datetime64_any_dtype(cells.dtype) or cells.dtype.kind in "mM":
        raise date_error(where, name, cells.iloc[0], 1)
    texts = None if pd.api.types.is_numeric_dtype(cells.dtype) else as_text(cells)
    if not named:
        values, wrong = as_numbers(cells)
        if np.isinf(values).any():
            row = int(np.isinf(values).argmax())
            raise InputError(
                f"{where} holds {shown(str(cells.iloc[row]))} in row {row + 1}, column "
                f"{shown(name)}; every number must be finite, and fit into float64."
            )
        if not wrong.any():
            refuse_rounded(values, cells, where, 1, name)
            return _number(name, values, cells, where, missing)
        truths, no_truth = as_truths(cells)
        if not no_truth.any():
            _refuse_empty(truths, cells, where, name, missing)
            fill = float(np.nanmean(truths) >= 0.5) if missing == "fill" else None
            span = float(np.nanmin(truths)), float(np.nanmax(truths))
            return Column(name, "boolean", fill=fill, span=span)
        assert texts is not None  # all numbers are
        row = int(wrong.argmax())
        dates = [is_date(text) for text in texts if text]
        if all(dates):
            raise date_error(where, name, texts[row], row + 1)
        finite = np.isfinite(values)
        if are_numbers(list(texts[wrong]), beside_numbers=bool(finite.any())):
            raise InputError(
                f"{where} holds {shown(texts[row])} in row {row + 1}, column {shown(name)}: write "
                "it and the like as plain numbers, with a point, or take them as names "
                "(--category)."
            )
        decimals = values[finite & (values % 1 != 0)]
        measured = len(set(decimals)) > _MANY_NUMBERS and len(decimals) >= _MANY * len(values)
        if finite.sum() >= wrong.sum() or measured:
            word = shown(texts[row])
            second = "take that row out if it names units, " if wrong.sum() == 1 and not row else ""
            raise InputError(
                f"{where} holds {word} in row {row + 1}, column {shown(name)}, among numbers; "
                f"{second}put a number there, take {word} as no value (--na {word} --missing "
                "fill), or the column as names (--category)."
            )
    names = as_text(cells)
    whole = all(not text or is_whole(number_of(text)) for text in names)
    return _category(name, _as_whole(names, whole), where, missing)


def _as_whole(texts: npt.NDArray[np.object_], whole: bool) -> npt.NDArray[np.object_]:
    """Names that are whole numbers without .0, which a missing cell makes of a column's numbers."""
    return np.array([number_of(text) for text in texts], dtype=object) if whole else texts


def _number(
    name: str, values: npt.NDArray[np.float64], cells: pd.Series, where: str, missing: Missing
) -> Column:
    _refuse_empty(values, cells, where, name, missing)
    if np.isnan(values).all():
        raise InputError(f"{where} has no value in column {shown(name)}: leave it out (--drop).")
    refuse_counters(values[:, None], where, [f"column {shown(name)}"])
    fill = float(np.nanmedian(values)) if missing == "fill" else None
    return Column(
        name, "number", fill=fill, span=(float(np.nanmin(values)), float(np.nanmax(values)))
    )


def _category(name: str, texts: npt.NDArray[np.object_], where: str, missing: Missing) -> Column:
    present = texts[texts != ""]
    if missing == "refuse" and len(present) < len(texts):
        raise missing_error(where, int((texts == "").argmax()), 1, pd.Series(texts), name)
    levels = sorted(set(present))
    if len(levels) > _MOST_LEVELS or len(levels) > max(2, len(present) // 2):
        raise InputError(
            f"{where} has {len(levels):,} different texts in {len(present):,} rows of column "
            f"{shown(name)}: it is no category; leave it out (--drop), or have it beside the "
            "scores (--id)."
        )
    if missing == "refuse":
        return Column(name, "category", tuple(levels))
    fill = "(missing)"
    return Column(name, "category", tuple(sorted({*levels, fill})), fill)


def _refuse_empty(
    values: npt.NDArray[np.float64], cells: pd.Series, where: str, name: str, missing: Missing
) -> None:
    empty = np.isnan(values)
    if missing == "refuse" and empty.any():
        raise missing_error(where, int(empty.argmax()), 1, cells, name)


def read_column(one: Mapping[str, Any]) -> Column:
    """A column from JSON values.

    Raises
    ------
    KeyError, TypeError, ValueError
        If they are not a column's.
    """
    kind, fill = one["kind"], one["fill"]
    if kind not in get_args(Kind):
        raise ValueError(f"unknown kind {shown(kind)}")
    if kind == "category":
        fill = None if fill is None else text_only(fill)
    elif fill is not None and not (type(fill) in (int, float) and math.isfinite(fill)):
        raise ValueError(f"fill is {shown(fill)}")
    levels = tuple(map(text_only, one["levels"]))
    return Column(text_only(one["name"]), kind, levels, fill, _read_span(one.get("span")))


def _read_span(pair: Any) -> tuple[float, float] | None:
    if pair is None:
        return None
    least, largest = pair
    if not (type(least) is type(largest) is float and -math.inf < least <= largest < math.inf):
        raise ValueError(f"span is {shown(pair)}")
    return least, largest
