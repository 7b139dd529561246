"""The faults' costs from configuration to record."""

import numpy as np
import pytest

from replication.dagmm_autopsy.config import LABELS, RIGHT, UNTRAINED
from replication.dagmm_autopsy.costs import clusters, costs, energies
from replication.dagmm_autopsy.networks import TrainedNetworks, diagnose
from replication.kit import Result, run_experiment


def test_every_score_is_an_arm_and_so_are_the_untrained_networks(
    result: Result, networks: TrainedNetworks
) -> None:
    arms = result.record.arms
    assert list(arms) == list(LABELS)
    trained, untrained = networks.trained, networks.untrained
    for name in energies(trained[0]):
        expected = [costs(case)[name] for case in trained]
        for metric in ("f1", "average_precision", "moved", "tied"):
            assert arms[name].metrics[metric] == [one[metric] for one in expected]
    right = [case.f1(energies(case)[RIGHT]) for case in untrained]
    assert arms[UNTRAINED].metrics["f1"] == right
    assert "moved" not in arms[UNTRAINED].metrics
    for name, cases in ((RIGHT, trained), (UNTRAINED, untrained)):
        gaps = [diagnose(case.train, case.membership)["gap"] for case in cases]
        assert arms[name].metrics["gap"] == gaps
    assert not any(arm.failures for arm in arms.values())


def test_the_time_of_the_training_counts_once(result: Result) -> None:
    arms = result.record.arms
    assert sum(arm.seconds for arm in arms.values()) == pytest.approx(arms[RIGHT].seconds)


def test_the_arrays_hold_the_training_and_f1_by_the_last_batch(result: Result) -> None:
    assert result.arrays["dagmm_observed_gap"].shape == (13, 2)
    assert result.arrays["last_batch_rows"].tolist() == [4, 179]
    right = result.record.arms[RIGHT].metrics["f1"]
    np.testing.assert_array_equal(result.arrays["last_batch_f1"][-1], right)


def test_clusters_need_no_network() -> None:
    record = run_experiment("dagmm_autopsy", dataset="clusters", seeds=2).record
    assert set(record.arms) == set(LABELS) - {"dropout", UNTRAINED}
    assert (record.data.rows, record.data.columns) == (1_000, 3)
    f1 = [costs(clusters(seed))["averaged"]["f1"] for seed in (0, 1)]
    assert record.arms["averaged"].metrics["f1"] == f1
