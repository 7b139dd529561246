"""Tables 1 and 4 from configuration to record."""

from typing import Any

import numpy as np
import pytest
import torch

from rdo.training import Ensemble
from replication.kit import Result, Run, run_experiment
from replication.kit.anomaly.task import Task
from replication.kit.controls import CONTROLS
from replication.kit.labels import METHODS, TRAINED_CONTROLS
from replication.ledger import REPOSITORY, Record, read_record
from replication.table1 import configure


def short(dataset: str, seeds: int = 2, start: Any = "gauge", **options: Any) -> Result:
    brief = {"steps": 8, "warm_up_steps": 8, "evaluate_every": 4, **options}
    return run_experiment("table1", dataset=dataset, seeds=seeds, start=start, options=brief)


@pytest.fixture(scope="module")
def result() -> Result:
    return short("breast_cancer", 3)


@pytest.fixture(scope="module")
def alone() -> Record:
    return short("breast_cancer", 1).record


def test_every_arm_has_every_seeds_values(result: Result) -> None:
    record = result.record
    assert set(record.arms) == {*CONTROLS, "untrained", *TRAINED_CONTROLS, *METHODS}
    for name, arm in record.arms.items():
        assert arm.failures == []
        assert {"precision", "recall", "f1", "roc_auc", "average_precision"} <= set(arm.metrics)
        assert ("variance_explained" in arm.metrics) == (name not in CONTROLS)
        assert ("median_error" in arm.metrics) == (name not in CONTROLS)
        assert len(set(arm.metrics["prevalence"])) == 1
        assert ("gram_diagonal" in arm.metrics) == name.startswith("radogaga")
        assert all(len(values) == 3 for values in arm.metrics.values())
    assert record.data.columns == 30
    assert record.config["steps"] == 8


def test_arrays_hold_every_term_of_every_method(result: Result) -> None:
    steps = result.arrays["radogaga_log_steps"]
    for name in ("dagmm_energy", "radogaga_d_rate", "radogaga_log_scaling"):
        assert result.arrays[name].shape == (len(steps), 3)


def test_arrays_hold_f1_along_the_training_which_ends_at_the_records(result: Result) -> None:
    for name in (*METHODS, *TRAINED_CONTROLS):
        assert list(result.arrays[f"{name}_observed_at"]) == [0, 4, 8]
        along = result.arrays[f"{name}_observed_f1"]
        final = np.array(result.record.arms[name].metrics["f1"], dtype=float)
        np.testing.assert_allclose(along[-1], final, rtol=1e-6)


def test_each_control_reports_what_it_used(result: Result) -> None:
    arms = result.record.arms
    assert arms["pca"].config == {"n_components": 6}
    assert arms["isolation_forest"].config == {}
    assert arms["gaussian_mixture"].config["n_components"] == 2
    plain = {"model": "Autoencoder", "n_features": 30, "hidden": [30, 24], "n_latent": 6}
    assert arms["autoencoder"].config == plain
    assert arms["dagmm_warm"].config == arms["dagmm"].config


def test_a_seed_gives_the_same_alone_and_in_company(result: Result, alone: Record) -> None:
    for name, arm in alone.arms.items():
        for metric in ("f1", "roc_auc"):
            together = result.record.arms[name].metrics[metric]
            assert arm.metrics[metric][0] == pytest.approx(together[0], abs=1e-3)


def test_training_changes_the_scores(result: Result) -> None:
    scores = {tuple(arm.metrics["roc_auc"]) for arm in result.record.arms.values()}
    assert len(scores) == len(result.record.arms)


def ratios(record: Record) -> list[float]:
    return [
        precision / recall
        for arm in record.arms.values()
        for precision, recall in zip(arm.metrics["precision"], arm.metrics["recall"], strict=True)
        if precision and recall
    ]


RATIOS = {
    "thyroid": 46 / 48,
    "arrhythmia": 33 / 34,
    "kddcup": 48_639 / 49_402,
    "kddcup_rev": 12_159 / 12_160,
}
"""Precision over recall by Tables 1 and 4: anomalies in the test half over rows flagged."""


@pytest.mark.parametrize(
    "dataset",
    [pytest.param(n, marks=pytest.mark.needs_data(n)) for n in ("thyroid", "arrhythmia")],
)
def test_precision_over_recall_is_the_papers(dataset: str) -> None:
    # From Glorot's weights fewer arms run, and the protocol is the same for all.
    found = ratios(short(dataset, 1, "glorot", steps=3, max_rows=None).record)
    assert found
    np.testing.assert_allclose(found, RATIOS[dataset], rtol=1e-12)


@pytest.mark.slow
@pytest.mark.parametrize(
    "dataset",
    [pytest.param(n, marks=pytest.mark.needs_data(n)) for n in ("kddcup", "kddcup_rev")],
)
def test_precision_over_recall_is_the_papers_on_all_rows_of_kddcup(dataset: str) -> None:
    """Whatever the scores, so that nothing needs training."""
    run = Run("table1", dataset, "paper", (0,))
    task = Task.load(configure(dataset, "paper"), run)
    scores = np.random.default_rng(0).random(task.test_rows.shape)
    judged = task.judge(scores)
    np.testing.assert_allclose(judged["precision"] / judged["recall"], RATIOS[dataset], rtol=1e-12)


@pytest.mark.parametrize("table", ["table1", "table4"])
def test_precision_over_recall_is_the_papers_in_every_record(table: str) -> None:
    paths = sorted((REPOSITORY / "results" / table).glob("*/*.json"))
    assert paths
    assert {path.parent.name for path in paths} <= set(RATIOS)
    for record in map(read_record, paths):
        found = ratios(record)
        assert len(found) > len(record.seeds)
        np.testing.assert_allclose(found, RATIOS[record.dataset], rtol=1e-12)


def test_both_starts_run_and_differ(alone: Record) -> None:
    glorot = short("breast_cancer", 1, "glorot").record
    assert not alone.variant.startswith("glorot")
    assert glorot.variant.startswith("glorot_")
    assert set(glorot.arms) == {"untrained", "radogaga_d", "radogaga_log"}
    gram = [record.arms["radogaga_log"].metrics["gram_diagonal"][0] for record in (alone, glorot)]
    assert abs(np.log(gram[0])) < 1  # type: ignore[arg-type]
    assert abs(np.log(gram[1])) > 1  # type: ignore[arg-type]


def test_the_smoke_profile_takes_some_of_many_rows() -> None:
    small = short("breast_cancer", 1, "glorot", max_rows=500).record
    assert small.data.rows == 500
    assert small.config["max_rows"] == 500


def test_a_seed_that_fails_is_named_and_the_others_keep_their_values() -> None:
    """A learning rate at which some parts of the run collapse."""
    record = short("breast_cancer", steps=30, learning_rate=1).record
    assert record.arms["radogaga_d"].failures
    for arm in record.arms.values():
        failed = {failure.seed for failure in arm.failures}
        for values in arm.metrics.values():
            assert [value is None for value in values] == [seed in failed for seed in (0, 1)]


def test_an_energy_that_is_nan_fails_its_seed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Ensemble.map

    def spoilt(self: Ensemble, name: str, *arguments: Any) -> Any:
        result = honest(self, name, *arguments)
        if name == "represent":
            result[0, 0] = torch.nan
        return result

    monkeypatch.setattr(Ensemble, "map", spoilt)
    record = short("breast_cancer").record
    for name in ("untrained", *METHODS):
        arm = record.arms[name]
        assert [failure.seed for failure in arm.failures] == [0]
        assert arm.metrics["f1"][0] is None
        assert arm.metrics["f1"][1] is not None
