"""Counts of a table that is scored part by part."""

import numpy as np
import pandas as pd

from rdo.detectors import Columns
from rdo.detectors.counts import Counts


def test_parts_are_added_up() -> None:
    table = pd.DataFrame({"x": ["1", "2", "3", "5"], "c": ["u", "v", "u", ""]})
    columns = Columns.learn(table, "train.csv", missing="fill")
    parts = [
        pd.DataFrame({"x": ["9", "", ""], "c": ["u", "w", ""]}),
        pd.DataFrame({"x": ["2", "7"], "c": ["t", "w"]}),
    ]
    counts = Counts()
    for part, score in zip(parts, ([1.0, -1.0, np.nan], [2.0, -2.0]), strict=True):
        encoded = pd.DataFrame(columns.encode(part, "new.csv"), columns=columns.encoded)
        counts.add(part, encoded, columns, np.array(score), columns.unseen(part))
    assert (counts.rows, counts.anomalies, counts.without_values) == (5, 2, 1)
    assert counts.filled == {"x": 1}
    assert counts.beyond == {"x": 2}
    assert counts.unseen == {"c": (3, ("w", "t"))}


def test_no_more_than_a_thousand_levels_are_remembered() -> None:
    columns = Columns.learn(pd.DataFrame({"c": ["u", "v"] * 2}), "train.csv")
    part = pd.DataFrame({"c": [f"w{k}" for k in range(3_000)]})
    encoded = pd.DataFrame(columns.encode(part, "new.csv"), columns=columns.encoded)
    counts = Counts()
    counts.add(part, encoded, columns, np.zeros(3_000), columns.unseen(part))
    assert counts.unseen["c"] == (3_000, tuple(f"w{k}" for k in range(1_000)))
