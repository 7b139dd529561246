"""Fixed scores under every protocol, from configuration to record."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from rdo.errors import InputError
from rdo.evaluation import PROTOCOLS
from rdo.training import Ensemble
from replication.kit.anomaly import run as anomaly_detection
from replication.kit.anomaly import task as anomaly_task
from replication.kit.catalogue import run_experiment
from replication.kit.labels import LABELS
from replication.kit.record import Outcome
from replication.kit.tables import results_table
from replication.protocols import run as protocols
from replication.protocols.run import DETECTORS, arm_name


@pytest.fixture(scope="module")
def outcome() -> Outcome:
    return protocols.run(protocols.configure("breast_cancer"))


def test_every_detector_is_judged_under_every_protocol(outcome: Outcome) -> None:
    record = outcome.record
    assert len(record.arms) == len(DETECTORS) * len(PROTOCOLS)
    for name, arm in record.arms.items():
        assert name in LABELS
        assert arm.failures == []
        assert {"precision", "recall", "f1", "prevalence", "n_flagged"} <= set(arm.metrics)
        assert all(len(values) == 3 for values in arm.metrics.values())
    assert (record.data.rows, record.data.columns) == (569, 30)


def test_the_papers_protocol_gives_what_table_1_gives(outcome: Outcome) -> None:
    config = anomaly_task.configure(dataset="breast_cancer")
    table1 = anomaly_detection.run(replace(config, steps=3, warm_up_steps=3)).record
    for detector in ("untrained", "pca", "isolation_forest"):
        here = outcome.record.arms[arm_name(detector, "paper")].metrics
        there = table1.arms[detector].metrics
        for metric in ("precision", "recall", "f1", "prevalence", "n_flagged"):
            assert here[metric] == there[metric]
        for metric in ("roc_auc", "average_precision"):
            assert here[metric] == pytest.approx(there[metric], abs=1e-3)


def test_random_scores_know_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocols, "DETECTORS", {"random": DETECTORS["random"]})
    record = protocols.run(protocols.configure("breast_cancer", seeds=20)).record
    roc_auc = record.arms["random_paper"].metrics["roc_auc"]
    assert np.mean(roc_auc) == pytest.approx(0.5, abs=0.03)  # type: ignore[arg-type]
    assert len(set(roc_auc)) == 20


def test_a_seed_gives_the_same_alone_and_in_company(outcome: Outcome) -> None:
    config = replace(protocols.configure("breast_cancer"), seeds=(1,))
    for name, arm in protocols.run(config).record.arms.items():
        for metric in ("f1", "recall"):
            assert arm.metrics[metric][0] == outcome.record.arms[name].metrics[metric][1]


def test_scores_that_are_nan_fail_their_seed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    honest = Ensemble.map

    def spoilt(self: Ensemble, name: str, *arguments: Any) -> Any:
        result = honest(self, name, *arguments)
        if name == "score":
            result[0, 0] = torch.nan
        return result

    monkeypatch.setattr(Ensemble, "map", spoilt)
    arms = protocols.run(protocols.configure("breast_cancer", seeds=2)).record.arms
    for name in PROTOCOLS:
        spoilt_arm = arms[arm_name("untrained", name)]
        assert [failure.seed for failure in spoilt_arm.failures] == [0]
        assert spoilt_arm.metrics["f1"][1] is not None
        assert arms[arm_name("pca", name)].failures == []


def test_profiles() -> None:
    assert protocols.configure().max_rows == 20_000
    paper = protocols.configure(profile="paper")
    assert (paper.dataset, len(paper.seeds), paper.max_rows) == ("thyroid", 20, None)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"dataset": "iris"}, "dataset='iris': table1 has settings for kddcup"),
        ({"seeds": 0}, "seeds=0"),
        ({"profile": "fast"}, "profile='fast'"),
        ({"start": "glorot"}, "start='glorot': this experiment"),
        ({"table": "mine.csv"}, "table='mine.csv'"),
    ],
)
def test_what_cannot_be_run_is_refused(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        run_experiment("protocols", **options)


def test_it_runs_by_name_and_shows_as_a_table(outcome: Outcome) -> None:
    record = run_experiment("protocols", dataset="breast_cancer").record
    assert record.arms["pca_paper"].metrics == outcome.record.arms["pca_paper"].metrics
    table = results_table(record, {"f1": "F1"})
    assert len(table) == len(record.arms)
    assert "PCA, the papers' protocol" in table.index
