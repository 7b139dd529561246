"""One choice changed at a time."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from replication.kit import Result
from replication.kit.anomaly.task import Task
from replication.unstated_choices import EXPERIMENT
from replication.unstated_choices.config import ARMS, CHOICES, Choice
from replication.unstated_choices.run import departure


def test_every_choice_of_every_method_is_an_arm(result: Result) -> None:
    assert set(result.record.arms) == set(ARMS)
    assert result.record.arms["dagmm_jitter"].config["jitter"] == 1e-4
    assert result.record.arms["radogaga_d_glorot"].config["start"] == "glorot"


@pytest.mark.parametrize("choice", list(CHOICES))
def test_each_choice_departs_from_the_rule_in_one_entry(choice: Choice) -> None:
    config, run = EXPERIMENT.plan("thyroid")
    changed, started = departure(config, run, choice)
    entries = {**vars(changed), "start": started.start}
    before = {**vars(config), "start": run.start}
    assert {k: v for k, v in entries.items() if v != before[k]} == CHOICES[choice].fields


def test_every_choice_changes_the_result(result: Result) -> None:
    found = {
        choice: tuple(result.record.arms[f"radogaga_d_{choice}"].metrics["variance_explained"])
        for choice in CHOICES
        if choice != "small_batch"  # which this data set has anyway
    }
    assert len(set(found.values())) == len(found)


def test_smaller_batches_do_not_mean_more_steps() -> None:
    config, run = EXPERIMENT.plan("breast_cancer", "smoke", 1)
    brief = replace(config, steps=None, epochs=3, batch_size=179, warm_up_steps=1)
    brief = replace(brief, evaluate_every=1)
    outcome = EXPERIMENT.run(replace(brief, choices=("rule", "small_batch")), run)
    assert outcome.settings == {"steps": 3}
    for choice in ("rule", "small_batch"):
        assert list(outcome.arrays[f"dagmm_{choice}_observed_at"]) == [0, 1, 2, 3]


def test_the_arrays_hold_curves_and_what_is_kept_of_each_direction(result: Result) -> None:
    for name in result.record.arms:
        assert result.arrays[f"{name}_observed_f1"].shape == (3, 2)
        variance = result.arrays[f"{name}_direction_variance"]
        assert variance.shape == result.arrays[f"{name}_direction_kept"].shape == (2, 30)
        assert (np.diff(variance, axis=1) <= 1e-6).all()


def test_jitter_and_cosine_reach_the_model() -> None:
    config, run = EXPERIMENT.plan("breast_cancer", seeds=1)
    changed = replace(config, jitter=1e-3, cosine="distance")
    task, plain = Task.load(changed, run), Task.load(config, run)
    model, other = task.ensemble("dagmm").replica(0), plain.ensemble("dagmm").replica(0)
    x = task.data[:100]
    covariance = model.mixture(x).covariance  # type: ignore[operator]
    z = model.encode(x)  # type: ignore[operator]
    features = model.features(x, z, model.decode(z))  # type: ignore[operator]
    similarity = other.features(x, z, other.decode(z))[:, -1]  # type: ignore[operator]
    torch.testing.assert_close(features[:, -1], (1 - similarity) / 2)
    least = torch.linalg.eigvalsh(covariance)[:, 0]
    assert (least >= 0.99e-3).all()
