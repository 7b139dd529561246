"""What is scored without training."""

from dataclasses import replace

import numpy as np

from replication.kit import Run
from replication.kit.anomaly.task import Task
from replication.kit.anomaly.without_training import control_arms, untrained_arm
from replication.kit.controls import CONTROLS
from replication.table1 import configure


def test_controls_are_the_untrained_network_and_scikit_learns() -> None:
    run = Run("table1", "breast_cancer", "smoke", (0, 1))
    task = Task.load(configure("breast_cancer", "smoke"), run)
    arms = control_arms(task)
    assert list(arms) == ["untrained", *CONTROLS]
    assert arms["untrained"].metrics["f1"] == untrained_arm(task).metrics["f1"]
    assert all(len(arm.metrics["f1"]) == 2 and not arm.failures for arm in arms.values())


def test_a_forest_scores_the_rows_as_scikit_learn_does() -> None:
    run = Run("table1", "breast_cancer", "smoke", (3,))
    task = Task.load(configure("breast_cancer", "smoke"), run)
    (train,), (test,) = task.train_rows, task.test_rows
    scored = CONTROLS["isolation_forest"](task.scaled[train], task.scaled[test], task.config, 3)
    expected = task.judge([scored.scores])["f1"]
    np.testing.assert_array_equal(control_arms(task)["isolation_forest"].metrics["f1"], expected)


def test_an_untrained_network_does_not_depend_on_the_loss_weights() -> None:
    run = Run("table1", "breast_cancer", "smoke", (0,))
    config = configure("breast_cancer", "smoke")
    arms = [
        untrained_arm(Task.load(replace(config, lambda1=weight), run)) for weight in (1.0, 50.0)
    ]
    assert arms[0].metrics["f1"] == arms[1].metrics["f1"]
