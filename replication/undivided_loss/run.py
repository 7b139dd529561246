"""Trains RaDOGAGA with the divided and with the undivided loss, on the splits of Table 1."""

from dataclasses import dataclass, replace

import numpy as np

from rdo.models import MixtureAutoencoder
from replication.kit import Outcome, Run
from replication.kit.anomaly.run import train_arm
from replication.kit.anomaly.task import Task
from replication.kit.options import check_fits
from replication.kit.record import curves
from replication.ledger import Arm
from replication.undivided_loss.config import DIVIDED, Config, trainings, undivided_name
from replication.undivided_loss.model import Undivided

__all__ = ["run"]


@dataclass(frozen=True)
class _UndividedTask(Task):
    """Table 1's, whose method is the undivided loss with the configuration's weight."""

    def model(self, method: str) -> Undivided:
        like = super().model("radogaga_d")
        assert isinstance(like, MixtureAutoencoder)
        weight, _ = self.config.lambdas("d")
        return Undivided(like.architecture, weight)


def run(config: Config, run: Run) -> Outcome:
    """Train both RaDOGAGAs, and the undivided loss with each weight.

    Every arm of the record holds what RaDOGAGA's of Table 1 do: an undivided one has the same
    networks, first weights, noise, warm-up and fixed gauge. The arrays hold loss terms, F1 and
    what else :meth:`~replication.kit.anomaly.task.Task.follow` follows over the steps.
    """
    task = Task.load(config, run)
    check_fits("rows to train on", task.train_rows.shape[1], batch_size=config.batch_size)
    weights = {undivided_name(weight): weight for weight in config.weights_tried}
    arms: dict[str, Arm] = {}
    arrays: dict[str, np.ndarray] = {}
    for name in run.apart(trainings(config, run)):
        if name in DIVIDED:
            arms[name], history = train_arm(name, task, stage=name)
        else:
            own = replace(config, lambda1=weights[name], lambda2=weights[name])
            undivided = _UndividedTask(**{**vars(task), "config": own})
            arms[name], history = train_arm("undivided", undivided, stage=name)
        arrays |= curves(name, history)
    return Outcome(arms, task.source, arrays, {"steps": task.steps})
