"""DAGMM by the engine against what users have: public PyTorch versions, and detectors of PyOD.

All train in one run on the same splits of the same rows, with the same widths, batch size, number
of steps and learning rate: ``python -m benchmarks.peers``. PyOD is optional. With ``--json`` the
result alone goes to standard output.

The trainings are short, like the profile ``smoke`` of Table 1, and say nothing of what a method
reaches in the end; the F1 beside each time says whether it detects at all.
"""

import argparse
import importlib.util
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import numpy.typing as npt
import torch

from benchmarks import public_dagmm
from benchmarks.results import Clock
from rdo.datasets import Dataset, load, scale_minmax
from rdo.evaluation import Split, detection_metrics, split_halves
from rdo.models import DAGMM
from rdo.training import Ensemble, Schedule, anomaly_scores, fit, step
from replication.kit.anomaly.networks import build
from replication.ledger import REPOSITORY
from replication.table1 import ROWS, configure

RESULT = REPOSITORY / "results" / "benchmarks" / "peers.json"
NO_PYOD = "PyOD is not installed and is left out: pip install -e '.[peers]' brings it."

Scores = npt.NDArray[np.floating]
Peer = Callable[["Problem", int], tuple[float, Scores]]
"""From a seed to the seconds that training took, and the scores of its test rows."""


@dataclass(frozen=True)
class Problem:
    """What every detector is given: rows, widths of layers, batch size, steps and rate."""

    table: Dataset
    X: npt.NDArray[np.float32]
    """All rows, each column in [0, 1]."""
    splits: list[Split]
    """One per seed, the training rows a multiple of the batch size."""
    batch_size: int
    epochs: int

    @classmethod
    def of(cls, name: str, replicas: int, steps: int) -> "Problem":
        """A data set, and the epochs that take at least so many steps.

        The batch size is the nearest to the paper's that divides an epoch evenly, for what is done
        with the rest differs: some leave it out, others take a step of fewer rows.
        """
        table = load(name)
        splits = [split_halves(table.y, seed) for seed in range(replicas)]
        n = len(splits[0].train)
        per_epoch = max(1, round(n / ROWS[name].batch_size))
        batch_size = n // per_epoch
        kept = [Split(split.train[: batch_size * per_epoch], split.test) for split in splits]
        X = scale_minmax(table.X).astype(np.float32)
        return cls(table, X, kept, batch_size, math.ceil(steps / per_epoch))

    @property
    def steps(self) -> int:
        """Of the optimiser."""
        return self.epochs * len(self.splits[0].train) // self.batch_size

    @property
    def learning_rate(self) -> float:
        """That of short trainings."""
        return configure(self.table.name, "smoke").learning_rate

    @property
    def steps_in_table(self) -> int:
        """Of the paper's training."""
        row = ROWS[self.table.name]
        return row.epochs * math.ceil(len(self.splits[0].train) / row.batch_size)

    def model(self) -> DAGMM:
        """DAGMM with the networks of Table 2."""
        built = build("dagmm", configure(self.table.name, "paper"), self.X.shape[1])
        assert isinstance(built, DAGMM)
        return built

    def rows(self, seed: int) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
        """Training and test rows of a seed."""
        return self.X[self.splits[seed].train], self.X[self.splits[seed].test]

    def f1(self, seed: int, scores: Scores) -> float | None:
        """F1 by the paper's protocol; None if a score is NaN."""
        if np.isnan(scores).any():
            return None
        anomalous = self.table.y[self.splits[seed].test]
        return round(detection_metrics(anomalous, scores, self.table.anomaly_ratio)["f1"], 3)


def ours(problem: Problem, seeds: Sequence[int]) -> tuple[float, float, Scores]:
    """Seconds of set-up and of training by the engine, and the scores ``(R, B)`` of all seeds."""
    ensemble = Ensemble.from_seeds(problem.model, seeds)
    data = torch.from_numpy(problem.X)
    train, test = (
        np.stack([getattr(problem.splits[seed], half) for seed in seeds])
        for half in ("train", "test")
    )
    schedule = Schedule(problem.steps, problem.batch_size, problem.learning_rate)
    history = fit(ensemble, data, train, seeds, schedule)
    scores = anomaly_scores(ensemble, data[train], data[test])
    return history.setup_seconds, history.seconds - history.setup_seconds, scores.numpy()


def public(problem: Problem, seed: int) -> tuple[float, Scores]:
    """DAGMM as :mod:`benchmarks.public_dagmm` trains it."""
    return public_dagmm.train(
        problem.model().architecture,
        *problem.rows(seed),
        batch_size=problem.batch_size,
        epochs=problem.epochs,
        learning_rate=problem.learning_rate,
        seed=seed,
    )


def _pyod(problem: Problem, seed: int, detector: Any) -> tuple[float, Scores]:
    train, test = problem.rows(seed)
    started = time.perf_counter()
    detector.fit(train)
    seconds = time.perf_counter() - started
    return seconds, np.asarray(detector.decision_function(test))


def autoencoder(problem: Problem, seed: int) -> tuple[float, Scores]:
    """PyOD's AutoEncoder with our layers alone: neither batch normalisation nor dropout.

    ReLU between them and standardised columns are its own defaults, and kept.
    """
    from pyod.models.auto_encoder import AutoEncoder

    a = problem.model().architecture
    detector = AutoEncoder(
        lr=problem.learning_rate,
        epoch_num=problem.epochs,
        batch_size=problem.batch_size,
        device="cpu",
        random_state=seed,
        verbose=0,
        hidden_neuron_list=[*a.hidden, a.n_latent],
        batch_norm=False,
        dropout_rate=0,
    )
    return _pyod(problem, seed, detector)


def deep_svdd(problem: Problem, seed: int) -> tuple[float, Scores]:
    """PyOD's DeepSVDD with the layers of our encoder, no decoder and no dropout.

    ReLU behind each and standardised columns are its own defaults, and kept: tanh behind the last
    layer would hide the rows furthest out.
    """
    from pyod.models.deep_svdd import DeepSVDD

    a = problem.model().architecture
    detector = DeepSVDD(
        a.n_features,
        hidden_neurons=[*a.hidden, a.n_latent],
        epochs=problem.epochs,
        batch_size=problem.batch_size,
        dropout_rate=0,
        verbose=0,
        random_state=seed,
        learning_rate=problem.learning_rate,
    )
    return _pyod(problem, seed, detector)


PYOD: dict[str, Peer] = {"pyod_autoencoder": autoencoder, "pyod_deep_svdd": deep_svdd}


def has_pyod() -> bool:
    """Whether PyOD is installed."""
    return importlib.util.find_spec("pyod") is not None


def measure(problem: Problem, rounds: int, say: Callable[[str], None]) -> dict[str, object]:
    """Times and F1 of all: each round trains one seed by each, and then all seeds by the engine.

    They take turns, so that a slow minute of the machine falls on all of them, and the best round
    of each counts. The next round has the next seed. Without PyOD, ``say`` is told how to get it.
    """
    step._COMPILE_PAYS = 0  # long runs are what is measured
    together = range(len(problem.splits))
    others: dict[str, Peer] = {"public_dagmm": public}
    if has_pyod():
        others |= PYOD
    else:
        say(NO_PYOD)
    times: dict[str, list[float]] = {}
    f1s: dict[str, list[float | None]] = {}

    def note(name: str, seconds: float, f1: list[float | None]) -> None:
        times.setdefault(name, []).append(1e3 * seconds / problem.steps)
        f1s.setdefault(name, []).extend(f1)
        say(f"{name:18} {times[name][-1]:8.2f} ms a step, F1 {f1}")

    setups = []
    for seed in islice(cycle(together), rounds):
        for name, peer in others.items():
            seconds, scores = peer(problem, seed)
            note(name, seconds, [problem.f1(seed, scores)])
        _, seconds, (scores,) = ours(problem, [seed])
        note("rdo", seconds, [problem.f1(seed, scores)])
        setup, seconds, all_scores = ours(problem, together)
        setups.append(setup)
        note("rdo_together", seconds, [problem.f1(*pair) for pair in enumerate(all_scores)])
    f1s["rdo_together"] = f1s["rdo_together"][: len(together)]  # every round trains the same seeds
    best = {name: min(each) for name, each in times.items()}
    fetching = min(
        public_dagmm.fetching_seconds(problem.rows(0)[0], problem.batch_size, problem.epochs)
        for _ in range(rounds)
    )
    return {
        "setup_seconds": round(setups[0], 1),
        "fetching_milliseconds": round(1e3 * fetching / problem.steps, 2),
        "milliseconds": {name: round(value, 2) for name, value in best.items()},
        "f1": f1s,
        "speedup": {
            name: speedup(best[name], best, setups[0], len(together), problem.steps_in_table)
            for name in others
        },
    }


def speedup(
    theirs: float, best: Mapping[str, float], setup: float, replicas: int, steps: int
) -> dict[str, float]:
    """How many times as fast the engine is, for one seed and for all.

    Twenty seeds one after another are taken to last twenty times as long as one. Training alone is
    what the first two compare; the last is of trainings as long as the table's, and our set-up,
    that of the first round, which finds nothing compiled, counts there.
    """
    together = best["rdo_together"]
    whole = replicas * theirs * steps / (1e3 * setup + together * steps)
    return {
        "one_seed": round(theirs / best["rdo"], 2),
        "all_seeds": round(replicas * theirs / together, 2),
        "all_seeds_whole_training": round(whole, 2),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    parser.add_argument("--dataset", choices=sorted(ROWS), default="thyroid")
    parser.add_argument("--steps", type=int, default=600, help="of each training")
    parser.add_argument("--rounds", type=int, default=3, help="the best of which counts")
    parser.add_argument("--replicas", type=int, default=20, help="seeds that we train together")
    parser.add_argument("--out", type=Path, default=RESULT, help="where the result is kept")
    options = parser.parse_args(arguments)
    clock = Clock()
    problem = Problem.of(options.dataset, options.replicas, options.steps)
    # An empty folder for compiled code: the set-up counts whole.
    with (
        tempfile.TemporaryDirectory() as folder,
        patch.dict(os.environ, TORCHINDUCTOR_CACHE_DIR=folder),
    ):
        found = measure(problem, options.rounds, lambda line: print(line, file=sys.stderr))
    a = problem.model().architecture
    result = {
        "dataset": options.dataset,
        "rows": len(problem.splits[0].train),
        "widths": [a.n_features, *a.hidden, a.n_latent],
        "batch_size": problem.batch_size,
        "steps": problem.steps,
        "steps_in_table": problem.steps_in_table,
        "replicas": len(problem.splits),
        **found,
        "pyod": version("pyod") if has_pyod() else None,
        "threads": torch.get_num_threads(),
    }
    command = f"python -m benchmarks.peers --dataset {options.dataset}"
    text = clock.keep(result, options.out, command)
    print(text if options.json else f"kept as {options.out}")


if __name__ == "__main__":
    main()
