"""Trains every method under every choice, on the splits of Table 1."""

import time
from dataclasses import replace

import numpy as np
import torch

from rdo.diagnostics import kept_by_direction
from replication.kit import Outcome, Run
from replication.kit.anomaly.task import Task
from replication.kit.record import curves, describe
from replication.ledger import Arm
from replication.unstated_choices.config import ARMS, CHOICES, Choice, Config, trainings

__all__ = ["departure", "run"]


def run(config: Config, run: Run) -> Outcome:
    """Train every method under every choice, on the splits of Table 1.

    Every arm of the record holds what Table 1's do, but for the Gram matrix. The arrays hold loss
    terms, F1 and the share of variance explained over the steps; and for every seed of the arm the
    variance of each principal direction of its training rows, ``<arm>_direction_variance``, and
    how much of it is left after encoding and decoding, ``<arm>_direction_kept``: ``(R, M)``.
    """
    # Smaller batches must not mean more steps.
    config = replace(config, steps=Task.load(config, run).steps)
    arms: dict[str, Arm] = {}
    arrays: dict[str, np.ndarray] = {}
    loaded = None
    for name in run.apart(trainings(config, run)):
        if ARMS[name][1] != loaded:
            loaded = ARMS[name][1]
            task = Task.load(*departure(config, run, loaded))
        arms[name], shown = _arm(name, task)
        arrays |= shown
    return Outcome(arms, task.source, arrays, {"steps": config.steps})


def departure(config: Config, run: Run, choice: Choice) -> tuple[Config, Run]:
    """Configuration and run under one choice."""
    if choice == "glorot":
        return config, replace(run, start="glorot")
    return replace(config, **CHOICES[choice].fields), run


def _arm(name: str, task: Task) -> tuple[Arm, dict[str, np.ndarray]]:
    method, choice = ARMS[name]
    ensemble, history = task.train(method, stage=name)
    clock = time.perf_counter()
    arrays = curves(name, history)
    x = task.data[torch.from_numpy(task.train_rows)].to(task.run.device)
    for measure, values in kept_by_direction(ensemble, x)._asdict().items():
        arrays[f"{name}_direction_{measure}"] = values.astype(np.float32)
    config = {**describe(ensemble.template), **CHOICES[choice].fields}
    metrics = task.score(ensemble)
    return task.run.arm(metrics, history, config, time.perf_counter() - clock), arrays
