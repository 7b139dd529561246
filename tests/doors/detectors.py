"""The detectors' parameters, which are checked in fit; tables are checked by scikit-learn."""

from typing import Any

import numpy as np
import pandas as pd

from rdo import detectors
from rdo.detectors.report import Agreement
from tests.doors.values import BAD, NO_NUMBER, door

BAD |= {
    f"{kind} or None": [value for value in BAD[kind] if value is not None]
    for kind in ("count", "positive", "seed", "widths")
}
BAD["contamination"] = [*NO_NUMBER, -0.1, 0.6, "Auto"]
BAD["row of two"] = [*NO_NUMBER, -1, 2, 0.0, 1.5]

X = np.random.default_rng(0).random((12, 3))
SHARED: dict[str, Any] = {
    "n_latent": (1, "count or None"),
    "hidden": ((3,), "widths or None"),
    "n_components": (1, "count or None"),
    "n_replicas": (1, "count"),
    "max_steps": (1, "count"),
    "batch_size": (4, "count"),
    "learning_rate": (1e-3, "positive"),
    "validation_fraction": (0.1, "share"),
    "patience": (1, "count"),
    "contamination": (0.1, "contamination"),
    "random_state": (0, "seed or None"),
    "device": ("cpu", "device"),
    "verbose": (False, "flag"),
}
TABLE = pd.DataFrame(X, columns=["a", "b", "c"])
COLUMNS = detectors.Columns.learn(TABLE, "rows")
EXPLANATION = detectors.Explanation(np.ones((2, 3)), np.ones((2, 3)), np.full(2, 6.0), ("a",) * 3)

REPORT = detectors.Report(
    "x", 9, 2, ("c",), 1, 0.5, 0, 1.0, "", 0.1, {"untrained": Agreement(0.5, 0.1)}
)


def radogaga(**given: Any) -> None:
    detectors.RaDOGAGADetector(**given).fit(X)


def dagmm(**given: Any) -> None:
    detectors.DAGMMDetector(**given).fit(X)


def plotted(row: Any, most: Any) -> None:
    EXPLANATION.plot(row, most=most).figure.clear()


def learned(table: Any, missing: Any) -> None:
    detectors.Columns.learn(table, "rows", missing=missing)


def encoded(table: Any, first: Any) -> None:
    COLUMNS.encode(table, "rows", first)


def ignored(table: Any) -> None:
    COLUMNS.ignoring(["d"], table, "rows")


DOORS = [
    door(learned, "Columns.learn", table=(TABLE, "object"), missing=("refuse", "choice")),
    door(encoded, "Columns.encode", table=(TABLE, "object"), first=(1, "whole")),
    door(COLUMNS.beyond, "Columns.beyond", encoded=(COLUMNS.encode(TABLE, "rows"), "pairs")),
    door(COLUMNS.filled, "Columns.filled", table=(TABLE, "object")),
    door(COLUMNS.unseen, "Columns.unseen", table=(TABLE, "object")),
    door(COLUMNS.without_values, "Columns.without_values", table=(TABLE, "object")),
    door(ignored, "Columns.ignoring", table=(TABLE.assign(d=1), "object")),
    door(detectors.Columns.from_json, "Columns.from_json", document=(COLUMNS.to_json(), "object")),
    door(detectors.Report.from_json, "Report.from_json", document=(REPORT.to_json(), "object")),
    door(
        radogaga,
        "RaDOGAGADetector",
        h=("log", "choice"),
        lambda1=(1.0, "positive or None"),
        lambda2=(1.0, "positive or None"),
        **SHARED,
    ),
    door(dagmm, "DAGMMDetector", **SHARED),
    door(plotted, "Explanation.plot", row=(0, "row of two"), most=(2, "count")),
]
