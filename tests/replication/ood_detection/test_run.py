"""The out-of-distribution experiment from configuration to record."""

import pytest

from replication.kit import Result
from replication.kit.tables import results_table
from replication.ood_detection import EXPERIMENT, HEADINGS
from replication.ood_detection import run as ood_detection
from replication.ood_detection.methods import METHODS
from tests.replication.ood_detection.conftest import SHORT

SETS = ("constant", "noise", "half", "chimera")


def test_every_arm_is_judged_on_every_set_and_seed(result: Result) -> None:
    arms = result.record.arms
    assert set(arms) == {*METHODS, "pca", "untrained"} == set(EXPERIMENT.labels)
    kinds = ("auc", "relative", "error", "rebuilt")
    expected = {f"{kind}_{name}" for kind in kinds for name in SETS} | {"error_test"}
    for arm in arms.values():
        assert set(arm.metrics) == expected
        assert all(len(values) == 2 for values in arm.metrics.values())
        assert not arm.failures
    table = results_table(result.record, HEADINGS)
    assert list(table["seeds"]) == [2] * len(arms)


def test_the_record_names_what_was_tested_on(result: Result) -> None:
    config = result.record.config
    assert {name: size for name, (size, _) in config["test_sets"].items()} == dict.fromkeys(
        ("test", *SETS), 12
    )
    assert result.record.data.rows == 1_294
    assert result.record.arms["wasserstein"].config["weight"] == 7.84
    assert result.record.arms["dagmm"].config["score"] == "energy"
    assert result.record.arms["vae"].config["network"] == "Arch28"


def test_a_seed_gives_the_same_alone_and_in_company(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ood_detection, "groups", lambda seeds, device: [tuple(seeds)])
    company = EXPERIMENT.run(*EXPERIMENT.plan("digits", options=SHORT)).arms
    for name, arm in result.record.arms.items():
        for metric, values in arm.metrics.items():
            if metric.startswith("error"):
                assert company[name].metrics[metric] == pytest.approx(values, rel=1e-3)
