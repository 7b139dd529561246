"""Scores the rows of Tables 1 and 4 by controls, under one scaling after another."""

from replication.kit import Outcome, Run
from replication.kit.anomaly.control_arms import control_arms
from replication.kit.anomaly.task import Task
from replication.ledger import Arm
from replication.scaling_alone.config import Config, arm_name, in_table

__all__ = ["run"]


def run(config: Config, run: Run) -> Outcome:
    """Judge the controls of each table under each scaling, on the tables' own splits.

    An arm is a control of a table under a scaling and holds, for every seed, what that of
    ``table1`` holds. PCA keeps as many components, and the mixture and the untrained network have
    as many, as the table's networks have; the Isolation Forest is the same in both tables.
    """
    arms: dict[str, Arm] = {}
    for table in config.tables:
        for scaling in config.scalings:
            task = Task.load(in_table(config, table, run.part, scaling), run)
            for control, arm in control_arms(task).items():
                arms[arm_name(table, control, scaling)] = arm
    return Outcome(arms, task.source)
