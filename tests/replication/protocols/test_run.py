"""Fixed scores under every protocol, from configuration to record."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from rdo.evaluation import PROTOCOLS
from rdo.training import Ensemble
from replication import table1
from replication.kit.tables import results_table
from replication.ledger import Record
from replication.protocols import EXPERIMENT
from replication.protocols.config import DETECTORS, LABELS, arm_name
from replication.protocols.run import SCORES


def test_every_detector_is_judged_under_every_protocol(record: Record) -> None:
    assert list(SCORES) == list(DETECTORS)
    assert set(record.arms) == set(LABELS)
    for arm in record.arms.values():
        assert arm.failures == []
        assert {"precision", "recall", "f1", "prevalence", "n_flagged"} <= set(arm.metrics)
        assert all(len(values) == 3 for values in arm.metrics.values())
    assert (record.data.rows, record.data.columns) == (569, 30)


def test_the_papers_protocol_gives_what_table_1_gives(record: Record) -> None:
    brief = {"steps": 3, "warm_up_steps": 3}
    there = table1.EXPERIMENT.run(*table1.EXPERIMENT.plan("breast_cancer", options=brief)).arms
    for detector in ("untrained", "pca", "isolation_forest"):
        here = record.arms[arm_name(detector, "paper")].metrics
        for metric in ("precision", "recall", "f1", "prevalence", "n_flagged"):
            assert here[metric] == there[detector].metrics[metric]
        for metric in ("roc_auc", "average_precision"):
            assert here[metric] == pytest.approx(there[detector].metrics[metric], abs=1e-3)


def test_random_scores_know_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replication.protocols.run.SCORES", {"random": SCORES["random"]})
    arms = EXPERIMENT.run(*EXPERIMENT.plan("breast_cancer", seeds=20)).arms
    roc_auc = arms["random_paper"].by_seed("roc_auc")
    assert np.mean(roc_auc) == pytest.approx(0.5, abs=0.03)
    assert len(set(roc_auc)) == 20


def test_a_seed_gives_the_same_alone_and_in_company(record: Record) -> None:
    config, run = EXPERIMENT.plan("breast_cancer")
    for name, arm in EXPERIMENT.run(config, replace(run, seeds=(1,))).arms.items():
        for metric in ("f1", "recall"):
            assert arm.metrics[metric][0] == record.arms[name].metrics[metric][1]


def test_scores_that_are_nan_fail_their_seed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Ensemble.map

    def spoilt(self: Ensemble, name: str, *arguments: Any) -> Any:
        result = honest(self, name, *arguments)
        if name == "score":
            result[0, 0] = torch.nan
        return result

    monkeypatch.setattr(Ensemble, "map", spoilt)
    arms = EXPERIMENT.run(*EXPERIMENT.plan("breast_cancer", seeds=2)).arms
    for name in PROTOCOLS:
        spoilt_arm = arms[arm_name("untrained", name)]
        assert [failure.seed for failure in spoilt_arm.failures] == [0]
        assert spoilt_arm.metrics["f1"][1] is not None
        assert arms[arm_name("pca", name)].failures == []


def test_it_shows_as_a_table(record: Record) -> None:
    table = results_table(record, EXPERIMENT.headings)
    assert len(table) == len(record.arms)
    assert "PCA, the papers' protocol" in table.index
