"""Outliers of a table in a file, by a detector fitted on another: what ``rdo detect`` does."""

import csv
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score

from rdo.detectors.base import MixtureDetector
from rdo.detectors.cells import as_numbers, as_text
from rdo.detectors.columns import Columns, refuse_learned
from rdo.detectors.model_file import load_model, save_model
from rdo.detectors.table_files import read_rows
from rdo.errors import InputError, shown
from rdo.training.progress import progress_bar

__all__ = ["Beside", "Fitted", "Flagged", "check_table_file", "detect", "ignoring"]

_ORIGIN = "most normal row"
_WRITTEN = ("row", "score", "anomaly")


@dataclass(frozen=True)
class Fitted:
    """A detector with the columns that its rows are read by."""

    detector: MixtureDetector
    columns: Columns

    @classmethod
    def learn(
        cls, detector: MixtureDetector, table: pd.DataFrame, where: str, columns: Columns
    ) -> "Fitted":
        """Fit a detector on the rows of a table."""
        rows = pd.DataFrame(columns.encode(table, where), columns=columns.encoded)
        return cls(detector.fit(rows), columns)

    def save(self, path: str | Path) -> None:
        """Keep it in a file; see :func:`rdo.detectors.model_file.save_model`."""
        save_model(self.detector, self.columns, path)

    @classmethod
    def load(cls, path: str | Path) -> "Fitted":
        """Read it from a file; see :func:`rdo.detectors.model_file.load_model`."""
        return cls(*load_model(path))

    def controls(self, X: pd.DataFrame) -> dict[str, npt.NDArray[np.float64]]:
        """Scores of simpler methods, higher for normal rows; none of a detector from a file."""
        return self.detector.control_scores(X) if self.detector.report_.controls else {}

    def rows(self, part: pd.DataFrame, where: str, first: int) -> pd.DataFrame:
        """Rows of another table as the detector takes them."""
        return pd.DataFrame(self.columns.encode(part, where, first), columns=self.columns.encoded)


@dataclass(frozen=True)
class Flagged:
    """What was written."""

    rows: int
    anomalies: int
    ranking: dict[str, tuple[float, float]]
    """ROC AUC and average precision by detector, if there were labels."""
    filled: dict[str, int]
    """Cells that were filled, by column."""
    beyond: dict[str, int]
    """Rows with a number beyond those of the training rows, by column."""


@dataclass(frozen=True)
class Beside:
    """Columns of the table to score that are not scored, by name; None where there is none."""

    labels: str | None = None
    """With 1 for anomalies and 0 for others."""
    identifier: str | None = None
    """What names the rows: it is written beside the scores."""

    def __post_init__(self) -> None:
        if self.identifier in _WRITTEN:
            raise InputError(
                f"id={self.identifier!r}: the scores have a column of that name; rename it."
            )

    def taken_from(self, part: pd.DataFrame, where: str, first: int) -> "_Apart":
        """These columns of some rows, and the others.

        Raises
        ------
        InputError
            If there is no such column, or a label is neither 0 nor 1.
        """
        for option, name in self.options().items():
            if name not in part.columns:
                raise InputError(f"{option}={shown(name)}: {where} has no such column.")
        truth = None if self.labels is None else _truth(part[self.labels], where, first)
        names = None if self.identifier is None else as_text(part[self.identifier])
        left = part.drop(columns=list({*self.options().values()}))
        return _Apart(left, truth, [""] * len(part) if names is None else names.tolist())

    def options(self) -> dict[str, str]:
        """The names that were given, by the option that gives them."""
        named = {"labels": self.labels, "id": self.identifier}
        return {option: name for option, name in named.items() if name is not None}


_NOTHING = Beside()


class _Apart(NamedTuple):
    rows: pd.DataFrame
    truth: npt.NDArray[np.float64] | None
    names: list[Any]


def detect(
    fitted: Fitted,
    path: str | Path,
    out: str | Path,
    *,
    explain: bool = False,
    beside: Beside = _NOTHING,
) -> Flagged:
    """Score the rows of a table, some at a time, and write scores and flags.

    The file has one line per row: its number, 1 for the first below the header, its name if a
    column has one, its score, the ``decision_function`` with the other sign, so that what is above
    0 is flagged, and 1 or 0 in the column ``anomaly``. With ``explain`` it also has the score of
    the most normal training row, and what each column adds to that. It is written whole or not at
    all.

    Parameters
    ----------
    fitted
        The detector.
    path, out
        Tables: that to score, and where to write.
    explain
        Whether to write contributions.
    beside
        Columns that are not scored.

    Raises
    ------
    InputError
        If a table cannot be read or written, its columns are not those of the training rows, or
        labels are neither 0 nor 1, or all the same.
    """
    target = Path(out)
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            flagged = _write(fitted, path, file, explain, beside)
        temporary.replace(target)
    except OSError as error:
        raise InputError(f"cannot write {out}: {error.strerror or error}.") from None
    finally:
        with suppress(OSError):
            temporary.unlink()
    return flagged


def check_table_file(columns: Columns, path: str | Path, beside: Beside = _NOTHING) -> None:
    """Raise :class:`InputError` if the first rows of a table cannot be scored, or are learned from.

    Parameters
    ----------
    columns
        Those of the training rows.
    path, beside
        As for :func:`detect`.
    """
    for option, name in beside.options().items():
        refuse_learned(columns, option, name)
    first = next(iter(read_rows(path)))
    columns.encode(beside.taken_from(first, str(path), 1).rows, str(path))


def ignoring(columns: Columns, names: Sequence[str], path: str | Path) -> Columns:
    """What :meth:`Columns.ignoring` gives for a table in a file."""
    return columns.ignoring(names, next(iter(read_rows(path, 1))), str(path))


def _write(
    fitted: Fitted, path: str | Path, file: IO[str], explain: bool, beside: Beside
) -> Flagged:
    writer = csv.writer(file, lineterminator="\n")
    named = [
        f"adds: {name}" for name in (_ORIGIN, *(column.name for column in fitted.columns.columns))
    ]
    own = [] if beside.identifier is None else [beside.identifier]
    writer.writerow([_WRITTEN[0], *own, *_WRITTEN[1:], *(named if explain else [])])
    rows = anomalies = 0
    filled: Counter[str] = Counter()
    beyond: Counter[str] = Counter()
    truth: list[npt.NDArray[np.float64]] = []
    scores: dict[str, list[npt.NDArray[np.float64]]] = {}
    for part in _watched(read_rows(path)):
        kept, known, names = beside.taken_from(part, str(path), rows + 1)
        X = fitted.rows(kept, str(path), rows + 1)
        filled.update(fitted.columns.filled(kept))
        score = -fitted.detector.decision_function(X)
        beyond.update(fitted.columns.beyond(X.to_numpy()))
        anomalous = score > 0
        shares = _contributions(fitted, X) if explain else np.empty((len(X), 0))
        for k in range(len(X)):
            numbers = [repr(float(value)) for value in (score[k], *shares[k])]
            called = names[k : k + len(own)]
            writer.writerow([rows + k + 1, *called, numbers[0], int(anomalous[k]), *numbers[1:]])
        rows += len(X)
        anomalies += int(anomalous.sum())
        if known is not None:
            truth.append(known)
            scores.setdefault("this detector", []).append(score)
            for name, normal in fitted.controls(X).items():
                scores.setdefault(name, []).append(-normal)
    ranking = _ranking(np.concatenate(truth), scores, str(path), beside.labels) if truth else {}
    return Flagged(rows, anomalies, ranking, dict(filled), dict(beyond))


def _watched(parts: Iterator[pd.DataFrame]) -> Iterator[pd.DataFrame]:
    """The parts, with a count of the rows on a terminal."""
    with progress_bar(0, "rows scored") as bar:
        for part in parts:
            yield part
            bar.update(len(part))


def _contributions(fitted: Fitted, X: pd.DataFrame) -> npt.NDArray[np.float64]:
    """The most normal training row's score, and what each column adds to it, ``(n, 1 + M)``.

    A category adds what its levels do together.
    """
    found = fitted.detector.explain(X)
    widths = [len(column.encoded) for column in fitted.columns.columns]
    begins = np.cumsum([0, *widths[:-1]])
    added = np.add.reduceat(-(found.residual + found.latent), begins, axis=1)
    origin = np.full((len(X), 1), fitted.detector.offset_)
    return np.concatenate([origin, added], axis=1)


def _truth(cells: pd.Series, where: str, first: int) -> npt.NDArray[np.float64]:
    values, wrong = as_numbers(cells)
    wrong |= ~np.isin(values, (0, 1))
    if wrong.any():
        row = int(wrong.argmax())
        raise InputError(
            f"{where} holds {shown(cells.iloc[row])} in row {row + first}, column "
            f"{shown(cells.name)}; labels are 1 for anomalies and 0 for other rows."
        )
    return values


def _ranking(
    truth: npt.NDArray[np.float64],
    scores: dict[str, list[npt.NDArray[np.float64]]],
    where: str,
    labels: str | None,
) -> dict[str, tuple[float, float]]:
    if truth.min() == truth.max():
        raise InputError(
            f"{where} has the label {truth[0]:.0f} in every row of {shown(labels)}: "
            "there is nothing to rank."
        )
    return {
        name: (
            float(roc_auc_score(truth, np.concatenate(parts))),
            float(average_precision_score(truth, np.concatenate(parts))),
        )
        for name, parts in scores.items()
    }
