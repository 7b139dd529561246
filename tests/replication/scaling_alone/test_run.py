"""Controls under one scaling after another, from configuration to record."""

import numpy as np
import pytest

from replication import table1
from replication.kit.labels import CONTROLS
from replication.ledger import Record


def test_every_control_is_judged_under_every_scaling(record: Record) -> None:
    assert len(record.arms) == 4 * len(CONTROLS)
    for arm in record.arms.values():
        assert arm.failures == []
        assert {"precision", "recall", "f1", "roc_auc", "average_precision"} <= set(arm.metrics)
        assert all(len(values) == 3 for values in arm.metrics.values())


def test_the_rules_scaling_gives_what_the_table_gives(record: Record) -> None:
    brief = {"steps": 3, "warm_up_steps": 3}
    there = table1.EXPERIMENT.run(*table1.EXPERIMENT.plan("breast_cancer", options=brief)).arms
    for control in CONTROLS:
        here = record.arms[f"table1_{control}_unit"].metrics
        for metric in ("f1", "n_flagged"):
            assert here[metric] == there[control].metrics[metric]


def test_a_forest_does_not_see_how_columns_are_scaled(record: Record) -> None:
    forest = [
        record.arms[f"table1_isolation_forest_{scaling}"].by_seed("roc_auc")
        for scaling in ("unit", "symmetric", "rows")
    ]
    # Its cuts are uniform between a column's ends, whatever these are.
    np.testing.assert_allclose(forest[1], forest[0], atol=2e-3)
    assert np.abs(forest[2] - forest[0]).max() > 0.02


def test_rows_of_length_1_are_another_table(record: Record) -> None:
    for control in CONTROLS:
        before, after = (
            record.arms[f"table1_{control}_{scaling}"].by_seed("roc_auc")
            for scaling in ("unit", "rows")
        )
        assert before != pytest.approx(after, abs=1e-3)
