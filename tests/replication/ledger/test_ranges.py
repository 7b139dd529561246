"""Ranges of metrics, held against values that are measured."""

from pathlib import Path

import pytest

from replication.ledger import REPOSITORY, load_claims, read_record
from replication.ledger.ranges import range_of

RECORDS = sorted((REPOSITORY / "results").glob("table*/*/*.json"))


@pytest.mark.parametrize("path", RECORDS[:4], ids=lambda path: path.parent.name)
def test_what_was_measured_lies_in_its_range(path: Path) -> None:
    for arm in read_record(path).arms.values():
        for metric, values in arm.metrics.items():
            low, high = range_of(metric) or (float("-inf"), float("inf"))
            assert all(low <= value <= high for value in values if value is not None), metric


def test_a_difference_lies_in_twice_the_range() -> None:
    assert range_of("correlation", minus=True) == (-2, 2)
    assert range_of("auc", minus=True) == (-1, 1)
    assert range_of("evlb") is range_of("evlb", minus=True) is None


def test_every_metric_of_a_range_is_claimed_or_measured() -> None:
    known = {claim.metric for claim in load_claims()}
    for path in (REPOSITORY / "results").glob("t*/*/*.json"):
        for arm in read_record(path).arms.values():
            known |= set(arm.metrics)
    bounded = {metric for metric in known if range_of(metric) is not None}
    assert {"f1", "auc", "correlation", "caught"} <= bounded
