"""What is pointed out of a column."""

import re

import numpy as np
import pandas as pd
import pytest

from rdo.detectors import Columns
from rdo.detectors.hints import hints


def said(name: str, cells: list[str], *, labelled: bool = False) -> str:
    table = pd.DataFrame({name: cells})
    (column,) = Columns.learn(table, "t").columns
    return "\n".join(hints(column, table[name], labelled=labelled))


RNG = np.random.default_rng(0)
HEAT = [f"{value:.2f}" for value in RNG.normal(20, 2, 60)]


@pytest.mark.parametrize(
    ("name", "cells", "told"),
    [
        ("heat", HEAT, ""),
        ("is_fraud", ["0", "1", "0", "0"] * 5, "--labels is_fraud or --drop is_fraud"),
        ("at", [str(3 * k + k % 2) for k in range(30)], "rises from row to row: .*--id at"),
        ("at", [str(-7 * k) for k in range(30)], "falls from row to row"),
        ("my flow", [*HEAT, "-999", "-999.0", "-999"], "-999 in 3 rows, .*--na -999 --missing"),
        ("level", [*HEAT, *["9999999"] * 3], "--na 9999999 --missing fill"),
        ("flow", ["641", "918", "1.213", "702"] * 5, "1.213 is read with a decimal point"),
        ("colour", ["red", "blue"] * 5, ""),
    ],
)
def test_what_a_column_may_be_is_said(name: str, cells: list[str], told: str) -> None:
    found = said(name, cells)
    assert re.search(told, found) if told else not found


def test_labels_are_not_looked_for_where_they_are_named() -> None:
    assert "labels" not in said("y", ["0", "1", "0", "1", "1", "0"], labelled=True)
