"""Tables 1 and 4 of the RaDOGAGA paper: anomaly detection on four data sets."""

import time

import numpy as np
import torch

from rdo.diagnostics import gram_summary
from rdo.models import RaDOGAGA
from rdo.training import History
from replication.kit.anomaly.settings import METHODS, TRAINED_CONTROLS, describe
from replication.kit.anomaly.task import AnomalyDetection, Task
from replication.kit.controls import CONTROLS
from replication.kit.record import Outcome, arm, begin, curves
from replication.kit.train import Keep
from replication.ledger import Arm

__all__ = ["run"]

_ROWS_FOR_GRAM = 512


def run(config: AnomalyDetection, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Train the methods and score them and the controls, all on the same splits.

    The controls: the network untrained, a plain autoencoder, DAGMM after a start for
    reconstruction alone, and what scikit-learn has (:mod:`replication.kit.controls`).

    Every arm of the record holds, for every seed: precision, recall, F1, ROC AUC, average
    precision and the prevalence it is to be read against, and the number of ties at the
    threshold; autoencoders also the share of variance explained and the median error, RaDOGAGA the
    Gram matrix of Eq. 10. The arrays hold each loss term over the steps, and F1 and the share of
    variance explained every 2,000 steps.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    draft = begin(config.experiment, config.dataset, config, device, config.start)
    task = Task.load(config)
    arms: dict[str, Arm] = {"untrained": _untrained(task)}
    trained = [name for name in METHODS if name.startswith("radogaga")]
    if config.start == "gauge":
        trained = [*METHODS, *TRAINED_CONTROLS]
        for control in CONTROLS:
            arms[control] = _control(control, task)
    arrays: dict[str, np.ndarray] = {}
    for method in trained:
        arms[method], training = _trained(method, task, device, keep)
        arrays |= curves(method, training)
    return Outcome(draft.record(arms, task.source), arrays)


def _untrained(task: Task) -> Arm:
    """RaDOGAGA(log d)'s network as Glorot's weights leave it: what the protocol gives for free."""
    clock = time.perf_counter()
    ensemble = task.ensemble("radogaga_log")
    metrics = task.score(ensemble)
    settings = describe(ensemble.replica(0))  # type: ignore[arg-type]
    return arm(task.config.seeds, metrics, History(), settings, time.perf_counter() - clock)


def _control(name: str, task: Task) -> Arm:
    clock = time.perf_counter()
    scored = [
        CONTROLS[name](task.scaled[split.train], task.scaled[split.test], task.setting, seed)
        for seed, split in zip(task.config.seeds, task.splits, strict=True)
    ]
    metrics = task.judge(one.scores for one in scored)
    settings = scored[0].settings
    return arm(task.config.seeds, metrics, History(), settings, time.perf_counter() - clock)


def _trained(method: str, task: Task, device: str, keep: Keep | None) -> tuple[Arm, History]:
    ensemble, training = task.train(method, device, keep, part=method)
    clock = time.perf_counter()
    metrics = task.score(ensemble)
    if isinstance(ensemble.template, RaDOGAGA):
        rows = torch.from_numpy(task.train_rows[:, :_ROWS_FOR_GRAM])
        gram = gram_summary(ensemble, task.data[rows].to(device))
        metrics |= {f"gram_{name}": value for name, value in gram._asdict().items()}
    settings = describe(ensemble.replica(0))  # type: ignore[arg-type]
    seconds = time.perf_counter() - clock
    return arm(task.config.seeds, metrics, training, settings, seconds), training
