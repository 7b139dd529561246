"""Trains the methods of Tables 1 and 4 under one reading after another."""

import time
from collections.abc import Mapping
from dataclasses import replace
from itertools import product

import numpy as np
import torch

from rdo.training import Ensemble, anomaly_scores
from replication.kit import Outcome, Run
from replication.kit.anomaly.config import Table
from replication.kit.anomaly.task import Task
from replication.kit.labels import METHODS
from replication.kit.record import describe
from replication.ledger import Arm, Data
from replication.recovered_settings.choice import ranked
from replication.recovered_settings.config import (
    ROLES,
    Config,
    arm_name,
    confirmed_name,
    in_table,
    name_of,
    readings_named,
    trained,
)
from replication.recovered_settings.needed import (
    Training,
    chosen_for,
    needed_for,
    needed_to_confirm,
)
from replication.recovered_settings.readings import (
    DEPARTURES,
    RULE,
    TEST_MIXTURE,
    Reading,
    pairs_of,
)

__all__ = ["run", "steps_of", "task_of"]

_KEPT = (
    "f1",
    "roc_auc",
    "average_precision",
    "variance_explained",
    "median_error",
    "largest_weight",
    "residual_share",
)
_OF_TEST_MIXTURE = ("f1", "roc_auc", "average_precision")


def run(config: Config, run: Run) -> Outcome:
    """Train the methods of both tables under each reading, then under pairs of the best.

    An arm is a training: a table's networks, a method, and the departures that change its training.
    Readings that share one share the arm. Every arm holds F1, ROC AUC and average precision, each
    also under a mixture of the test rows (``<metric>_test_mixture``), the share of variance
    explained, the median error, the largest mixture weight and the share of the energy's variance
    that comes with the residual features. The arrays hold F1 at each evaluation along the training,
    ``<arm>_f1`` ``(T, R)``, and the steps, ``<arm>_at``.

    The record's ``readings`` are all that were tried, pairs included, in order. In a confirmation
    they are what was chosen, and the arms are named after what they were chosen for:
    ``common_table1_dagmm``; F1 and the like are then under the mixture of the reading.

    Raises
    ------
    InputError
        If the chosen readings are asked for, and this data set was not explored.
    """
    if config.readings is None:
        return _confirmed(config, run, chosen_for(run))
    readings = readings_named(config.readings)
    trainings = _Trainings(config, run)
    if run.training is not None:  # which may be of a pair
        readings += pairs_of(readings)
    trainings.do(needed_for(config, run.part, readings))
    arms = trainings.arms
    # A mixture of the test rows comes with every training, and needs no pair of its own.
    alone = [reading for reading in readings if _departs(config, run, reading)]
    pairs = pairs_of(ranked(arms, config, run.part, alone)[: config.paired])
    pairs = [pair for pair in pairs if pair not in readings]
    trainings.do(needed_for(config, run.part, pairs))
    names = [name_of(reading) for reading in (*readings, *pairs)]
    return Outcome(arms, trainings.source, trainings.arrays, {"readings": names})


def task_of(config: Config, table: Table, run: Run, departures: Reading, steps: int) -> Task:
    """Data, splits and networks of a table under some departures, for so many steps.

    A batch has all rows where a data set has fewer than its size.
    """
    starts = {start for name in departures if (start := DEPARTURES[name].fields.get("start"))}
    changed = in_table(config, table, run.part, departures)
    changed = replace(
        changed,
        steps=steps,
        evaluate_every=max(1, steps // config.evaluations),
        warm_up_steps=min(changed.warm_up_steps, steps),
    )
    task = Task.load(changed, replace(run, start=starts.pop() if starts else "gauge"))
    rows = task.train_rows.shape[1]
    return replace(task, config=replace(changed, batch_size=min(changed.batch_size, rows)))


def _confirmed(config: Config, run: Run, readings: Mapping[str, Reading]) -> Outcome:
    """Train what each arm of a confirmation needs; an arm has the metrics of its own mixture."""
    trainings = _Trainings(config, run)
    trainings.do(needed_to_confirm(config, run.part, readings))
    confirmed: dict[str, Arm] = {}
    counted: set[str] = set()
    for role, table, method in product(ROLES, config.tables, METHODS):
        reading = readings[confirmed_name(role, table, method)]
        name = arm_name(table, method, trained(config, table, run.part, method, reading))
        arm = trainings.arms[name]
        metrics = {k: v for k, v in arm.metrics.items() if not k.endswith("_test_mixture")}
        if TEST_MIXTURE in reading:
            metrics |= {k: arm.metrics[f"{k}_test_mixture"] for k in _OF_TEST_MIXTURE}
        seconds = 0.0 if name in counted else arm.seconds  # readings may share a training
        counted.add(name)
        own = replace(arm, metrics=metrics, seconds=seconds)
        confirmed[confirmed_name(role, table, method)] = own
    named = {arm: name_of(reading) for arm, reading in readings.items()}
    return Outcome(confirmed, trainings.source, trainings.arrays, {"readings": named})


def _departs(config: Config, run: Run, reading: Reading) -> bool:
    """Whether some method of some table is trained differently under it."""
    return any(
        trained(config, table, run.part, method, reading)
        for table in config.tables
        for method in METHODS
    )


class _Trainings:
    """What has been trained in a run, each training once."""

    def __init__(self, config: Config, run: Run) -> None:
        self.config, self.run = config, run
        self.arms: dict[str, Arm] = {}
        self.arrays: dict[str, np.ndarray] = {}
        rules = {t: Task.load(in_table(config, t, run.part, RULE), run) for t in config.tables}
        self.source: Data = rules[config.tables[0]].source
        self.steps = {t: steps_of(config, rule) for t, rule in rules.items()}

    def do(self, needed: Mapping[str, Training]) -> None:
        """Train what is not among the arms yet."""
        for name in self.run.apart([name for name in needed if name not in self.arms]):
            table, method, departures = needed[name]
            task = task_of(self.config, table, self.run, departures, self.steps[table])
            self.arms[name], along = _trained(name, method, task, departures)
            self.arrays |= along


def steps_of(config: Config, rule: Task) -> int:
    """Of each training: those of the rule, so that smaller batches do not mean more."""
    return config.steps or rule.steps // config.part_of_steps


def _trained(
    name: str, method: str, task: Task, departures: Reading
) -> tuple[Arm, dict[str, np.ndarray]]:
    ensemble, history = task.train(method, stage=name)
    clock = time.perf_counter()
    metrics = task.score(ensemble)
    metrics = {measure: metrics[measure] for measure in _KEPT if measure in metrics}
    under = task.judge(_scores_under_test_mixture(task, ensemble))
    metrics |= {f"{measure}_test_mixture": under[measure] for measure in _OF_TEST_MIXTURE}
    described = describe(ensemble.template)
    config = {**described, "steps": task.steps, "departures": sorted(departures)}
    arm = task.run.arm(metrics, history, config, time.perf_counter() - clock)
    along = np.asarray(history.observed["f1"], dtype=np.float32)
    return arm, {f"{name}_f1": along, f"{name}_at": np.asarray(history.observed_at)}


def _scores_under_test_mixture(task: Task, ensemble: Ensemble) -> np.ndarray:
    """Energies ``(R, B)`` of the test rows under a mixture over these same rows."""
    rows = torch.from_numpy(task.test_rows)
    parts = []
    for part, members in ensemble.parts(rows.shape[1] * task.data.shape[1]):
        x = task.data[rows[part]].to(ensemble.device)
        parts.append(anomaly_scores(members, x, x).cpu().numpy())
    return np.concatenate(parts)
