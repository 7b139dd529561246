"""The type of each column, inferred from the training rows, and rows of any table as numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.checks import check_array, check_choice, check_type, check_whole
from rdo.datasets.tables import refuse_names
from rdo.detectors.cells import check_texts, listed, named, text_only, without_words
from rdo.detectors.column import Column, Missing, learn_column, read_column
from rdo.errors import InputError, shown

__all__ = ["Columns", "refuse_learned"]

_MOST_ENCODED = 10_000
_MOST_CELLS = 50_000_000  # of a table that is held as a whole


@dataclass(frozen=True)
class Columns:
    """The columns of a training table, and how rows of others are read by them.

    Examples
    --------
    >>> import pandas as pd
    >>> from rdo.detectors import Columns
    >>> rows = {"age": ["30", "41", "35", "29"], "colour": ["red", "blue", "red", "blue"]}
    >>> columns = Columns.learn(pd.DataFrame(rows), "train.csv")
    >>> [column.describe() for column in columns.columns]
    ['age: number, 29 to 41', 'colour: category (blue, red)']
    >>> columns.encode(pd.DataFrame({"colour": ["red"], "age": ["50"]}), "new.csv")
    array([[50.,  1.]])
    """

    columns: tuple[Column, ...]
    dropped: tuple[str, ...] = ()
    """Left out on purpose, here and in other tables."""
    absent: tuple[str, ...] = ()
    """Words that say that a cell has no value, whatever its case, besides an empty cell."""

    @classmethod
    def learn(
        cls,
        table: pd.DataFrame,
        where: str,
        *,
        missing: Missing = "refuse",
        drop: Sequence[str] = (),
        categories: Sequence[str] = (),
        absent: Sequence[str] = (),
    ) -> "Columns":
        """Type every column of a training table.

        A column is a number where every cell reads as a finite one; a boolean where each is true
        or false, yes or no; else a category, if it has at most 100 different values, and they
        repeat.

        Parameters
        ----------
        table
            Cells as text, or as a file with types has them.
        where
            What messages call it.
        missing
            ``fill`` puts the median of a number, the more frequent of a boolean, and a level of
            its own of a category in the place of missing cells.
        drop
            Columns to leave out.
        categories
            Columns whose numbers are names, say of places.
        absent
            Words for a cell without a value, say ``ERR`` or ``-999``, in any case or way of writing
            a number. Numbers and truth values are taken to be missing where a cell is empty,
            ``na``, ``n/a``, ``nan``, ``null``, ``none``, ``?`` or ``-``; categories where it is
            empty.

        Raises
        ------
        InputError
            Dates and times; text that hardly repeats; numbers with something else among them; row
            numbers; a missing cell, if refused; no column left, or none with that name.
        """
        check_type("table", table, pd.DataFrame, "a data frame")
        check_choice("missing", missing, get_args(Missing))
        names = [str(name) for name in table.columns]
        refuse_names(names, where)
        check_texts(drop=drop, categories=categories, absent=absent)
        for option, wanted in (("drop", drop), ("categories", categories)):
            for name in wanted:
                if name not in names:
                    raise InputError(f"{option}={shown(name)}: {where} has {listed(names)}.")
        found = []
        for name in names:
            if name not in drop:
                cells = without_words(table.iloc[:, names.index(name)], absent)
                found.append(learn_column(name, cells, where, missing, name in categories))
        if not found:
            raise InputError(f"{where} has no column left: drop fewer.")
        learned = cls(tuple(found), tuple(drop), tuple(absent))
        refuse_names(learned.encoded, f"{where}, its categories as numbers,")
        if len(learned.encoded) > _MOST_ENCODED:
            raise InputError(
                f"{where} becomes {len(learned.encoded):,} numbers a row, and {_MOST_ENCODED:,} is "
                "the most: drop columns, first those of many categories."
            )
        if len(table) * len(learned.encoded) > _MOST_CELLS:
            raise InputError(
                f"{where} becomes {len(table):,} rows of {len(learned.encoded):,} numbers, more "
                f"than {_MOST_CELLS:,}: drop columns of many categories, or give fewer rows."
            )
        return learned

    @property
    def encoded(self) -> list[str]:
        """Names of the numbers of a row."""
        return [name for column in self.columns for name in column.encoded]

    def encode(self, table: pd.DataFrame, where: str, first: int = 1) -> npt.NDArray[np.float64]:
        """Rows of a table as numbers, ``(n, M)``, whatever order its columns are in.

        A level of a category that no training row has becomes zeros, see :meth:`unseen`; a row
        without any value becomes NaN, if missing cells are filled.

        Parameters
        ----------
        table
            As for :meth:`learn`; it may still have the columns that were dropped.
        where, first
            What messages call the table, and the number of its first row.

        Raises
        ------
        InputError
            If a column is missing or unknown, or a cell is not of its column's kind.
        """
        check_type("table", table, pd.DataFrame, "a data frame")
        check_whole("first", first, 0)
        names = [str(name) for name in table.columns]
        refuse_names(names, where)
        known = {column.name for column in self.columns}
        self._refuse_absent(table, where)
        extra = [name for name in names if name not in known and name not in self.dropped]
        if extra:
            raise InputError(
                f"{where} has {named(extra)}, which the training rows have not: leave it out "
                "(--drop)."
            )
        cells = self._cells(table)
        parts = [
            column.encode(own, where, first)
            for column, own in zip(self.columns, cells, strict=True)
        ]
        encoded = np.concatenate(parts, axis=1)
        encoded[self._nothing(cells, len(table))] = np.nan
        return encoded

    def _nothing(self, cells: Sequence[pd.Series], n: int) -> npt.NDArray[np.bool_]:
        """Rows without any value, where that is no error: missing cells are filled, ``(n,)``."""
        if any(column.fill is None for column in self.columns):
            return np.zeros(n, dtype=bool)
        missing = [column.missing(own) for column, own in zip(self.columns, cells, strict=True)]
        return np.asarray(np.logical_and.reduce(missing), dtype=bool)

    def filled(self, table: pd.DataFrame) -> dict[str, int]:
        """How many cells of a table :meth:`encode` fills, by column, of columns that have such.

        Those of rows without any value are not counted.

        Raises
        ------
        InputError
            If it is no table, or lacks a column.
        """
        check_type("table", table, pd.DataFrame, "a data frame")
        self._refuse_absent(table, "table")
        cells = self._cells(table)
        something = ~self._nothing(cells, len(table))
        found = {
            column.name: int((column.missing(own) & something).sum())
            for column, own in zip(self.columns, cells, strict=True)
            if column.fill is not None
        }
        return {name: count for name, count in found.items() if count}

    def without_values(self, table: pd.DataFrame) -> int:
        """How many rows of a table have no value at all, if missing cells are filled, else 0.

        Raises
        ------
        InputError
            If it is no table, or lacks a column.
        """
        check_type("table", table, pd.DataFrame, "a data frame")
        self._refuse_absent(table, "table")
        return int(self._nothing(self._cells(table), len(table)).sum())

    def unseen(self, table: pd.DataFrame) -> dict[str, npt.NDArray[np.bool_]]:
        """Where a category has a level that no training row has, ``(n,)`` each, by column.

        Columns without such a row are left out.

        Raises
        ------
        InputError
            If it is no table, or lacks a column.
        """
        check_type("table", table, pd.DataFrame, "a data frame")
        self._refuse_absent(table, "table")
        found = {
            column.name: column.unseen(own)
            for column, own in zip(self.columns, self._cells(table), strict=True)
        }
        return {name: rows for name, rows in found.items() if rows.any()}

    def beyond(self, encoded: npt.NDArray[np.float64]) -> dict[str, int]:
        """How many rows of what :meth:`encode` gave lie beyond the training rows, by column.

        Of numbers, those below the least or above the largest that was learned from; of truth
        values another than the only one. Columns without such a row are left out.

        Raises
        ------
        InputError
            If it is no such table of numbers.
        """
        names = self.encoded
        encoded = check_array("encoded", encoded, ("n", len(names)), finite=False)
        found = {}
        for column in self.columns:
            if column.span is not None:
                values = encoded[:, names.index(column.name)]
                least, largest = column.span
                found[column.name] = int(((values < least) | (values > largest)).sum())
        return {name: count for name, count in found.items() if count}

    def _cells(self, table: pd.DataFrame) -> list[pd.Series]:
        """The columns of a table, in the order of these."""
        names = [str(name) for name in table.columns]
        return [
            without_words(table.iloc[:, names.index(column.name)], self.absent)
            for column in self.columns
        ]

    def _refuse_absent(self, table: pd.DataFrame, where: str) -> None:
        names = {str(name) for name in table.columns}
        absent = [column.name for column in self.columns if column.name not in names]
        if absent:
            raise InputError(f"{where} lacks {named(absent)} of the training rows.")

    def ignoring(self, names: Sequence[str], table: pd.DataFrame, where: str) -> "Columns":
        """The same for tables with columns that the training rows had not, which are left out.

        Raises
        ------
        InputError
            If a column was learned from, the table has none with that name, or is none.
        """
        check_type("table", table, pd.DataFrame, "a data frame")
        there = [str(name) for name in table.columns]
        absent = [name for name in names if name not in there]
        if absent:
            raise InputError(f"drop={shown(absent[0])}: {where} has {listed(there)}.")
        for name in names:
            refuse_learned(self, "drop", name)
        return replace(self, dropped=(*self.dropped, *names))

    def to_json(self) -> dict[str, Any]:
        """As JSON values; :meth:`from_json` reads them back."""
        return asdict(self)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Columns":
        """Columns as :meth:`to_json` wrote them.

        Raises
        ------
        InputError
            If the values are not such.
        """
        check_type("document", document, dict, "what to_json gives")
        try:
            found = tuple(read_column(one) for one in document["columns"])
            dropped = tuple(map(text_only, document["dropped"]))
            absent = tuple(map(text_only, document.get("absent", ())))
        except (KeyError, TypeError, ValueError) as error:
            raise InputError(f"columns of a model file: {shown(str(error))}.") from None
        return cls(found, dropped, absent)


def refuse_learned(columns: Columns, option: str, name: str) -> None:
    """Raise :class:`InputError` if an option names a column that was learned from."""
    if any(column.name == name for column in columns.columns):
        raise InputError(
            f"{option}={shown(name)}: the detector was fitted on this column; keep it, or fit "
            "without it."
        )
