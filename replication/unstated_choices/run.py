"""What RaDOGAGA's anomaly experiment leaves open, one choice changed at a time."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

import numpy as np
import torch

from rdo.diagnostics import kept_by_direction
from replication.kit.anomaly import task as anomaly_task
from replication.kit.anomaly.settings import METHODS, describe
from replication.kit.anomaly.task import AnomalyDetection, Task
from replication.kit.options import check_options
from replication.kit.record import Outcome, arm, begin, curves
from replication.kit.train import Keep
from replication.ledger import Arm

__all__ = ["CHOICES", "UnstatedChoices", "configure", "run"]

CHOICES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "rule": {},
        "cosine_distance": {"cosine": "distance"},
        "jitter": {"jitter": 1e-4},
        "small_batch": {"batch_size": 128},
        "glorot": {"start": "glorot"},
        "symmetric": {"scaling": "symmetric"},
        "standard": {"scaling": "standard"},
    }
)
"""Departures from the rule of Table 1, by the name their arms end in, the smallest first.

The order was fixed before any run: what changes one number of one feature comes before what
changes every column. An arm is named ``<method>_<choice>``."""


@dataclass(frozen=True)
class UnstatedChoices:
    """Configuration: that of Table 1, from which each choice departs by itself."""

    base: AnomalyDetection
    choices: tuple[str, ...]

    @property
    def dataset(self) -> str:
        """That of Table 1."""
        return self.base.dataset

    @property
    def seeds(self) -> tuple[int, ...]:
        """Those of Table 1."""
        return self.base.seeds

    def arms(self) -> dict[str, tuple[str, AnomalyDetection]]:
        """Method and configuration of each arm; DAGMM's start does not depend on the option."""
        return {
            f"{method}_{choice}": (method, replace(self.base, **CHOICES[choice]))
            for choice in self.choices
            for method in METHODS
            if not (method == "dagmm" and choice == "glorot")
        }


def configure(
    dataset: str = "thyroid", profile: str = "smoke", seeds: int | None = None
) -> UnstatedChoices:
    """The configuration of a profile.

    ``paper``: every choice for as many steps and seeds as Table 1. ``reduced``: 5 seeds and half
    of the steps. ``smoke``: 2 seeds, two choices and 200 steps.

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
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 5, "paper": 20})
    base = anomaly_task.configure("table1", dataset, profile, len(every))
    base = replace(base, score_every=min(1_000, base.score_every))
    if profile == "smoke":
        brief = replace(base, steps=200, warm_up_steps=200, score_every=100)
        return UnstatedChoices(brief, ("rule", "standard"))
    if profile == "reduced":
        base = replace(base, steps=2 * base.steps)  # Table 1's takes a quarter
    return UnstatedChoices(base, tuple(CHOICES))


def run(config: UnstatedChoices, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Train every method under every choice, on the splits of Table 1.

    Every arm of the record holds what Table 1's do, but for the Gram matrix. The arrays hold loss
    terms, F1 and the share of variance explained over the steps; and for every seed of the arm the
    variance of each principal direction of its training rows, ``<arm>_direction_variance``, and
    how much of it is left after encoding and decoding, ``<arm>_direction_kept``.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    base = config.base
    draft = begin("unstated_choices", base.dataset, base, device)
    arms: dict[str, Arm] = {}
    arrays: dict[str, np.ndarray] = {}
    for name, (method, settings) in config.arms().items():
        task = Task.load(settings)
        arms[name] = _arm(name, method, task, device, keep, arrays)
    record = draft.record(arms, task.source, choices=list(config.choices))
    return Outcome(record, arrays)


def _arm(
    name: str,
    method: str,
    task: Task,
    device: str,
    keep: Keep | None,
    arrays: dict[str, np.ndarray],
) -> Arm:
    ensemble, training = task.train(method, device, keep, part=name)
    clock = time.perf_counter()
    arrays |= curves(name, training)
    x = task.data[torch.from_numpy(task.train_rows)].to(device)
    for measure, values in kept_by_direction(ensemble, x)._asdict().items():
        arrays[f"{name}_direction_{measure}"] = values.astype(np.float32)
    choice = CHOICES[name.removeprefix(f"{method}_")]
    settings = {**describe(ensemble.replica(0)), **choice}  # type: ignore[arg-type]
    metrics = task.score(ensemble)
    seconds = time.perf_counter() - clock
    return arm(task.config.seeds, metrics, training, settings, seconds)
