"""The detectors with their defaults against Isolation Forest and PyOD's, on tables with labels.

``python -m benchmarks.detectors`` trains each on the same rows, scores the same others, and keeps
ROC AUC, average precision and seconds. Labels judge alone: no detector sees them, and the defaults
were chosen without them, by :mod:`benchmarks.made_anomalies`. PyOD is optional. With ``--json`` the
result alone goes to standard output.

Rows to train on are the normal ones of one half of a table and rows to score the other half, as in
the papers' runs, each at most 20,000, drawn at random: the nearest neighbours of PyOD take hours on
more. PyOD's detectors see columns of mean 0 and variance 1, as its own examples have it; PCA
sees none that are constant in training, of which it makes scores that are no numbers.
"""

import argparse
import importlib.util
import inspect
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.preprocessing import StandardScaler

from benchmarks.results import Clock
from rdo.datasets import load
from rdo.detectors import DAGMMDetector, RaDOGAGADetector
from rdo.evaluation import split_halves
from replication.ledger import REPOSITORY

RESULT = REPOSITORY / "results" / "benchmarks" / "detectors.json"
TABLES = ("breast_cancer", "digits", "thyroid", "arrhythmia", "kddcup", "kddcup_rev")
NO_PYOD = "PyOD is not installed and is left out: pip install -e '.[peers]' brings it."
MOST_ROWS = 20_000

Rows = npt.NDArray[np.float64]
Scorer = Callable[[Rows, Rows, int], npt.NDArray[np.float64]]
"""From rows to train on, rows to score and a seed to scores, higher for anomalies."""
Found = dict[str, dict[str, dict[str, list[float]]]]


@dataclass(frozen=True)
class Problem:
    """One split of a table."""

    train: Rows
    test: Rows
    anomalous: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, name: str, seed: int, most: int = MOST_ROWS) -> "Problem":
        """The split of a seed."""
        table = load(name)
        split = split_halves(table.y, seed)
        rng = np.random.default_rng(seed)
        train, test = (rng.permutation(half)[:most] for half in (split.train, split.test))
        return cls(table.X[train], table.X[test], table.y[test].astype(bool))


def _ours(kind: type[RaDOGAGADetector] | type[DAGMMDetector]) -> Scorer:
    return lambda train, test, seed: -kind(random_state=seed).fit(train).score_samples(test)


def _forest(train: Rows, test: Rows, seed: int) -> npt.NDArray[np.float64]:
    return np.asarray(-IsolationForest(random_state=seed).fit(train).score_samples(test))


def _pyod(module: str, name: str, *, constant: bool = True, **options: Any) -> Scorer:
    """A detector of PyOD; a seed and the number of columns are told to those that take them.

    With ``constant=False`` it does not see columns that are constant in training.
    """

    def score(train: Rows, test: Rows, seed: int) -> npt.NDArray[np.float64]:
        kind = getattr(importlib.import_module(f"pyod.models.{module}"), name)
        takes = inspect.signature(kind).parameters
        seen = np.full(train.shape[1], True) if constant else np.ptp(train, axis=0) > 0
        told = {"random_state": seed, "n_features": int(seen.sum())}
        own = {key: value for key, value in told.items() if key in takes}
        scaler = StandardScaler().fit(train[:, seen])
        detector = kind(**own, **options).fit(scaler.transform(train[:, seen]))
        scores = np.asarray(detector.decision_function(scaler.transform(test[:, seen])))
        # ECOD's are infinite where a column was constant in training and is not in testing.
        return np.where(np.isposinf(scores), np.finfo(scores.dtype).max, scores)

    return score


OURS: Mapping[str, Scorer] = {"radogaga": _ours(RaDOGAGADetector), "dagmm": _ours(DAGMMDetector)}
OTHERS: Mapping[str, Scorer] = {"isolation_forest": _forest}
PYOD: Mapping[str, Scorer] = {
    "pyod_ecod": _pyod("ecod", "ECOD"),
    "pyod_knn": _pyod("knn", "KNN"),
    "pyod_lof": _pyod("lof", "LOF"),
    "pyod_pca": _pyod("pca", "PCA", constant=False),
    "pyod_deep_svdd": _pyod("deep_svdd", "DeepSVDD", verbose=0),
    "pyod_autoencoder": _pyod("auto_encoder", "AutoEncoder", verbose=0),
}


def has_pyod() -> bool:
    """Whether PyOD is installed."""
    return importlib.util.find_spec("pyod") is not None


def measure(
    tables: Sequence[str],
    seeds: int,
    say: Callable[[str], None],
    most: int = MOST_ROWS,
    detectors: Sequence[str] = (),
) -> Found:
    """ROC AUC, average precision and seconds: by table, detector and measure, one per seed."""
    scorers = {**OURS, **OTHERS, **(PYOD if has_pyod() else {})}
    if not has_pyod():
        say(NO_PYOD)
    scorers = {name: scorer for name, scorer in scorers.items() if name in (detectors or scorers)}
    found: Found = {}
    for table in tables:
        for seed in range(seeds):
            problem = Problem.of(table, seed, most)
            for name, scorer in scorers.items():
                started = time.perf_counter()
                scores = scorer(problem.train, problem.test, seed)
                seconds = time.perf_counter() - started
                row = {
                    "roc_auc": roc_auc_score(problem.anomalous, scores),
                    "average_precision": average_precision_score(problem.anomalous, scores),
                    "seconds": seconds,
                }
                for measure_, value in row.items():
                    kept = found.setdefault(table, {}).setdefault(name, {})
                    kept.setdefault(measure_, []).append(round(float(value), 4))
                say(f"{table:14} {seed} {name:18} {json.dumps(row)}")
    return found


def earlier(options: argparse.Namespace) -> dict[str, Any]:
    """The result at ``--out``, if what is measured now can stand beside it; else ends here."""
    result: dict[str, Any] = json.loads(options.out.read_text(encoding="utf-8"))
    there = result["seeds"], result["rows"], sorted(result["tables"])
    if there != (options.seeds, options.rows, sorted(options.tables)):
        sys.exit(
            f"{options.out} has {there[0]} seeds, at most {there[1]} rows and the tables "
            f"{', '.join(there[2])}: ask for the same, or measure all detectors."
        )
    return result


def summary(
    found: Mapping[str, Mapping[str, Mapping[str, Sequence[float]]]],
) -> dict[str, dict[str, float]]:
    """Each detector's mean over the tables of the mean over the seeds."""
    names = {name for rows in found.values() for name in rows}
    return {
        name: {
            measure_: round(
                float(np.mean([np.mean(rows[name][measure_]) for rows in found.values()])), 4
            )
            for measure_ in ("roc_auc", "average_precision", "seconds")
        }
        for name in sorted(names)
    }


def parser_of(
    description: str | None, tables: Sequence[str], *, seeds: int, rows: int, out: Path
) -> argparse.ArgumentParser:
    """The words that a comparison of detectors takes, with what it does without them."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    parser.add_argument("--tables", nargs="+", choices=tables, default=tables)
    parser.add_argument("--seeds", type=int, default=seeds)
    parser.add_argument("--rows", type=int, default=rows, help="of a table, at most")
    parser.add_argument("--out", type=Path, default=out, help="where the result is kept")
    return parser


def say(line: str) -> None:
    """Tell how far a comparison is, beside its result."""
    print(line, file=sys.stderr)


def keep(
    clock: Clock, options: argparse.Namespace, result: Mapping[str, object], module: str
) -> None:
    """Store a result with what it was measured on, and print it or where it is."""
    measured_on = {
        "seeds": options.seeds,
        "rows": options.rows,
        "pyod": version("pyod") if has_pyod() else None,
    }
    command = (
        f"python -m {module} --tables {' '.join(options.tables)} --seeds {options.seeds} "
        f"--rows {options.rows}"
    )
    if chosen := getattr(options, "detectors", ()):
        command += f" --detectors {' '.join(chosen)}"
    text = clock.keep({**result, **measured_on}, options.out, command)
    print(text if options.json else f"kept as {options.out}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and store."""
    parser = parser_of(__doc__, TABLES, seeds=5, rows=MOST_ROWS, out=RESULT)
    parser.add_argument(
        "--detectors",
        nargs="+",
        choices=[*OURS, *OTHERS, *PYOD],
        default=(),
        help="to measure anew, while the others stay as they are at --out",
    )
    options = parser.parse_args(arguments)
    clock = Clock()
    before = earlier(options) if options.detectors else None
    found = measure(options.tables, options.seeds, say, options.rows, options.detectors)
    if before is not None:
        found = {table: {**before["tables"][table], **own} for table, own in found.items()}
    result = {
        "tables": found,
        "mean": summary(found),
        "before": before and before["provenance"],
    }
    keep(clock, options, result, "benchmarks.detectors")


if __name__ == "__main__":
    main()
