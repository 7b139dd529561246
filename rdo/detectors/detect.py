"""Outliers of a table in a file, by a detector fitted on another: what ``rdo detect`` does."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.detectors.base import MixtureDetector
from rdo.detectors.columns import Columns, refuse_learned
from rdo.detectors.counts import Counts
from rdo.detectors.model_file import load_model, save_model
from rdo.detectors.table_files import ROWS_AT_ONCE, read_rows
from rdo.detectors.unscored import WRITTEN, Unscored, ranking, refuse_alike
from rdo.errors import InputError, shown
from rdo.files import check_replaceable, temporary_beside
from rdo.training.progress import progress_bar

__all__ = ["Fitted", "check_table_file", "detect", "ignoring"]

Floats = npt.NDArray[np.float64]

_ORIGIN = "most normal row"
_NUMBERS_AT_ONCE = 5_000_000
_ALL = Unscored()


@dataclass(frozen=True)
class Fitted:
    """A detector with the columns that its rows are read by."""

    detector: MixtureDetector
    columns: Columns

    @classmethod
    def learn(
        cls, detector: MixtureDetector, table: pd.DataFrame, where: str, columns: Columns
    ) -> "Fitted":
        """Fit a detector on the rows of a table that have any value."""
        rows = pd.DataFrame(columns.encode(table, where), columns=columns.encoded)
        return cls(detector.fit(rows.dropna(ignore_index=True)), columns)

    def save(self, path: str | Path) -> None:
        """Keep it in a file; see :func:`rdo.detectors.model_file.save_model`."""
        save_model(self.detector, self.columns, path)

    @classmethod
    def load(cls, path: str | Path) -> "Fitted":
        """Read it from a file; see :func:`rdo.detectors.model_file.load_model`."""
        return cls(*load_model(path))

    def rows(self, part: pd.DataFrame, where: str, first: int) -> pd.DataFrame:
        """Rows of another table as the detector takes them; NaN where one holds nothing."""
        return pd.DataFrame(self.columns.encode(part, where, first), columns=self.columns.encoded)

    def score(
        self,
        rows: pd.DataFrame,
        unseen: Mapping[str, npt.NDArray[np.bool_]],
        *,
        explain: bool,
    ) -> tuple[Floats, Floats]:
        """Scores of rows, above 0 for those that are flagged, and what the columns add to them.

        Parameters
        ----------
        rows
            As :meth:`rows` gives them, n of them of C columns; those of NaN have the score NaN.
        unseen
            As :meth:`Columns.unseen` gives it. Where all of a category's numbers were constant, the
            detector counts the new level by itself.
        explain
            Whether the second is asked for.

        Returns
        -------
        tuple
            Scores, ``(n,)``, and ``(n, 1 + C)``: the score of the most normal training row, and
            what each column adds; ``(n, 0)`` if it was not asked for.
        """
        scores = np.full(len(rows), np.nan)
        parts = np.full((len(rows), 1 + len(self.columns.columns) if explain else 0), np.nan)
        there = rows.notna().all(axis=1).to_numpy()
        if not there.any():
            return scores, parts
        scores[there] = -self.detector.decision_function(rows[there])
        if explain:
            parts[there] = self._contributions(rows[there])
        constant = set(self.detector.report_.constant) if unseen else set()
        for k, column in enumerate(self.columns.columns):
            if column.name in unseen and not set(column.encoded) <= constant:
                added = self.detector.penalty_ * unseen[column.name]
                scores += added
                if explain:
                    parts[:, 1 + k] += added
        return scores, parts

    def _contributions(self, X: pd.DataFrame) -> Floats:
        """The most normal training row's score, and what each column adds to it, ``(n, 1 + C)``.

        A category adds what its levels do together.
        """
        found = self.detector.explain(X)
        widths = [len(column.encoded) for column in self.columns.columns]
        begins = np.cumsum([0, *widths[:-1]])
        added = np.add.reduceat(-(found.residual + found.latent), begins, axis=1)
        origin = np.full((len(X), 1), self.detector.offset_)
        return np.concatenate([origin, added], axis=1)

    def controls(self, rows: pd.DataFrame) -> dict[str, Floats]:
        """Scores of simpler methods, higher for outliers, ``(n,)``; none of a loaded detector."""
        if not self.detector.report_.controls or rows.empty:
            return {}
        return {name: -normal for name, normal in self.detector.control_scores(rows).items()}


def detect(
    fitted: Fitted,
    path: str | Path,
    out: str | Path,
    *,
    explain: bool = False,
    unscored: Unscored = _ALL,
) -> Counts:
    """Score the rows of a table, some at a time, and write scores and flags.

    The file has one line per row: its number, 1 for the first below the header, its name if a
    column has one, its score, the ``decision_function`` with the other sign, so that what is above
    0 is flagged, and 1 or 0 in the column ``anomaly``. With ``explain`` it also has the score of
    the most normal training row, and what each column adds to that. A level of a category that no
    training row has adds the detector's ``penalty_``. A row without any value has no score and no
    flag: these cells are empty. The file is written whole or not at all.

    Parameters
    ----------
    fitted
        The detector.
    path, out
        Tables: that to score, and where to write.
    explain
        Whether to write contributions.
    unscored
        Columns that are not scored.

    Raises
    ------
    InputError
        If a table cannot be read or written, its columns are not those of the training rows, or
        labels are no truth values, or all the same.
    """
    target = Path(out)
    temporary = temporary_beside(target)
    try:
        check_replaceable(target)
        with temporary.open("w", encoding="utf-8", newline="") as file:
            counts = _write(fitted, path, file, explain, unscored)
        temporary.replace(target)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror or error}.") from None
    finally:
        with suppress(OSError):
            temporary.unlink()
    return counts


def check_table_file(
    columns: Columns, path: str | Path, unscored: Unscored = _ALL, *, whole: bool = False
) -> None:
    """Check that a table can be scored, before time is spent on training.

    Parameters
    ----------
    columns
        Those of the training rows.
    path, unscored
        As for :func:`detect`.
    whole
        Whether all rows are read, and not only the first.

    Raises
    ------
    InputError
        If its rows cannot be encoded, the column of labels or names was learned from, or all labels
        of a table that is read whole are the same.
    """
    for option, name in unscored.options().items():
        refuse_learned(columns, option, name)
    parts = _parts(path, columns)
    rows = 0
    labels: set[float] = set()
    for part in _watched(parts, "rows read") if whole else islice(parts, 1):
        scored, truth, _ = unscored.part(part, str(path), rows + 1)
        columns.encode(scored, str(path), rows + 1)
        rows += len(part)
        labels |= set() if truth is None else set(truth.tolist())
    if whole and len(labels) == 1:
        refuse_alike(labels.pop(), str(path), unscored.labels)


def _parts(path: str | Path, columns: Columns) -> Iterator[pd.DataFrame]:
    """The rows of a table, as many at a time as become so many numbers."""
    return read_rows(path, max(1, min(ROWS_AT_ONCE, _NUMBERS_AT_ONCE // len(columns.encoded))))


def ignoring(columns: Columns, names: Sequence[str], path: str | Path) -> Columns:
    """What :meth:`Columns.ignoring` gives for a table in a file."""
    return columns.ignoring(names, next(iter(read_rows(path, 1))), str(path))


def _write(
    fitted: Fitted, path: str | Path, file: IO[str], explain: bool, unscored: Unscored
) -> Counts:
    writer = csv.writer(file, lineterminator="\n")
    columns = fitted.columns
    own = [] if unscored.identifier is None else [unscored.identifier]
    adds = [f"adds: {name}" for name in (_ORIGIN, *(column.name for column in columns.columns))]
    header = [WRITTEN[0], *own, *WRITTEN[1:], *(adds if explain else [])]
    if twice := next((name for name in header if header.count(name) > 1), None):
        raise InputError(
            f"{path} has a column whose name would stand twice among the scores, {shown(twice)}: "
            "rename it, or leave --explain out."
        )
    writer.writerow(header)
    counts = Counts()
    truth: list[Floats] = []
    scores: dict[str, list[Floats]] = {}
    for part in _watched(_parts(path, columns), "rows scored"):
        first = counts.rows + 1
        rows, known, names = unscored.part(part, str(path), first)
        encoded = fitted.rows(rows, str(path), first)
        unseen = columns.unseen(rows)
        score, parts = fitted.score(encoded, unseen, explain=explain)
        for k, numbers in enumerate(np.column_stack([score, parts]).tolist()):
            scored = numbers[0] == numbers[0]  # no NaN
            one, *added = map(repr, numbers) if scored else [""] * len(numbers)
            flag = int(numbers[0] > 0) if scored else ""
            writer.writerow([first + k, *names[k : k + len(own)], one, flag, *added])
        counts.add(rows, encoded, columns, score, unseen)
        if known is not None:
            there = np.isfinite(score)
            truth.append(known[there])
            for name, values in {
                "this detector": score[there],
                **fitted.controls(encoded[there]),
            }.items():
                scores.setdefault(name, []).append(values)
    if truth:
        joined = {name: np.concatenate(values) for name, values in scores.items()}
        counts.ranking = ranking(np.concatenate(truth), joined, str(path), unscored.labels)
    return counts


def _watched(parts: Iterator[pd.DataFrame], what: str) -> Iterator[pd.DataFrame]:
    """The parts, with a count of the rows on a terminal."""
    with progress_bar(0, what) as bar:
        for part in parts:
            yield part
            bar.update(len(part))
