"""The controls as arms of a record."""

import numpy as np
from sklearn.ensemble import IsolationForest

from replication.kit import Run
from replication.kit.anomaly.control_arms import control_arms, untrained_arm
from replication.kit.anomaly.task import Task
from replication.kit.controls import CONTROLS
from replication.table1 import configure


def test_controls_are_the_untrained_network_and_scikit_learns() -> None:
    run = Run("table1", "breast_cancer", "smoke", (0, 1))
    task = Task.load(configure("breast_cancer", "smoke"), run)
    arms = control_arms(task)
    assert list(arms) == ["untrained", *CONTROLS]
    assert arms["untrained"].metrics["f1"] == untrained_arm(task).metrics["f1"]
    assert all(len(arm.metrics["f1"]) == 2 and not arm.failures for arm in arms.values())


def test_a_forest_is_scikit_learns_with_its_own_settings() -> None:
    run = Run("table1", "breast_cancer", "smoke", (3,))
    task = Task.load(configure("breast_cancer", "smoke"), run)
    (train,), (test,) = task.train_rows, task.test_rows
    forest = IsolationForest(random_state=3).fit(task.scaled[train])
    expected = task.judge([-forest.score_samples(task.scaled[test])])["f1"]
    np.testing.assert_array_equal(control_arms(task)["isolation_forest"].metrics["f1"], expected)
