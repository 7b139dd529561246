"""Both losses from configuration to record."""

import pytest

from replication.kit import Result, run_experiment

BRIEF = {"steps": 8, "warm_up_steps": 8, "evaluate_every": 4}


@pytest.fixture(scope="module")
def result() -> Result:
    return run_experiment(
        "undivided_loss", dataset="breast_cancer", seeds=2, options=BRIEF, device="cpu"
    )


def test_the_divided_arms_are_table_1s(result: Result) -> None:
    other = run_experiment("table1", dataset="breast_cancer", seeds=2, options=BRIEF, device="cpu")
    for name in ("radogaga_d", "radogaga_log"):
        assert result.record.arms[name].metrics == other.record.arms[name].metrics
        assert result.record.arms[name].config == other.record.arms[name].config


def test_each_weight_is_an_arm_with_the_weight_on_both_parts(result: Result) -> None:
    for weight in (100, 1_000):
        arm = result.record.arms[f"undivided_{weight}"]
        assert arm.config["model"] == "Undivided"
        assert arm.config["lambda1"] == arm.config["lambda2"] == weight
        assert {"f1", "variance_explained", "gram_diagonal"} <= set(arm.metrics)
        assert arm.failures == []


def test_the_losses_lead_apart(result: Result) -> None:
    found = [tuple(arm.metrics["variance_explained"]) for arm in result.record.arms.values()]
    assert len(set(found)) == 4


def test_arrays_hold_the_terms_and_f1_along_the_training(result: Result) -> None:
    for name in result.record.arms:
        assert list(result.arrays[f"{name}_observed_at"]) == [0, 4, 8]
        assert result.arrays[f"{name}_scaling"].shape[1] == 2
