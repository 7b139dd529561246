"""A configuration with its data: rows, steps and scaling."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from sklearn.datasets import load_breast_cancer

from rdo.errors import InputError
from replication.kit import Run
from replication.kit.anomaly.task import Task
from replication.table1 import configure

RUN = Run("table1", "breast_cancer", "smoke", (0, 1))


def load(**changes: object) -> Task:
    return Task.load(replace(configure("breast_cancer", "smoke"), **changes), RUN)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("scaling", "low", "high", "mean"),
    [("unit", 0, 1, None), ("symmetric", -1, 1, None), ("standard", None, None, 0)],
)
def test_columns_are_scaled(
    scaling: str, low: float | None, high: float | None, mean: float | None
) -> None:
    scaled = load(scaling=scaling).scaled
    if low is not None:
        np.testing.assert_allclose(scaled.min(0), low)
        np.testing.assert_allclose(scaled.max(0), high)  # type: ignore[arg-type]
    if mean is not None:
        np.testing.assert_allclose(scaled.mean(0), mean, atol=1e-12)
        np.testing.assert_allclose(scaled.std(0), 1)


def test_other_scalings_are_scikit_learns() -> None:
    raw = load(scaling="none").scaled
    np.testing.assert_array_equal(raw, load_breast_cancer().data)
    largest = load(scaling="largest").scaled
    np.testing.assert_allclose(largest, raw / np.abs(raw).max(0))
    rows = load(scaling="rows").scaled
    np.testing.assert_allclose(rows, raw / np.sqrt((raw**2).sum(1, keepdims=True)))
    unit = load(scaling="unit_rows").scaled
    low, high = raw.min(1, keepdims=True), raw.max(1, keepdims=True)
    np.testing.assert_allclose(unit, (raw - low) / (high - low), atol=1e-12)


@pytest.mark.parametrize("scaling", ["unit_train", "standard_train"])
def test_each_split_may_have_the_scale_of_its_training_rows(scaling: str) -> None:
    task, raw = load(scaling=scaling), load(scaling="none")
    for k, split in enumerate(task.splits):
        train, test = task.scaled[task.train_rows[k]], task.scaled[task.test_rows[k]]
        low, width = (
            (raw.scaled[split.train].min(0), np.ptp(raw.scaled[split.train], 0))
            if scaling == "unit_train"
            else (raw.scaled[split.train].mean(0), raw.scaled[split.train].std(0))
        )
        np.testing.assert_allclose(train, (raw.scaled[split.train] - low) / width, atol=1e-9)
        np.testing.assert_allclose(test, (raw.scaled[split.test] - low) / width, atol=1e-9)
    alone = Task.load(task.config, replace(RUN, seeds=(1,)))
    np.testing.assert_array_equal(
        alone.scaled[alone.train_rows[0]], task.scaled[task.train_rows[1]]
    )
    assert task.source.rows == len(task.table.y)


def test_every_seed_has_its_own_split_of_normal_training_rows() -> None:
    task = load()
    assert task.train_rows.shape[0] == task.test_rows.shape[0] == 2
    assert not task.table.y[task.train_rows].any()
    assert set(task.train_rows[0]) != set(task.train_rows[1])
    assert not set(task.train_rows[0]) & set(task.test_rows[0])


def test_steps_are_those_asked_for_or_as_many_as_the_epochs_take() -> None:
    assert load(steps=7).steps == 7
    n = load().train_rows.shape[1]
    assert load(steps=None, epochs=3, batch_size=100).steps == 3 * -(-n // 100)


def test_epochs_that_would_not_count_are_refused() -> None:
    run = replace(RUN, options={"epochs": 3})
    config = replace(configure("breast_cancer", "smoke"), epochs=3)
    with pytest.raises(InputError, match=r"option epochs=3: the profile smoke has steps=600"):
        Task.load(config, run)
    both = replace(run, options={"epochs": 3, "steps": None})
    assert Task.load(replace(config, steps=None), both).steps < 600


def test_some_of_many_rows_are_drawn_at_random_and_always_the_same() -> None:
    few, again = load(max_rows=300), load(max_rows=300)
    assert few.source.rows == 300
    np.testing.assert_array_equal(few.scaled, again.scaled)


def test_a_score_that_is_not_a_number_fails_its_seed_alone() -> None:
    task = load()
    scores = np.random.default_rng(0).random(task.test_rows.shape)
    scores[1, 3] = np.nan
    judged = task.judge(scores)
    for name in ("f1", "roc_auc", "prevalence"):
        assert np.isfinite(judged[name]).tolist() == [True, False]


@pytest.mark.parametrize("method", ["radogaga_log", "autoencoder"])
def test_what_is_followed_is_what_the_end_is_judged_by(method: str) -> None:
    task = load()
    ensemble = task.ensemble(method)
    ensemble.parameters[1] = torch.nan
    judged, followed = task.score(ensemble), task.follow(ensemble)
    assert {"f1", "median_error"} < set(followed) < set(judged)
    assert "roc_auc" not in followed
    for name, values in followed.items():
        np.testing.assert_array_equal(values, judged[name])
