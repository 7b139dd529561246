"""Trains the methods of Tables 1 and 4 under one reading after another."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product

import numpy as np
import torch

from rdo.errors import InputError
from rdo.training import Ensemble, anomaly_scores
from replication.kit import Outcome, Run
from replication.kit.anomaly.task import Task
from replication.kit.labels import METHODS
from replication.kit.record import describe
from replication.ledger import Arm, Data
from replication.recovered_settings.choice import chosen, explored, ranked
from replication.recovered_settings.config import (
    Config,
    Role,
    Table,
    arm_name,
    confirmed_name,
    in_table,
    name_of,
    readings_named,
    trained,
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
    arms: dict[str, Arm] = {}
    arrays: dict[str, np.ndarray] = {}
    if config.readings is None:
        roles = _chosen(run.part)
        source = _train_all(config, run, list(roles.values()), arms, arrays)
        settings = {"readings": {role: name_of(reading) for role, reading in roles.items()}}
        return Outcome(_by_role(config, run.part, roles, arms), source, arrays, settings)
    readings = readings_named(config.readings)
    source = _train_all(config, run, readings, arms, arrays)
    # A mixture of the test rows comes with every training, and needs no pair of its own.
    alone = [reading for reading in readings if _departs(config, run, reading)]
    pairs = pairs_of(ranked(arms, config, run.part, alone)[: config.paired])
    pairs = [pair for pair in pairs if pair not in readings]
    _train_all(config, run, pairs, arms, arrays)
    names = [name_of(reading) for reading in (*readings, *pairs)]
    return Outcome(arms, source, arrays, {"readings": names})


def task_of(config: Config, table: Table, run: Run, departures: Reading, steps: int) -> Task:
    """Data, splits and networks of a table under some departures, for so many steps."""
    starts = {start for name in departures if (start := DEPARTURES[name].fields.get("start"))}
    changed = in_table(config, table, run.part, departures)
    changed = replace(
        changed,
        steps=steps,
        evaluate_every=max(1, steps // config.evaluations),
        warm_up_steps=min(changed.warm_up_steps, steps),
    )
    return Task.load(changed, replace(run, start=starts.pop() if starts else "gauge"))


def steps_of(config: Config, table: Table, run: Run) -> int:
    """Of each training: those of the rule, so that smaller batches do not mean more."""
    if config.steps is not None:
        return config.steps
    return Task.load(in_table(config, table, run.part, RULE), run).steps // config.part_of_steps


def _chosen(part: str) -> dict[Role, Reading]:
    records = explored()
    if part not in records:
        raise InputError(
            f"dataset={part}: its readings were not explored, and none is chosen to confirm; first "
            f"rdo run recovered_settings --dataset {part} --profile reduced."
        )
    return chosen(part, records)


def _by_role(
    config: Config, part: str, roles: Mapping[Role, Reading], arms: Mapping[str, Arm]
) -> dict[str, Arm]:
    """The arms of the chosen readings, with the metrics of the mixture that each is scored by."""
    found: dict[str, Arm] = {}
    counted: set[str] = set()
    for role, reading in roles.items():
        for table in config.tables:
            for method in METHODS:
                name = arm_name(table, method, trained(config, table, part, method, reading))
                arm = arms[name]
                metrics = {k: v for k, v in arm.metrics.items() if not k.endswith("_test_mixture")}
                if TEST_MIXTURE in reading:
                    metrics |= {k: arm.metrics[f"{k}_test_mixture"] for k in _OF_TEST_MIXTURE}
                seconds = 0.0 if name in counted else arm.seconds  # both roles may share a training
                counted.add(name)
                own = replace(arm, metrics=metrics, seconds=seconds)
                found[confirmed_name(role, table, method)] = own
    return found


def _departs(config: Config, run: Run, reading: Reading) -> bool:
    """Whether some method of some table is trained differently under it."""
    return any(
        trained(config, table, run.part, method, reading)
        for table in config.tables
        for method in METHODS
    )


def _train_all(
    config: Config,
    run: Run,
    readings: Sequence[Reading],
    arms: dict[str, Arm],
    arrays: dict[str, np.ndarray],
) -> Data:
    """Train what is not among the arms yet, and add it there."""
    for table in config.tables:
        steps = steps_of(config, table, run)
        for reading, method in product(readings, METHODS):
            departures = trained(config, table, run.part, method, reading)
            name = arm_name(table, method, departures)
            if name not in arms:
                task = task_of(config, table, run, departures, steps)
                arms[name], along = _trained(name, method, task, departures)
                arrays |= along
    return Task.load(in_table(config, table, run.part, RULE), run).source


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
