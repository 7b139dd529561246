"""How far F1 moves with the evaluation protocol alone: detectors that learn nothing from us."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch

from rdo.evaluation import PROTOCOLS, Protocol, judge
from rdo.training import History, anomaly_scores
from replication.kit.anomaly import task as anomaly_task
from replication.kit.anomaly.task import Task
from replication.kit.controls import CONTROLS
from replication.kit.options import check_options
from replication.kit.record import Outcome, arm, begin
from replication.ledger import Arm

__all__ = ["DETECTORS", "ProtocolsConfig", "arm_name", "configure", "run"]

_Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ProtocolsConfig:
    """Configuration of one data set's scores under every protocol."""

    dataset: str
    profile: str
    seeds: tuple[int, ...]
    """One split each, and one set of weights, trees or random scores."""
    max_rows: int | None = None
    """Of the data set, drawn at random; None for all."""


def configure(
    dataset: str = "thyroid", profile: str = "smoke", seeds: int | None = None
) -> ProtocolsConfig:
    """The configuration of a profile.

    ``paper``: 20 seeds. ``reduced``: 5 seeds. ``smoke``: 3 seeds, at most 20,000 rows.

    Parameters
    ----------
    dataset
        A data set with settings for Table 1.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.

    Raises
    ------
    InputError
        If a name is unknown, or ``seeds`` is not a whole number of at least 1.
    """
    every = check_options(profile, "gauge", seeds, {"smoke": 3, "reduced": 5, "paper": 20})
    smoke = anomaly_task.configure("table1", dataset, "smoke")
    return ProtocolsConfig(dataset, profile, every, smoke.max_rows if profile == "smoke" else None)


def run(config: ProtocolsConfig, device: str = "cpu") -> Outcome:
    """Score every row once per seed with each detector, and judge the scores under every protocol.

    An arm is a detector under a protocol and holds, for every seed: precision, recall, F1, the
    share of anomalies among the rows tested, how many rows were flagged, the share of the normal
    rows among them, ROC AUC and average precision.

    Parameters
    ----------
    config
        What to run.
    device
        Where the untrained network scores.
    """
    draft = begin("protocols", config.dataset, config, device)
    # Of Table 1's configuration, what concerns the training is not looked at.
    table1 = anomaly_task.configure("table1", config.dataset, "smoke")
    task = Task.load(replace(table1, seeds=config.seeds, max_rows=config.max_rows))
    arms: dict[str, Arm] = {}
    for detector, score in DETECTORS.items():
        started = time.perf_counter()
        scores = list(score(task, device))
        share = (time.perf_counter() - started) / len(PROTOCOLS)
        for name, protocol in PROTOCOLS.items():
            arms[arm_name(detector, name)] = _judged(scores, protocol, task, share)
    known_share = task.table.anomaly_ratio
    record = draft.record(arms, task.source, scaling=table1.scaling, known_share=known_share)
    return Outcome(record)


def arm_name(detector: str, protocol: str) -> str:
    """A detector under a protocol, as records name it."""
    return f"{detector}_{protocol}"


def _judged(scores: list[_Scores], protocol: Protocol, task: Task, seconds: float) -> Arm:
    """One arm, with the part of the scoring time that falls to it; NaN scores fail their seed."""
    clock = time.perf_counter()
    metrics: dict[str, list[float]] = {}
    for values, split in zip(scores, task.splits, strict=True):
        known = not np.isnan(values).any()
        judged = judge(
            protocol,
            task.table.y,
            split,
            values if known else np.zeros_like(values),
            task.table.anomaly_ratio,
        )
        for name, value in judged.items():
            metrics.setdefault(name, []).append(value if known else np.nan)
    elapsed = seconds + time.perf_counter() - clock
    return arm(task.config.seeds, metrics, History(), {}, elapsed)


def _random(task: Task, device: str) -> Iterator[_Scores]:
    """Scores that know nothing of the rows."""
    for seed in task.config.seeds:
        # A stream of its own, for the split is drawn from the seed's.
        yield np.random.default_rng((seed, 1)).random(len(task.table.y))


def _untrained(task: Task, device: str) -> Iterator[_Scores]:
    """RaDOGAGA(log d)'s network from Glorot's weights: the energy under its training rows."""
    data = task.data.to(device)
    train = torch.from_numpy(task.train_rows)
    for part, members in task.ensemble("radogaga_log", device).parts(data.numel()):
        rows = data.expand(len(members), -1, -1)
        yield from anomaly_scores(members, data[train[part]], rows).cpu().numpy()


def _control(name: str) -> Callable[[Task, str], Iterator[_Scores]]:
    def score(task: Task, device: str) -> Iterator[_Scores]:
        for seed, split in zip(task.config.seeds, task.splits, strict=True):
            yield CONTROLS[name](task.scaled[split.train], task.scaled, task.setting, seed).scores

    return score


DETECTORS: dict[str, Callable[[Task, str], Iterator[_Scores]]] = {
    "random": _random,
    "untrained": _untrained,
    "pca": _control("pca"),
    "isolation_forest": _control("isolation_forest"),
}
"""Scores of all rows, seed by seed, by the detector's name in records."""
