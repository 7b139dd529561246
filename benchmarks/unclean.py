"""What anomalies among the rows to learn from cost the detectors, on tables with labels.

``python -m benchmarks.unclean`` trains each detector, with its defaults, on the normal rows of one
half of a table and on so many anomalies of that half as make a share of 0, 1 or 5 %, and scores
rows of the other half. No detector is told which rows are anomalies. Normal rows to learn from, and
rows to score, are at most 800, so that every table has enough anomalies for the largest share. With
``--json`` the result alone goes to standard output.
"""

import json
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from sklearn.metrics import average_precision_score, roc_auc_score

from benchmarks.detectors import OTHERS, OURS, TABLES, keep, parser_of, say
from benchmarks.results import Clock
from rdo.datasets import load
from rdo.errors import InputError
from rdo.evaluation import split_halves
from replication.ledger import REPOSITORY

RESULT = REPOSITORY / "results" / "benchmarks" / "unclean.json"
SHARES = (0.0, 0.01, 0.05)
MOST_ROWS = 800

Rows = npt.NDArray[np.float64]
Found = dict[str, dict[str, dict[str, dict[str, list[float]]]]]
"""By table, share, detector and measure, one number per seed."""


def rows_with(name: str, seed: int, share: float, most: int) -> tuple[Rows, Rows, Rows]:
    """Rows to learn from with a share of anomalies, rows to score, and which of these are such.

    Raises
    ------
    InputError
        If the half to learn from has not that many anomalies.
    """
    table = load(name)
    split = split_halves(table.y, seed)
    rng = np.random.default_rng(seed)
    normal, test = (rng.permutation(half)[:most] for half in (split.train, split.test))
    others = np.setdiff1d(np.flatnonzero(table.y), split.test)
    count = round(len(normal) * share / (1 - share))
    if count > len(others):
        raise InputError(
            f"share={share:g}: {name} has {len(others)} anomalies to learn from, and {count} are "
            "needed; give fewer rows."
        )
    train = rng.permutation([*normal, *rng.permutation(others)[:count]])
    return table.X[train], table.X[test], table.y[test]


def measure(tables: Sequence[str], seeds: int, say: Callable[[str], None], most: int) -> Found:
    """ROC AUC and average precision of every detector, for every share."""
    found: Found = {}
    for table in tables:
        for share in SHARES:
            for seed in range(seeds):
                train, test, truth = rows_with(table, seed, share, most)
                for name, scorer in {**OURS, **OTHERS}.items():
                    scores = scorer(train, test, seed)
                    row = {
                        "roc_auc": roc_auc_score(truth, scores),
                        "average_precision": average_precision_score(truth, scores),
                    }
                    kept = found.setdefault(table, {}).setdefault(f"{share:g}", {})
                    for measure_, value in row.items():
                        kept.setdefault(name, {}).setdefault(measure_, []).append(
                            round(float(value), 4)
                        )
                    say(f"{table:14} {share:5.0%} {seed} {name:18} {json.dumps(row)}")
    return found


def summary(found: Found) -> dict[str, dict[str, float]]:
    """Mean ROC AUC over tables and seeds, by detector and share."""
    first = next(iter(found.values()))
    shares, names = list(first), sorted(first["0"])
    return {
        name: {
            share: round(
                float(np.mean([np.mean(rows[share][name]["roc_auc"]) for rows in found.values()])),
                4,
            )
            for share in shares
        }
        for name in names
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and store."""
    parser = parser_of(__doc__, TABLES, seeds=5, rows=MOST_ROWS, out=RESULT)
    options = parser.parse_args(arguments)
    clock = Clock()
    found = measure(options.tables, options.seeds, say, options.rows)
    keep(clock, options, {"tables": found, "mean": summary(found)}, "benchmarks.unclean")


if __name__ == "__main__":
    main()
