"""Printed rows, and whether a mean lies within a deviation of them."""

from dataclasses import replace

import pytest

from rdo.errors import Failure
from replication.kit.anomaly.rows import Row, row_of
from replication.kit.tables import printed_values
from replication.ledger import Arm


def test_a_row_is_reached_on_either_side_of_its_band_and_not_without_a_seed() -> None:
    row = Row("table1", "thyroid", "dagmm", 0.5, 0.1, 0.5)
    for mean, reached in ((0.4, True), (0.6, True), (0.39, False), (0.61, False)):
        assert replace(row, mean=mean).reached == reached
    assert not replace(row, mean=float("nan")).reached


def test_a_mean_is_over_the_seeds_that_finished_if_half_did() -> None:
    claim = printed_values("table1", "thyroid", "f1")["dagmm"]
    one = Arm({"f1": [0.4, None]}, [Failure(1, 3, "diverged")])
    row = row_of("table1", "thyroid", "dagmm", one, "f1")
    assert (row.printed, row.spread, row.mean) == (claim.value, claim.spread, 0.4)
    assert row.shown == f"0.400\N{NO-BREAK SPACE}({row.gap:+.1f}\N{NO-BREAK SPACE}sd)"
    failures = [Failure(1, 3, "diverged"), Failure(2, 3, "diverged")]
    row = row_of("table1", "thyroid", "dagmm", Arm({"f1": [0.4, None, None]}, failures), "f1")
    assert row.gap == -float("inf")
    assert row.mean != pytest.approx(0.4)
