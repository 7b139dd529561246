"""Columns of a table that are neither learned nor scored: labels, and what names the rows."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score

from rdo.detectors.cells import as_numbers, as_text, as_truths
from rdo.errors import InputError, shown

__all__ = ["WRITTEN", "Parted", "Unscored", "ranking", "refuse_alike", "truth_of"]

Floats = npt.NDArray[np.float64]

WRITTEN = ("row", "score", "anomaly")
"""Columns that are written for every row."""


class Parted(NamedTuple):
    """Rows of a table in two."""

    rows: pd.DataFrame
    """The columns that are scored."""
    truth: Floats | None
    """Labels, 1 for anomalies and 0 for others, ``(n,)``, if there is such a column."""
    names: list[Any]
    """Of the rows, empty text where no column has them."""


@dataclass(frozen=True)
class Unscored:
    """Columns of the table to score that are not scored, by name; None where there is none."""

    labels: str | None = None
    """With 1 for anomalies and 0 for others, or truth values."""
    identifier: str | None = None
    """What names the rows: it is written beside the scores."""

    def __post_init__(self) -> None:
        if self.identifier in WRITTEN:
            raise InputError(
                f"id={self.identifier!r}: the scores have a column of that name; rename it."
            )

    def part(self, table: pd.DataFrame, where: str, first: int) -> Parted:
        """Rows of a table without these columns, and the columns.

        Parameters
        ----------
        table
            The rows.
        where, first
            What messages call the table, and the number of its first row.

        Raises
        ------
        InputError
            If there is no such column, or a label is no truth value.
        """
        for option, name in self.options().items():
            if name not in table.columns:
                raise InputError(f"{option}={shown(name)}: {where} has no such column.")
        truth = None if self.labels is None else truth_of(table[self.labels], where, first)
        names = None if self.identifier is None else as_text(table[self.identifier])
        left = table.drop(columns=list({*self.options().values()}))
        return Parted(left, truth, [""] * len(table) if names is None else names.tolist())

    def options(self) -> dict[str, str]:
        """The names that were given, by the option that gives them."""
        named = {"labels": self.labels, "id": self.identifier}
        return {option: name for option, name in named.items() if name is not None}


def truth_of(cells: pd.Series, where: str, first: int) -> Floats:
    """Labels as 1 and 0, ``(n,)``, from numbers or from true and false, yes and no.

    Raises
    ------
    InputError
        If a cell is none of these.
    """
    values, wrong = as_numbers(cells)
    truths, no_truth = as_truths(cells)
    if np.isfinite(truths).sum() > np.isfinite(values).sum():
        values, wrong = truths, no_truth
    wrong = wrong | ~np.isin(values, (0, 1))
    if wrong.any():
        row = int(wrong.argmax())
        raise InputError(
            f"{where} holds {shown(cells.iloc[row])} in row {row + first}, column "
            f"{shown(cells.name)}; labels are 1 for anomalies and 0 for other rows, or true and "
            "false, or yes and no."
        )
    return values


def refuse_alike(label: float | None, where: str, labels: str | None) -> None:
    """Raise :class:`InputError` for a table of a single label, None for one without any."""
    only = "no row with a score" if label is None else f"the label {label:.0f} in every row"
    raise InputError(f"{where} has {only} of {shown(labels)}: there is nothing to rank.")


def ranking(
    truth: Floats, scores: dict[str, Floats], where: str, labels: str | None
) -> dict[str, tuple[float, float]]:
    """ROC AUC and average precision of scores, higher for anomalies, by detector.

    Raises
    ------
    InputError
        If all labels are the same.
    """
    if len(set(truth.tolist())) < 2:
        refuse_alike(float(truth[0]) if len(truth) else None, where, labels)
    return {
        name: (float(roc_auc_score(truth, one)), float(average_precision_score(truth, one)))
        for name, one in scores.items()
    }
