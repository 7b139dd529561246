"""The numbers of the page on one's own table."""

import numpy as np

from rdo.datasets import load
from rdo.evaluation import split_halves
from replication.kit.anomaly.pages import PAPER
from replication.kit.labels import METHODS
from tests.notebooks.stated import Check, equal, mean, true


def _rows_and_columns() -> tuple[int, int]:
    table = load("arrhythmia")
    return len(split_halves(table.y, 0).train), table.X.shape[1]


STATED: dict[str, Check] = {
    "30 measures of the cells": equal(30, lambda: load("breast_cancer").X.shape[1]),
    "one of the four tables of": equal(4, lambda: len(PAPER)),
    "with 274 columns for 193 rows to learn from": true(lambda: _rows_and_columns() == (193, 274)),
    "its F1 is above that of every method": true(
        lambda: (
            mean("table1", "arrhythmia", "isolation_forest", "f1")
            > np.max([mean("table1", "arrhythmia", method, "f1") for method in METHODS])
        )
    ),
}

DEFINED = (
    "Three lines, or one command",
    "## Three lines",
    "the row of all medians has the score 0",
    "A score above 0 is flagged",
)
