"""What the papers print, as it is written down."""

import dataclasses
from fractions import Fraction
from typing import Any

import pytest

from rdo.errors import InputError
from replication.ledger import PAPERS, Claim, load_claims
from tests.replication.ledger.examples import CLAIM

# Precision / recall of the protocol: anomalies in the test half over rows flagged.
PRECISION_OVER_RECALL = {
    "kddcup": Fraction(48_639, 49_402),
    "thyroid": Fraction(46, 48),
    "arrhythmia": Fraction(33, 34),
    "kddcup_rev": Fraction(12_159, 12_160),
}

# Rows of the paper's own runs whose printed precision and recall cannot have that ratio.
DEPARTURES = {
    "radogaga.table1.kddcup_rev.radogaga_d",
    "radogaga.table4.kddcup.radogaga_d",
    "radogaga.table4.kddcup_rev.dagmm",
    "radogaga.table4.kddcup_rev.radogaga_log",
}

Rows = dict[str, dict[str, Claim]]


@pytest.fixture(scope="module")
def claims() -> dict[str, Claim]:
    return {claim.id: claim for claim in load_claims()}


@pytest.fixture(scope="module")
def rows(claims: dict[str, Claim]) -> Rows:
    """Claims of the two tables by row (the id without its metric), then by metric."""
    rows: Rows = {}
    for claim in claims.values():
        if claim.experiment in ("table1", "table4") and not claim.is_statement:
            row, _, metric = claim.id.rpartition(".")
            rows.setdefault(row, {})[metric] = claim
    return rows


@pytest.fixture(scope="module")
def own_rows(rows: Rows) -> Rows:
    return {row: cells for row, cells in rows.items() if not cells["f1"].quoted}


def test_every_cell_of_both_tables_and_the_three_correlations(
    claims: dict[str, Claim], rows: Rows
) -> None:
    def count(experiment: str) -> dict[str, int]:
        cells = [row["f1"] for row in rows.values() if row["f1"].experiment == experiment]
        return {data: sum(cell.dataset == data for cell in cells) for data in PRECISION_OVER_RECALL}

    assert count("table1") == {"kddcup": 8, "thyroid": 6, "arrhythmia": 7, "kddcup_rev": 4}
    assert count("table4") == dict.fromkeys(PRECISION_OVER_RECALL, 4)
    assert all(set(row) == {"precision", "recall", "f1"} for row in rows.values())
    tables = [claim for claim in claims.values() if not claim.is_statement]
    counts = {paper: sum(c.paper == paper for c in tables) for paper in PAPERS}
    counts = {paper: count for paper, count in counts.items() if count}
    # The 24 rows of Tables 1 and 4 that are the paper's own are judged under three readings more.
    radogaga = 3 * 25 + 3 * 16 + 3 + 3 * 24
    assert counts == {"radogaga": radogaga, "ebae": 6, "noise_vae": 56 + 21 + 1}
    assert sum(counts.values()) == len(tables)


def test_values_read_from_the_page(claims: dict[str, Claim]) -> None:
    claim = claims["radogaga.table1.thyroid.radogaga_log.f1"]
    assert (claim.value, claim.spread, claim.place) == (0.6702, 0.0585, "Table 1")
    claim = claims["radogaga.table4.kddcup.radogaga_d.recall"]
    assert (claim.value, claim.spread, claim.statement) == (
        0.9608,
        0.0018,
        "recall, RaDOGAGA-(L2) on KDDCup",
    )
    claim = claims["radogaga.section5_1.toy.radogaga_log.correlation"]
    assert (claim.value, claim.spread, claim.tolerance) == (0.999, None, 0.004)
    assert (claim.above, claim.below) == (("radogaga_d", "dagmm"), ())


def test_f1_is_the_harmonic_mean_of_precision_and_recall(rows: Rows) -> None:
    for row, cells in rows.items():
        precision, recall = cells["precision"].value, cells["recall"].value
        harmonic = 2 * precision * recall / (precision + recall)
        # Quoted rows average F1 over runs whose ratio of precision to recall may vary.
        tolerance = 2e-3 if cells["f1"].quoted else 1.1e-4
        assert cells["f1"].value == pytest.approx(harmonic, abs=tolerance), row


def test_precision_over_recall_is_the_protocols_except_where_noted(own_rows: Rows) -> None:
    departing = set()
    for row, cells in own_rows.items():
        precision, recall = cells["precision"], cells["recall"]
        ratio = float(PRECISION_OVER_RECALL[precision.dataset])
        assert precision.spread is not None
        assert recall.spread is not None
        # Both are rounded to four digits, so each can be off by half a unit.
        fits = abs(precision.value - ratio * recall.value) <= 1e-4
        fits = fits and abs(precision.spread - ratio * recall.spread) <= 1.01e-4
        if not fits:
            departing.add(row)
    assert departing == DEPARTURES
    assert {row for row, cells in own_rows.items() if cells["f1"].note} == DEPARTURES


def test_recall_is_a_whole_number_of_hits_over_twenty_splits(own_rows: Rows) -> None:
    # Coarse enough to tell a wrong digit where the anomalies are few.
    for row, cells in own_rows.items():
        anomalies = {"thyroid": 46, "arrhythmia": 33}.get(cells["recall"].dataset)
        if anomalies is not None:
            hits = round(20 * anomalies * cells["recall"].value)
            assert cells["recall"].value == pytest.approx(hits / (20 * anomalies), abs=6e-5), row


def test_orderings_are_the_papers(own_rows: Rows) -> None:
    for cells in own_rows.values():
        for claim in cells.values():
            if claim.method == "dagmm":
                assert (claim.above, claim.below) == ((), ("radogaga_d", "radogaga_log"))
            else:
                assert (claim.above, claim.below) == (("dagmm",), ())


def test_quoted_rows_are_marked_with_their_source(claims: dict[str, Claim]) -> None:
    for claim in claims.values():
        assert claim.quoted == (claim.rule == "cited")
        if not claim.is_statement:
            assert claim.quoted == claim.method.endswith("_cited")


def test_a_row_is_counted_once_under_f1(rows: Rows) -> None:
    for cells in rows.values():
        counted = [metric for metric, claim in cells.items() if claim.counted]
        assert counted == ([] if cells["f1"].quoted else ["f1"])
        assert cells["f1"].printed_runs == 20


def test_what_is_counted_elsewhere_is_counted_there(claims: dict[str, Claim]) -> None:
    for claim in claims.values():
        if claim.counts_with and not claim.quoted:
            assert claims[claim.counts_with].counted


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kind": "guess"}, "unknown kind 'guess'; known are printed"),
        ({"kind": "stated"}, "does not suit the kind 'stated'"),
        ({"kind": "quoted"}, "'cited' is for quoted numbers"),
        ({"cited_from": "Liao et al. (2018)"}, "'cited' is for quoted numbers"),
        ({"corrects": "a.b.c.d"}, "an erratum, and nothing else"),
        ({"printed_runs": 1}, "at least 2, got 1"),
        ({"minimum_seeds": 1}, "needs a standard deviation of ours"),
        ({"tolerance": 0.1}, "no use for the tolerance 0.1"),
        ({"value": float("nan")}, "not a finite number"),
        ({"id": "one.two"}, "an id reads"),
    ],
)
def test_a_claim_that_cannot_be_judged_is_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(InputError, match=fault):
        dataclasses.replace(CLAIM, **changes)
