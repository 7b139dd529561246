"""A short exploration."""

from dataclasses import replace

import numpy as np
import pytest

from replication import table1
from replication.kit import Result
from replication.kit.anomaly.task import Task
from replication.kit.labels import METHODS
from replication.recovered_settings import EXPERIMENT
from replication.recovered_settings import run as module
from replication.recovered_settings.config import configure, name_of
from replication.recovered_settings.readings import SINGLES
from replication.recovered_settings.run import steps_of, task_of


def test_an_arm_per_table_method_and_training_pairs_included(result: Result) -> None:
    readings = ["rule", "no_dropout", "standard", "no_dropout_and_standard"]
    assert result.record.config["readings"] == readings
    assert set(result.record.arms) == {
        f"table1_{method}_{reading}" for method in METHODS for reading in readings
    }


def test_every_reading_trains_differently(result: Result) -> None:
    found = [tuple(arm.metrics["median_error"]) for arm in result.record.arms.values()]
    assert len(set(found)) == len(found)


def test_every_arm_is_scored_under_both_mixtures_and_followed(result: Result) -> None:
    for name, arm in result.record.arms.items():
        assert {"f1", "f1_test_mixture", "largest_weight"} <= set(arm.metrics)
        assert list(result.arrays[f"{name}_at"]) == [0, 4, 8]
        assert result.arrays[f"{name}_f1"].shape == (3, 2)
        last = result.arrays[f"{name}_f1"][-1]
        np.testing.assert_allclose(last, arm.finished("f1"), rtol=1e-6)
    differ = [a.metrics["f1"] != a.metrics["f1_test_mixture"] for a in result.record.arms.values()]
    assert any(differ)


def test_steps_are_a_part_of_the_rules() -> None:
    config, run = EXPERIMENT.plan("breast_cancer", "reduced", 1)
    rule = Task.load(table1.configure("breast_cancer", "paper"), run)
    steps = steps_of(config, rule)
    assert steps == rule.steps // 4
    assert steps_of(configure("breast_cancer", "paper"), rule) == rule.steps
    assert steps_of(replace(config, steps=7), rule) == 7
    task = task_of(config, "table1", run, frozenset({"batch_1024"}), steps)
    assert task.steps == steps
    assert task.config.batch_size == task.train_rows.shape[1] < 1024  # of all rows that there are
    assert task.config.evaluate_every == steps // 10
    other = task_of(config, "table1", run, frozenset({"batch_128"}), steps)
    assert other.config.batch_size == 128


@pytest.mark.parametrize("reading", SINGLES, ids=name_of)
def test_every_reading_trains_a_step_and_is_scored(reading: frozenset[str]) -> None:
    config, run = EXPERIMENT.plan("breast_cancer", seeds=1, options={"steps": 2, "paired": 0})
    outcome = EXPERIMENT.run(replace(config, readings=(name_of(reading),), evaluations=1), run)
    for arm in outcome.arms.values():
        assert arm.metrics["f1"][0] is not None


@pytest.mark.parametrize(
    ("name", "start", "weights"),
    [("glorot", "glorot", "glorot"), ("pytorch", "glorot", "pytorch"), ("rows", "gauge", "glorot")],
)
def test_starts_reach_the_training(name: str, start: str, weights: str) -> None:
    config, run = EXPERIMENT.plan("breast_cancer", seeds=1)
    task = task_of(config, "table1", run, frozenset({name}), steps=5)
    assert (task.run.start, task.config.weights) == (start, weights)


def test_what_is_chosen_is_confirmed_under_its_own_mixture(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = frozenset({"test_mixture"})
    by_role = {"common": test, "own": frozenset({"standard"}) | test, "highest": frozenset()}
    readings = {f"{role}_table1_{m}": reading for role, reading in by_role.items() for m in METHODS}
    monkeypatch.setattr(module, "chosen_for", lambda run: readings)
    config, run = EXPERIMENT.plan("breast_cancer", "smoke", options={"steps": 8, "evaluations": 2})
    outcome = EXPERIMENT.run(replace(config, readings=None), run)
    named = outcome.settings["readings"]
    assert (named["common_table1_dagmm"], named["highest_table1_dagmm"]) == ("test_mixture", "rule")
    assert named["own_table1_dagmm"] == "test_mixture_and_standard"
    explored = result.record.arms
    for role, reading, of in (
        ("common", "rule", "f1_test_mixture"),
        ("own", "standard", "f1_test_mixture"),
        ("highest", "rule", "f1"),
    ):
        for method in METHODS:
            found = outcome.arms[f"{role}_table1_{method}"].metrics
            before = explored[f"table1_{method}_{reading}"].metrics
            assert found["f1"] == before[of]
            assert found["median_error"] == before["median_error"]
            assert not any(name.endswith("test_mixture") for name in found)
    seconds = [arm.seconds for name, arm in outcome.arms.items() if name.startswith("highest")]
    assert seconds == [0.0] * 3  # those trainings are counted with the first that shares them
