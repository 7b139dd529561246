"""The detectors on anomalies that we make from normal rows, by which defaults are chosen.

``python -m benchmarks.made_anomalies`` trains each on normal rows of a table and asks how well it
tells other normal rows from the same rows after a change. Labels serve to leave the anomalies of a
table out, and no more: what was chosen by these numbers was not chosen by those of
:mod:`benchmarks.detectors`. With ``--json`` the result alone goes to standard output.

============  ======================================================================
``shuffled``  every column drawn by itself from its training values
``half``      half of the columns taken from another row
``few``       a tenth of the columns, at least one, drawn from their training values
``noise``     half a standard deviation of noise in each column
``far``       one column moved by four standard deviations
``twice``     twice as far from the row of all columns' medians
============  ======================================================================
"""

import json
import time
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sklearn.datasets import load_diabetes, load_wine
from sklearn.metrics import roc_auc_score

from benchmarks.detectors import (
    NO_PYOD,
    OTHERS,
    OURS,
    PYOD,
    Problem,
    Rows,
    Scorer,
    has_pyod,
    keep,
    parser_of,
    say,
)
from benchmarks.detectors import TABLES as WITH_LABELS
from benchmarks.results import Clock
from replication.ledger import REPOSITORY

RESULT = REPOSITORY / "results" / "benchmarks" / "made_anomalies.json"
OF_SKLEARN = {"wine": load_wine, "diabetes": load_diabetes}
TABLES = (*WITH_LABELS, *OF_SKLEARN)
MOST_ROWS = 3_000
NEIGHBOURS = ("pyod_knn", "pyod_lof")


def normal_rows(name: str, seed: int, most: int = MOST_ROWS) -> tuple[Rows, Rows]:
    """Normal rows to train on, and others to change; of tables without anomalies a third."""
    if name not in OF_SKLEARN:
        problem = Problem.of(name, seed, most)
        return problem.train, problem.test[~problem.anomalous]
    rows = np.random.default_rng(seed).permutation(OF_SKLEARN[name]().data)
    return rows[len(rows) // 3 :], rows[: len(rows) // 3]


def made(train: Rows, rows: Rows, rng: np.random.Generator) -> dict[str, Rows]:
    """The rows after each kind of change, ``(n, M)`` each."""
    n, m = rows.shape
    deviation = train.std(0)
    drawn = np.take_along_axis(train, rng.integers(0, len(train), (n, m)), axis=0)
    half = rng.random((n, m)) < 0.5
    few = rng.random((n, m)) < 0.1
    few[np.arange(n), rng.integers(0, m, n)] = True
    one = np.zeros((n, m), dtype=bool)
    one[np.arange(n), rng.choice(np.flatnonzero(deviation > 0), n)] = True
    return {
        "shuffled": drawn,
        "half": np.where(half, rows, rng.permutation(rows)),
        "few": np.where(few, drawn, rows),
        "noise": rows + 0.5 * deviation * rng.normal(size=(n, m)),
        "far": np.where(one, rows + 4 * deviation * rng.choice([-1, 1], (n, m)), rows),
        "twice": 2 * rows - np.median(train, axis=0),
    }


def areas(
    scorer: Scorer, train: Rows, rows: Rows, changed: Mapping[str, Rows], seed: int
) -> dict[str, float]:
    """ROC AUC of rows that were changed against those that were not, by kind of change."""
    whole = scorer(train, np.concatenate([rows, *changed.values()]), seed)
    own, *others = np.split(whole, 1 + len(changed))
    labels = np.repeat([0, 1], len(rows))
    return {
        kind: round(float(roc_auc_score(labels, np.concatenate([own, one]))), 4)
        for kind, one in zip(changed, others, strict=True)
    }


def measure(
    tables: Sequence[str], seeds: int, say: Callable[[str], None], most: int = MOST_ROWS
) -> dict[str, dict[str, list[dict[str, float]]]]:
    """Areas and seconds: by table and detector, one entry per seed."""
    scorers: dict[str, Scorer] = {**OURS, **OTHERS}
    if has_pyod():
        scorers |= {name: PYOD[name] for name in NEIGHBOURS if name in PYOD}
    else:
        say(NO_PYOD)
    found: dict[str, dict[str, list[dict[str, float]]]] = {}
    for table in tables:
        for seed in range(seeds):
            train, rows = normal_rows(table, seed, most)
            changed = made(train, rows, np.random.default_rng(seed + 1))
            for name, scorer in scorers.items():
                started = time.perf_counter()
                row = areas(scorer, train, rows, changed, seed)
                row["seconds"] = round(time.perf_counter() - started, 2)
                found.setdefault(table, {}).setdefault(name, []).append(row)
                say(f"{table:14} {seed} {name:18} {json.dumps(row)}")
    return found


def summary(
    found: Mapping[str, Mapping[str, Sequence[Mapping[str, float]]]],
) -> dict[str, dict[str, float]]:
    """Each detector's mean over tables and seeds, by kind of change, and of all kinds."""
    result: dict[str, dict[str, float]] = {}
    for name in sorted({name for rows in found.values() for name in rows}):
        kinds = [kind for kind in next(iter(found.values()))[name][0] if kind != "seconds"]
        means = {
            kind: float(
                np.mean([np.mean([row[kind] for row in rows[name]]) for rows in found.values()])
            )
            for kind in kinds
        }
        result[name] = {k: round(v, 4) for k, v in means.items()}
        result[name]["mean"] = round(float(np.mean(list(means.values()))), 4)
    return result


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and store."""
    options = parser_of(__doc__, TABLES, seeds=1, rows=MOST_ROWS, out=RESULT).parse_args(arguments)
    clock = Clock()
    found = measure(options.tables, options.seeds, say, options.rows)
    result = {"tables": found, "mean": summary(found)}
    keep(clock, options, result, "benchmarks.made_anomalies")


if __name__ == "__main__":
    main()
