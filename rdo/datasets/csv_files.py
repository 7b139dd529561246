"""Tables in comma-separated files, packed or not."""

import io
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.datasets.packed_files import open_file, quoted, said
from rdo.datasets.tables import (
    check_table,
    first_cell,
    refuse_counters,
    refuse_far_columns,
    refuse_names,
)
from rdo.errors import InputError, shown

__all__ = ["read_csv_table", "read_density_csv"]

_MOST_BYTES = 2**29  # unpacked; half a gibibyte is some fifty million cells
_MOST_COLUMNS = 10_000
_CHUNK = 20_000  # rows held as text at a time


def read_csv_table(path: str | Path) -> tuple[npt.NDArray[np.float64], tuple[str, ...]]:
    """Read a comma-separated file of finite numbers under a header line.

    The file is UTF-8 text of at most 512 MiB, as it is or packed: ``.gz``, ``.bz2``, ``.xz``, or
    ``.zip`` with one file in it.

    Returns
    -------
    X, names
        Shape (n, M), and the M names of the header.

    Raises
    ------
    InputError
        No such file, or one that cannot be read or unpacked; no header, no rows, rows of unequal
        length, or a cell that is not a finite number; a column without a name, with that of
        another, or that only counts the rows.
    """
    text, path = _text(path), quoted(path)
    head = text.split("\n", 1)[0]
    if head.count(",") >= _MOST_COLUMNS:
        raise InputError(f"{path} has more than {_MOST_COLUMNS:,} columns; give fewer")
    names: tuple[str, ...] = ()
    parts: list[npt.NDArray[np.float64]] = []
    try:
        # Text first: only so can a message quote the cell that is not a number.
        chunks = pd.read_csv(
            io.StringIO(text), header=None, dtype=str, keep_default_na=False, chunksize=_CHUNK
        )
        for cells in chunks:
            if not names:
                names = _names(path, cells.iloc[0])
                cells = cells.iloc[1:]
            parts.append(_numbers(path, cells, names, first=sum(map(len, parts)) + 1))
    except InputError:
        raise
    except Exception as error:  # the parser's, of which it has several
        raise InputError(f"{path} cannot be read as comma-separated text: {said(error)}") from error
    X = np.concatenate(parts) if parts else np.empty((0, 0))
    if not len(X):
        raise InputError(f"{path} has a header and no rows")
    refuse_counters(X, path, [f"column {column!r}" for column in names])
    return X, names


def _text(path: str | Path) -> str:
    """The text of a file, unpacked by its ending; without a byte-order mark."""
    try:
        with ExitStack() as stack:
            content: bytes = open_file(path, stack).content.read(_MOST_BYTES + 1)
    except InputError:
        raise
    except Exception as error:  # of the system, and of each archive its own
        raise InputError(f"{quoted(path)} cannot be read: {said(error)}") from error
    if len(content) > _MOST_BYTES:
        raise InputError(f"{path} holds more than {_MOST_BYTES / 2**20:.0f} MiB of text; split it")
    if b"\0" in content:
        raise InputError(f"{path} cannot be read: it holds zero bytes; give UTF-8 text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path} cannot be read: byte {error.start + 1} is not UTF-8") from error


def _names(path: str, header: pd.Series) -> tuple[str, ...]:
    names = tuple(header.fillna("").str.strip())
    if pd.to_numeric(header, errors="coerce").notna().any():
        raise InputError(f"{path} has a number in its first line; it must name the columns there")
    refuse_names(names, path)
    return names


def _numbers(
    path: str, text: pd.DataFrame, names: tuple[str, ...], first: int
) -> npt.NDArray[np.float64]:
    X = np.asarray(text.apply(pd.to_numeric, errors="coerce"), dtype=np.float64)
    unusable = ~np.isfinite(X)
    if unusable.any():
        row, column = first_cell(unusable)
        raise InputError(
            f"{path} holds {shown(text.iloc[row, column])} in row {row + first}, column "
            f"{names[column]!r}; every cell under the header must be a finite number"
        )
    return X


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
        What `read_csv_table` and `check_table` refuse, fewer than two columns, one whose range is
        a million times another's, or a density that is negative or the same in every row.
    """
    table, names = read_csv_table(path)
    path = quoted(path)
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
    check_table(X, name=path, feature_names=names[:-1])
    refuse_far_columns(X, path, names[:-1])
    if np.ptp(density) == 0:
        raise InputError(
            f"{path} has the same density, {density[0]}, in every row; there is nothing to compare"
        )
    return X, density, names[:-1]
