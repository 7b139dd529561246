"""Tables in files, read some rows at a time: comma-separated text, packed or not, and Parquet."""

import io
import re
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd

from rdo.datasets.packed_files import open_file, quoted, said, suffix_of
from rdo.datasets.tables import refuse_names
from rdo.detectors.parquet_files import parquet_rows
from rdo.errors import InputError, shown

__all__ = ["ROWS_AT_ONCE", "read_rows", "read_whole"]

ROWS_AT_ONCE = 20_000
_LONGEST_LINE = 2**24  # bytes
_MOST_COLUMNS = 10_000
_MOST_CELLS = 50_000_000  # of a table that is held as a whole
_EXPANSION, _SMALL = 1_000, 2**26  # an archive's text is no longer than so many times the archive
_OTHER_MARKS = ";\t"  # that some programs write between cells
_UNEVEN = re.compile(r"Expected (\d+) fields in line (\d+), saw (\d+)")
_JSON = re.compile(rb"\s*(\{\s*\"|\[\s*[\[{])")  # with which it begins
_ARCHIVE = b"PK\x03\x04"  # with which spreadsheets begin too
_PARQUET = (".parquet", ".pq")


def read_rows(path: str | Path, rows: int = ROWS_AT_ONCE) -> Iterator[pd.DataFrame]:
    """The rows of a table, so many at a time, each part with the names of the columns.

    Parameters
    ----------
    path
        A file that ends in ``.parquet`` or ``.pq``; any other is UTF-8 text, comma-separated under
        a header line, as it is or packed (``.gz``, ``.bz2``, ``.xz``, ``.zip`` with one file).
        Cells of text files are text.
    rows
        At a time. Memory is taken for these alone.

    Raises
    ------
    InputError
        No such file, or one that cannot be read or unpacked; no header, or one with a number, or
        with a column without a name or with that of another; no rows, or one with more cells than
        the header; a line of more than 16 MiB, or an archive that unpacks to a thousand times its
        size.
    """
    where = quoted(path)
    parts = (
        parquet_rows(path, rows, _MOST_COLUMNS)
        if suffix_of(path) in _PARQUET
        else _csv_rows(path, rows)
    )
    empty = True
    try:
        for part in parts:
            empty = False
            yield part
    except InputError:
        raise
    except (OSError, EOFError) as error:
        raise InputError(f"{where} cannot be read: {said(error)}.") from None
    except Exception as error:  # of the parsers and archives, of which each has its own
        raise InputError(f"{where} cannot be read as a table: {said(error)}.") from None
    if empty:
        raise InputError(f"{where} has a header and no rows.")


def read_whole(path: str | Path) -> pd.DataFrame:
    """All rows of a table at once.

    Raises
    ------
    InputError
        As :func:`read_rows`, and if there are more than fifty million cells.
    """
    parts: list[pd.DataFrame] = []
    cells = 0
    for part in read_rows(path):
        parts.append(part)
        cells += part.size
        if cells > _MOST_CELLS:
            raise InputError(
                f"{quoted(path)} has more than {_MOST_CELLS:,} cells, too many to learn from at "
                "once: give some of its rows, drawn at random."
            )
    return pd.concat(parts, ignore_index=True)


class _Lines(io.RawIOBase):
    """Bytes of a file as pandas reads them, which ends where a line or the whole is too long."""

    def __init__(self, file: IO[bytes], where: str, most: float) -> None:
        self.file, self.where, self.most = file, where, most
        self.read_so_far = self.since_line_end = self.lines = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        got = self.file.read(len(buffer))
        buffer[: len(got)] = got
        if self.read_so_far == 0 and got.startswith(_ARCHIVE):
            raise InputError(
                f"{self.where} is a spreadsheet or an archive: export it as comma-separated text, "
                "or let the name of an archive end in .zip."
            )
        if self.read_so_far == 0 and _JSON.match(got):
            raise InputError(f"{self.where} is JSON: give comma-separated text, or Parquet.")
        self.read_so_far += len(got)
        if b"\0" in got:
            raise InputError(f"{self.where} holds zero bytes: give UTF-8 text, or Parquet.")
        end = got.rfind(b"\n")
        self.lines += got.count(b"\n")
        self.since_line_end = self.since_line_end + len(got) if end < 0 else len(got) - end - 1
        if self.since_line_end > _LONGEST_LINE:
            raise InputError(
                f"{self.where} has more than {_LONGEST_LINE / 2**20:.0f} MiB in line "
                f"{self.lines + 1:,}: it is no comma-separated text."
            )
        if self.read_so_far > self.most:
            raise InputError(
                f"{self.where} unpacks to more than {_EXPANSION:,} times its size: unpack it first."
            )
        return len(got)


def _csv_rows(path: str | Path, rows: int) -> Iterator[pd.DataFrame]:
    where = quoted(path)
    with ExitStack() as stack:
        lines = _open(path, stack)
        text = io.TextIOWrapper(io.BufferedReader(lines, 2**16), encoding="utf-8-sig", newline="")
        try:
            parts = pd.read_csv(
                text,
                header=None,
                dtype=str,
                keep_default_na=False,
                na_values=[],
                chunksize=rows,
                skip_blank_lines=False,
            )
        except pd.errors.EmptyDataError:
            raise InputError(f"{where} is empty: give a header line, and rows under it.") from None
        except UnicodeDecodeError as error:
            raise _no_text(path, error) from None
        names: list[str] = []
        blank = pd.DataFrame()
        while True:
            try:
                part = next(parts)
            except StopIteration:
                return
            except UnicodeDecodeError as error:
                raise _no_text(path, error) from None
            except pd.errors.ParserError as error:
                raise _uneven(where, error, first=not names) from None
            if not names:
                names, unnamed = _header(where, part.iloc[0])
                part = part.iloc[1:]
            part = _without_empty(part, unnamed, where)
            part.columns = pd.Index(names)
            # Lines without anything end many files; within one they are rows without a cell.
            part = pd.concat([blank, part]) if len(blank) else part
            filled = np.flatnonzero((part.fillna("") != "").to_numpy().any(axis=1))
            end = int(filled[-1]) + 1 if len(filled) else 0
            part, blank = part.iloc[:end], part.iloc[end:]
            if len(part):
                yield part.reset_index(drop=True)


def _no_text(path: str | Path, error: UnicodeDecodeError) -> InputError:
    """What to say of a byte that is not UTF-8, and its line, for which the file is read again."""
    byte = error.object[error.start]
    with ExitStack() as stack:
        content = open_file(path, stack).content
        lines = enumerate(iter(partial(content.readline, _LONGEST_LINE), b""), 1)
        number = next((number for number, line in lines if not _is_text(line)), 0)
    return InputError(
        f"{quoted(path)} is not UTF-8 text: it holds the byte 0x{byte:02x}, in line {number:,}. "
        "Save it as UTF-8; from Windows it is often latin-1: pandas.read_csv(..., "
        "encoding='latin-1').to_csv(..., index=False)."
    )


def _is_text(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _uneven(where: str, error: pd.errors.ParserError, *, first: bool) -> Exception:
    """What to say of lines that differ in their number of cells; of all else the parser's error."""
    found = _UNEVEN.search(str(error))
    if found is None:
        return error
    header, line, cells = found.groups()
    if first and header == "1":
        return _not_comma_separated(where)
    return InputError(
        f"{where} has {cells} cells in line {line}, and {header} in the first: begin with the line "
        "that names the columns, end no line by a comma that the first has not, and put text with "
        "a comma in quotes."
    )


def _without_empty(part: pd.DataFrame, unnamed: int, where: str) -> pd.DataFrame:
    """Rows without the last columns that have no name, as spreadsheets leave some, all empty."""
    if not unnamed:
        return part
    own, left = part.iloc[:, :-unnamed], part.iloc[:, -unnamed:]
    if any(str(cell).strip() for cell in left.fillna("").to_numpy().flat):
        raise InputError(
            f"{where} has cells in column {own.shape[1] + 1}, which has no name: name it, or "
            "take it out."
        )
    return own.copy()


def _not_comma_separated(where: str, header: str = "") -> InputError:
    said = f", {shown(header)}" if header else ""
    return InputError(
        f"{where} has one column in its first line{said}: begin with the line that names the "
        "columns, separate cells by commas, and write decimals with a point."
    )


def _header(where: str, cells: pd.Series) -> tuple[list[str], int]:
    """The names, and how many columns after them have none."""
    texts = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
    names = texts[: max((k for k, text in enumerate(texts, 1) if text), default=len(texts))]
    if len(names) > _MOST_COLUMNS:
        raise InputError(f"{where} has {len(names):,} columns; {_MOST_COLUMNS:,} is the most.")
    line = ",".join(texts)
    if any(len(re.findall(rf"{mark}(?! )", line)) >= len(texts) for mark in _OTHER_MARKS):
        raise _not_comma_separated(where, line)
    if np.isfinite(pd.to_numeric(pd.Series(names, dtype=object), errors="coerce")).any():
        raise InputError(
            f"{where} has a number in its first line; it must name the columns there, and a name "
            "needs a letter: say ch1 for 1."
        )
    refuse_names(names, where)
    return names, len(texts) - len(names)


def _open(path: str | Path, stack: ExitStack) -> _Lines:
    """The bytes of a file, unpacked by its ending."""
    file = open_file(path, stack)
    most = max(_SMALL, _EXPANSION * file.size) if file.packed else float("inf")
    return _Lines(file.content, quoted(path), most)
