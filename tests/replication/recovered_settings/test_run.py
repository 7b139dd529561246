"""A short exploration."""

from dataclasses import replace

import numpy as np
import pytest

from rdo.errors import InputError
from replication.kit import Result
from replication.kit.labels import METHODS
from replication.recovered_settings import EXPERIMENT
from replication.recovered_settings import run as module
from replication.recovered_settings.config import configure
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
    steps = steps_of(config, "table1", run)
    assert steps == steps_of(configure("breast_cancer", "paper"), "table1", run) // 4
    assert steps_of(replace(config, steps=7), "table1", run) == 7
    task = task_of(config, "table1", run, frozenset({"batch_1024"}), steps)
    assert (task.steps, task.config.batch_size) == (steps, 1024)
    assert task.config.evaluate_every == steps // 10


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
    roles = {"common": test, "own": frozenset({"standard"}) | test}
    monkeypatch.setattr(module, "_chosen", lambda part: roles)
    config, run = EXPERIMENT.plan("breast_cancer", "smoke", options={"steps": 8, "evaluations": 2})
    outcome = EXPERIMENT.run(replace(config, readings=None), run)
    assert outcome.settings["readings"] == {
        "common": "test_mixture",
        "own": "test_mixture_and_standard",
    }
    before = result.record.arms
    for role, reading in (("common", "rule"), ("own", "standard")):
        for table in config.tables:
            for method in METHODS:
                found = outcome.arms[f"{role}_{table}_{method}"].metrics
                explored = before[f"{table}_{method}_{reading}"].metrics
                assert found["f1"] == explored["f1_test_mixture"]
                assert found["median_error"] == explored["median_error"]
                assert not any(name.endswith("test_mixture") for name in found)


def test_nothing_is_confirmed_that_was_not_explored() -> None:
    config, run = EXPERIMENT.plan("breast_cancer", "paper", 1)
    with pytest.raises(InputError, match=r"readings were not explored.*--profile reduced"):
        EXPERIMENT.run(config, run)
