"""The controls that are not trained as the papers train: arms of a record."""

import time

from replication.kit.anomaly.task import Task
from replication.kit.controls import CONTROLS
from replication.kit.record import describe
from replication.ledger import Arm

__all__ = ["control_arms", "untrained_arm"]


def untrained_arm(task: Task) -> Arm:
    """RaDOGAGA(log d)'s network as Glorot's weights leave it: what the protocol gives for free."""
    clock = time.perf_counter()
    ensemble = task.ensemble("radogaga_log")
    metrics = task.score(ensemble)
    config = describe(ensemble.template)
    return task.run.arm(metrics, config=config, seconds=time.perf_counter() - clock)


def control_arms(task: Task) -> dict[str, Arm]:
    """The untrained network, and what scikit-learn has (:mod:`replication.kit.controls`)."""
    return {"untrained": untrained_arm(task)} | {name: _control(name, task) for name in CONTROLS}


def _control(name: str, task: Task) -> Arm:
    clock = time.perf_counter()
    scored = [
        CONTROLS[name](task.scaled[train], task.scaled[test], task.config, seed)
        for seed, train, test in zip(task.run.seeds, task.train_rows, task.test_rows, strict=True)
    ]
    metrics = task.judge(one.scores for one in scored)
    config = scored[0].settings
    return task.run.arm(metrics, config=config, seconds=time.perf_counter() - clock)
