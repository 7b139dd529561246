"""What to look at again in the columns of a table that is learned from, in words."""

import shlex

import numpy as np
import pandas as pd

from rdo.detectors.cells import as_numbers, as_text
from rdo.detectors.column import Column
from rdo.detectors.written import look_like_thousands, stands_for_nothing

__all__ = ["hints"]

_LABEL_NAMES = frozenset(
    ("anomalies", "anomalous", "anomaly", "attack", "class", "fraud", "label", "labels", "outlier",
     "outliers", "target", "y")
)  # fmt: skip
_LABEL_CELLS = frozenset(("", "0", "1", "0.0", "1.0", "true", "false", "yes", "no"))
_LEAST_RISING = 20  # steps from row to row, from which on a column that only rises is pointed out


def hints(column: Column, cells: pd.Series, *, labelled: bool) -> list[str]:
    """What a column may be beside what it is read as, and what to do then.

    Parameters
    ----------
    column
        How it is read.
    cells
        Of the training rows, those empty that were said to have no value.
    labelled
        Whether a column of labels was named, so that none is looked for.

    Returns
    -------
    list of str
        A line each: that it looks like labels; that it never turns back from row to row, as numbers
        of rows and clocks do; that its points may part thousands; that a number in it may stand
        for no value.

    Examples
    --------
    >>> import pandas as pd
    >>> from rdo.detectors import Columns
    >>> from rdo.detectors.hints import hints
    >>> table = pd.DataFrame({"flow": ["641", "918", "1.213", "702", "811"]})
    >>> (flow,) = Columns.learn(table, "t").columns
    >>> hints(flow, table["flow"], labelled=False)
    ['1.213 is read with a decimal point: if that parts thousands, write it without']
    """
    found = []
    name = shlex.quote(column.name)
    if not labelled and _looks_like_labels(column.name, cells):
        found.append(
            f"if these are labels, keep them from being learned: --labels {name} or --drop {name}"
        )
    if column.kind != "number":
        return found
    if way := _only_way(cells):
        found.append(
            f"{way} from row to row: if it is a number of the row or a time, leave it out "
            f"(--drop {name}, or --id {name} to have it beside the scores), for later rows lie "
            "beyond all that was learned"
        )
    if text := look_like_thousands([one for one in as_text(cells) if one]):
        found.append(
            f"{text} is read with a decimal point: if that parts thousands, write it without"
        )
    if (repeated := stands_for_nothing(as_numbers(cells)[0])) is not None:
        value, count = repeated
        found.append(
            f"{value:.15g} in {count:,} rows, far from all others: if it stands for no value, here "
            f"and wherever else it is, --na {value:.15g} --missing fill"
        )
    return found


def _looks_like_labels(name: str, cells: pd.Series) -> bool:
    """By its name, and because all cells are 0 or 1, or truth values."""
    if name.lower().removeprefix("is").removeprefix("_") not in _LABEL_NAMES:
        return False
    return {str(cell).strip().lower() for cell in cells} <= _LABEL_CELLS


def _only_way(cells: pd.Series) -> str:
    """``rises`` or ``falls`` if numbers never turn back and mostly move, as clocks do, or empty."""
    values, _ = as_numbers(cells)
    steps = np.diff(values[np.isfinite(values)])
    if len(steps) < _LEAST_RISING or not np.median(steps):
        return ""
    return "rises" if steps.min() >= 0 else "falls" if steps.max() <= 0 else ""
