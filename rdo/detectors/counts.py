"""What is counted of a table while it is scored, part by part."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.detectors.cells import as_text
from rdo.detectors.columns import Columns

__all__ = ["Counts", "Unseen"]

_REMEMBERED = 1_000  # levels, whose number a message tells


class Unseen(NamedTuple):
    """Cells of a category with levels that no training row has."""

    rows: int
    levels: tuple[str, ...]
    """Which, in their order; of very many the first thousand."""


@dataclass
class Counts:
    """Counts and measures of a table that was scored."""

    rows: int = 0
    anomalies: int = 0
    without_values: int = 0
    """Rows without any value, which have no score."""
    filled: Counter[str] = field(default_factory=Counter)
    """Cells that were filled, by column."""
    beyond: Counter[str] = field(default_factory=Counter)
    """Rows with a number beyond those of the training rows, by column."""
    unseen: dict[str, Unseen] = field(default_factory=dict)
    """By category."""
    ranking: dict[str, tuple[float, float]] = field(default_factory=dict)
    """ROC AUC and average precision by detector, if there were labels."""

    def add(
        self,
        part: pd.DataFrame,
        encoded: pd.DataFrame,
        columns: Columns,
        score: npt.NDArray[np.float64],
        unseen: Mapping[str, npt.NDArray[np.bool_]],
    ) -> None:
        """Count some rows.

        Parameters
        ----------
        part, encoded
            The rows as they are, and as the detector takes them.
        columns
            How the one became the other.
        score
            Of the rows, above 0 where one is flagged, NaN where a row holds nothing.
        unseen
            As :meth:`Columns.unseen` gives it.
        """
        self.rows += len(part)
        self.anomalies += int((score > 0).sum())
        self.without_values += int(np.isnan(score).sum())
        self.filled.update(columns.filled(part))
        self.beyond.update(columns.beyond(encoded.to_numpy()))
        for name, where in unseen.items():
            before = self.unseen.get(name, Unseen(0, ()))
            levels = dict.fromkeys((*before.levels, *as_text(part[name][where])))
            self.unseen[name] = Unseen(before.rows + int(where.sum()), tuple(levels)[:_REMEMBERED])
