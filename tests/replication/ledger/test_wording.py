"""Rounded text never says what the number does not."""

import dataclasses

from hypothesis import example, given
from hypothesis import strategies as st

from replication.ledger import judge
from replication.ledger.wording import apart, claimed_text, kept_text, measured_text
from tests.replication.ledger.examples import (
    CLAIM,
    MEDIAN_CLAIM,
    STATEMENT,
    around,
    make_record,
    unbounded,
)

FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(value=FINITE, bound=FINITE, digits=st.integers(1, 6))
@example(value=0.9497, bound=0.95, digits=2)
@example(value=0.1 + 0.2, bound=0.3, digits=2)
@example(value=-0.0, bound=0.0, digits=2)
@example(value=1.7976931348623157e308, bound=1.0, digits=2)
def test_a_value_never_reads_as_the_bound_or_as_beyond_it(
    value: float, bound: float, digits: int
) -> None:
    shown = float(apart(value, bound, digits))
    assert (shown < bound, shown == bound, shown > bound) == (
        value < bound,
        value == bound,
        value > bound,
    )


@given(bound=FINITE)
@example(bound=0.123456789)
def test_a_bound_is_shown_as_it_is(bound: float) -> None:
    claim = dataclasses.replace(unbounded(STATEMENT), value=bound)
    assert float(claimed_text(claim).removeprefix("at most ")) == bound


def test_no_more_digits_than_tell_the_two_apart() -> None:
    assert [apart(value, 0.95) for value in (0.31234, 0.9497, 0.9501, 0.95)] == [
        *("0.31", "0.9497", "0.9501", "0.95"),
    ]
    assert apart(0.9496, 0.95, 4) == "0.9496"


def test_a_printed_number_has_the_papers_digits() -> None:
    judgement = judge(CLAIM, make_record({"radogaga_log": around(0.6), "dagmm": around(0.1)}))
    assert claimed_text(CLAIM) == "0.6000 (0.0500)"
    assert (measured_text(judgement), kept_text(judgement)) == ("0.6000 (0.0158)", "5/5")
    judgement = judge(MEDIAN_CLAIM, make_record({"radogaga_log": around(0.64)}))
    assert claimed_text(MEDIAN_CLAIM) == "0.600"
    assert (measured_text(judgement), kept_text(judgement)) == ("median 0.640", "4/5")


def test_a_statement_shows_its_bound_and_on_which_side_ours_is() -> None:
    judgement = judge(STATEMENT, make_record({"radogaga_log": [0.0201, *[0.02] * 4]}))
    assert claimed_text(STATEMENT) == "at most 0.02"
    assert (measured_text(judgement), kept_text(judgement)) == ("0.02002 (4e-05)", "4/5")
    assert "4 of 5 seeds are at most 0.02; the largest is 0.0201" in judgement.reason
    close = judge(STATEMENT, make_record({"radogaga_log": [0.02000001, *[0.0] * 4]}))
    assert "the largest is 0.02000001" in close.reason
    alone = dataclasses.replace(STATEMENT, minimum_seeds=1)
    assert measured_text(judge(alone, make_record({"radogaga_log": [3e-9]}))) == "3e-09"


def test_nothing_is_shown_where_nothing_was_measured() -> None:
    judgement = judge(CLAIM, None)
    assert (measured_text(judgement), kept_text(judgement)) == ("", "")
