"""How far F1 moves with the evaluation protocol alone: detectors that learn nothing from us."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
import torch

from rdo.evaluation import PROTOCOLS, Protocol, judge
from rdo.training import anomaly_scores
from replication.kit import Outcome, Run
from replication.kit.anomaly.task import Task
from replication.kit.controls import CONTROLS
from replication.ledger import Arm
from replication.protocols.config import Config, arm_name
from replication.table1 import configure as configure_table1

__all__ = ["SCORES", "run"]

_Scores = npt.NDArray[np.float64]


def run(config: Config, run: Run) -> Outcome:
    """Score every row once per seed with each detector, and judge the scores under every protocol.

    An arm is a detector under a protocol and holds, for every seed: precision, recall, F1, the
    share of anomalies among the rows tested, how many rows were flagged, the share of the normal
    rows among them, ROC AUC and average precision.
    """
    table1 = configure_table1(run.part, run.profile)
    task = Task.load(replace(table1, max_rows=config.max_rows), run)
    arms: dict[str, Arm] = {}
    for detector, score in SCORES.items():
        clock = time.perf_counter()
        scores = list(score(task))
        share = (time.perf_counter() - clock) / len(PROTOCOLS)
        for name, protocol in PROTOCOLS.items():
            arms[arm_name(detector, name)] = _judged(scores, protocol, task, share)
    settings = {"scaling": table1.scaling, "known_share": task.table.anomaly_ratio}
    return Outcome(arms, task.source, settings=settings)


def _judged(scores: list[_Scores], protocol: Protocol, task: Task, seconds: float) -> Arm:
    """One arm, with the part of the scoring time that falls to it; NaN scores fail their seed."""
    clock = time.perf_counter()
    metrics: dict[str, list[float]] = {}
    for values, split in zip(scores, task.splits, strict=True):
        known = not np.isnan(values).any()
        usable = values if known else np.zeros_like(values)
        judged = judge(protocol, task.table.y, split, usable, task.table.anomaly_ratio)
        for name, value in judged.items():
            metrics.setdefault(name, []).append(value if known else np.nan)
    return task.run.arm(metrics, seconds=seconds + time.perf_counter() - clock)


def _random(task: Task) -> Iterator[_Scores]:
    """Scores that know nothing of the rows."""
    for seed in task.run.seeds:
        # A stream of its own, for the split is drawn from the seed's.
        yield np.random.default_rng((seed, 1)).random(len(task.table.y))


def _untrained(task: Task) -> Iterator[_Scores]:
    """RaDOGAGA(log d)'s network from Glorot's weights: the energy under its training rows."""
    data = task.data.to(task.run.device)
    train = torch.from_numpy(task.train_rows)
    for part, members in task.ensemble("radogaga_log", task.run.device).parts(data.numel()):
        rows = data.expand(len(members), -1, -1)
        yield from anomaly_scores(members, data[train[part]], rows).cpu().numpy()


def _control(name: str, task: Task) -> Iterator[_Scores]:
    for seed, split in zip(task.run.seeds, task.splits, strict=True):
        yield CONTROLS[name](task.scaled[split.train], task.scaled, task.config, seed).scores


SCORES: dict[str, Callable[[Task], Iterator[_Scores]]] = {
    "random": _random,
    "untrained": _untrained,
    "pca": partial(_control, "pca"),
    "isolation_forest": partial(_control, "isolation_forest"),
}
"""Scores of all rows, seed by seed, by the detector's name in records."""
