"""Tables 1 and 4 of the RaDOGAGA paper: anomaly detection on four data sets."""

import time

import numpy as np
import torch

from rdo.diagnostics import gram_summary
from rdo.models import RaDOGAGA
from rdo.training import History
from replication.kit import Outcome, Run
from replication.kit.anomaly.config import Config, trainings
from replication.kit.anomaly.control_arms import control_arms, untrained_arm
from replication.kit.anomaly.task import Task
from replication.kit.options import check_fits
from replication.kit.record import curves, describe
from replication.ledger import Arm

__all__ = ["run", "train_arm"]

_ROWS_FOR_GRAM = 512


def run(config: Config, run: Run) -> Outcome:
    """Train the methods and score them and the controls, all on the same splits.

    The controls: the network untrained, a plain autoencoder, DAGMM after a start for
    reconstruction alone, and what scikit-learn has (:mod:`replication.kit.controls`). The methods
    other than RaDOGAGA do not depend on the start, so ``glorot`` runs RaDOGAGA and the untrained
    network alone.

    Every arm of the record holds, for every seed: precision, recall, F1, ROC AUC, average
    precision and the prevalence it is to be read against, and the number of ties at the
    threshold; autoencoders also the share of variance explained and the median error, mixtures
    their largest weight and what their marginals would score (:mod:`.scores`), RaDOGAGA the Gram
    matrix of Eq. 10. The arrays hold each loss term over the steps, and F1 and such measures at
    every evaluation along the way.
    """
    task = Task.load(config, run)
    check_fits("rows to train on", task.train_rows.shape[1], batch_size=config.batch_size)
    trained: dict[str, Arm] = {}
    arrays: dict[str, np.ndarray] = {}
    for method in run.apart(trainings(config, run)):
        trained[method], history = train_arm(method, task, stage=method)
        arrays |= curves(method, history)
    gauge = run.start == "gauge"
    arms = control_arms(task) if gauge else {"untrained": untrained_arm(task)}
    return Outcome({**arms, **trained}, task.source, arrays, {"steps": task.steps})


def train_arm(method: str, task: Task, stage: str) -> tuple[Arm, History]:
    """Train a method and score it; of RaDOGAGA the Gram matrix too.

    The stage names the checkpoints of this training within the run.
    """
    ensemble, history = task.train(method, stage=stage)
    clock = time.perf_counter()
    metrics = task.score(ensemble)
    if isinstance(ensemble.template, RaDOGAGA):
        rows = torch.from_numpy(task.train_rows[:, :_ROWS_FOR_GRAM])
        gram = gram_summary(ensemble, task.data[rows].to(task.run.device))
        metrics |= {f"gram_{name}": value for name, value in gram._asdict().items()}
    config = describe(ensemble.template)
    seconds = time.perf_counter() - clock
    return task.run.arm(metrics, history, config, seconds), history
