"""The numbers of the page on one's own table."""

import json
from typing import Any

import numpy as np

import rdo.detectors.dagmm as module
from rdo.datasets import load
from rdo.detectors import RaDOGAGADetector
from rdo.detectors.threshold import share_of
from rdo.evaluation import split_halves
from rdo.models import DAGMM, Architecture
from replication.kit.anomaly.pages import PAPER
from replication.kit.labels import METHODS
from replication.ledger import REPOSITORY
from tests.notebooks.stated import Check, equal, mean, true


def _rows_and_columns() -> tuple[int, int]:
    table = load("arrhythmia")
    return len(split_halves(table.y, 0).train), table.X.shape[1]


def _kept(name: str) -> dict[str, Any]:
    path = REPOSITORY / "results" / "benchmarks" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _area(detector: str, table: str | None = None) -> float:
    kept = _kept("detectors")
    if table is None:
        return float(kept["mean"][detector]["roc_auc"])
    return float(np.mean(kept["tables"][table][detector]["roc_auc"]))


def _others() -> list[str]:
    return [name for name in _kept("detectors")["mean"] if name not in ("radogaga", "dagmm")]


def _seconds(detectors: list[str]) -> list[float]:
    return [_kept("detectors")["mean"][name]["seconds"] for name in detectors]


def _kinds() -> int:
    return len(_kept("made_anomalies")["mean"]["radogaga"]) - 1  # and their mean


STATED: dict[str, Check] = {
    "5 % if you say nothing": equal(0.05, lambda: share_of(RaDOGAGADetector().contamination)),
    "30 measures of the cells": equal(30, lambda: load("breast_cancer").X.shape[1]),
    "one of the four tables of": equal(4, lambda: len(PAPER)),
    "On six tables with labels": equal(6, lambda: len(_kept("detectors")["tables"])),
    "at most 3,000 rows of each": equal(3_000, lambda: _kept("detectors")["rows"]),
    "a mean over five splits": equal(5, lambda: _kept("detectors")["seeds"]),
    "the last six detectors are PyOD's": equal(
        6, lambda: sum(name.startswith("pyod") for name in _kept("detectors")["mean"])
    ),
    "ahead of the isolation forest": true(
        lambda: _area("radogaga") > _area("isolation_forest") + 0.005
    ),
    "level with the best of the others, nearest neighbours": true(
        lambda: (
            max(_others(), key=_area) == "pyod_knn"
            and abs(_area("radogaga") - _area("pyod_knn")) < 0.01
        )
    ),
    "DAGMMDetector is level with the isolation forest": true(
        lambda: abs(_area("dagmm") - _area("isolation_forest")) < 0.005
    ),
    "The others take a small part of their time": true(
        lambda: max(_seconds(_others())) < 0.3 * min(_seconds(["radogaga", "dagmm"]))
    ),
    "on the digits nearest neighbours are far ahead": true(
        lambda: _area("pyod_knn", "digits") > _area("radogaga", "digits") + 0.05
    ),
    "as here the last two, some are zero, and it ranks nothing": equal(
        0.5,
        lambda: [
            rows["pyod_pca"]["roc_auc"] for rows in [*_kept("detectors")["tables"].values()][-2:]
        ],
    ),
    "normal rows of eight tables": equal(8, lambda: len(_kept("made_anomalies")["tables"])),
    "changed them in six ways": equal(6, _kinds),
    "six of the eight tables are those above": equal(
        6, lambda: len({*_kept("made_anomalies")["tables"]} & {*_kept("detectors")["tables"]})
    ),
    "a hundredth of its paper's where columns have variance 1": equal(
        0.01, lambda: module._ENERGY / DAGMM(Architecture(4, (8,), 2, 2)).lambda1.item()
    ),
    "with 274 columns for 193 rows to learn from": true(lambda: _rows_and_columns() == (193, 274)),
    "its F1 is above that of every network": true(
        lambda: [
            mean("table1", "arrhythmia", "isolation_forest", "f1")
            > np.max(
                [
                    mean(table, "arrhythmia", method, "f1", variant)
                    for table in ("table1", "table4")
                    for variant in ("", "glorot")
                    for method in METHODS
                    if not (variant and method == "dagmm")
                ]
            )
        ]
    ),
}

DEFINED = (
    "and 0 is the threshold: higher is less normal",
    "Three lines, or one command",
    "## Three lines",
    "of the training rows has the",
    "score 0",
    "The first column after `anomaly`",
    "A score above 0 is flagged",
    "counts the rows below the header, from 1 on",
    "normal rows of one half",
    "they score the other half",
    "half of the columns taken from another row",
    "a tenth of the columns drawn",
    "one column far off",
    "all columns twice as far",
)
