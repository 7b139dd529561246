"""What moves a verdict, and what must not: over every rule."""

import dataclasses
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replication.ledger import Claim, judge
from tests.replication.ledger import examples
from tests.replication.ledger.examples import UNBOUNDED, around, unbounded

CLAIM, MEDIAN_CLAIM = map(unbounded, (examples.CLAIM, examples.MEDIAN_CLAIM))
STATEMENT, AT_LEAST = map(unbounded, (examples.STATEMENT, examples.AT_LEAST))
TENDENCY = unbounded(examples.TENDENCY)
make_record = partial(examples.make_record, metric=UNBOUNDED)

ORDERED = replace(TENDENCY, rule="at_least", minus="dagmm", value=0.0)
RULES = [CLAIM, MEDIAN_CLAIM, STATEMENT, AT_LEAST, TENDENCY, ORDERED]
NAMES = ["mean", "median", "at most", "at least", "tendency", "difference"]
BELOW = {"direction only", "not reached"}

# Ties are tested over all signs, which takes long from ten seeds on.
every_rule = pytest.mark.parametrize("claim", RULES, ids=NAMES)
SCORES = st.lists(st.integers(0, 128).map(lambda k: k / 128), min_size=5, max_size=6)


def verdict(claim: Claim, ours: list[float | None], other: float = 0.3) -> str:
    arms: dict[str, list[float | None]] = {
        "radogaga_log": list(ours),
        "dagmm": [other] * len(ours),
    }
    return judge(claim, make_record(arms)).verdict


@settings(max_examples=15)
@given(by=st.floats(0.1, 100), other=st.floats(-1, 1))
@every_rule
def test_a_metric_moved_across_its_bound_flips_the_verdict(
    claim: Claim, by: float, other: float
) -> None:
    edge = claim.value + (other if claim.minus else 0.0)
    low, high = (verdict(claim, around(edge + side * by), other) for side in (-1, 1))
    if claim.is_statement:
        expected = ("holds", "refuted") if claim.rule == "at_most" else ("refuted", "holds")
        assert (low, high) == expected
    else:
        assert low in BELOW
        assert high == "exceeded"


@settings(max_examples=15)
@given(seed=st.integers(0, 4), beyond=st.floats(1e-6, 10))
@pytest.mark.parametrize("claim", [STATEMENT, AT_LEAST])
def test_one_seed_moved_across_a_bound_refutes_what_is_about_every_seed(
    claim: Claim, seed: int, beyond: float
) -> None:
    values: list[float | None] = [claim.value] * 5
    assert verdict(claim, values) == "holds"
    values[seed] = claim.value + (beyond if claim.rule == "at_most" else -beyond)
    assert verdict(claim, values) == "refuted"
    assert verdict(replace(claim, open="The rate."), values) == "undecided"
    assert verdict(replace(claim, judged="tendency"), values) == "undecided"


@settings(max_examples=15)
@given(ours=SCORES, data=st.data())
@every_rule
def test_the_order_of_the_seeds_is_of_no_account(
    claim: Claim, ours: list[float], data: st.DataObject
) -> None:
    other = [0.3 + 0.01 * seed for seed in range(len(ours))]
    order = data.draw(st.permutations(range(len(ours))))
    one, two = (
        judge(
            claim,
            make_record({"radogaga_log": [ours[k] for k in o], "dagmm": [other[k] for k in o]}),
        )
        for o in (range(len(ours)), order)
    )
    assert (one.verdict, one.k, one.p, one.median) == (two.verdict, two.k, two.p, two.median)


@settings(max_examples=15)
@given(ours=SCORES, where=st.lists(st.integers(0, 20), max_size=4))
@every_rule
def test_failed_seeds_change_nothing_but_their_count(
    claim: Claim, ours: list[float], where: list[int]
) -> None:
    longer: list[float | None] = list(ours)
    for place in where:
        longer.insert(place, None)
    one = judge(claim, make_record({"radogaga_log": list(ours), "dagmm": [0.3] * len(ours)}))
    two = judge(claim, make_record({"radogaga_log": longer, "dagmm": [0.3] * len(longer)}))
    assert two.failures == len(where)
    bare = [replace(each, failures=0, reason="", comparisons=()) for each in (one, two)]
    assert bare[0] == bare[1]
    assert [c.p for c in one.comparisons] == [c.p for c in two.comparisons]
    assert two.measured is not None
    assert np.isfinite(two.measured).all()


@settings(max_examples=15)
@given(ours=SCORES, up=st.integers(0, 128).map(lambda k: k / 128))
@pytest.mark.parametrize("claim", [CLAIM, MEDIAN_CLAIM])
def test_a_printed_number_fares_no_worse_when_all_values_rise_alike(
    claim: Claim, ours: list[float], up: float
) -> None:
    fares_no_worse(claim, ours, [value + up for value in ours])


@settings(max_examples=15)
@given(ours=SCORES, data=st.data())
def test_nor_does_one_judged_by_its_median_when_each_rises_as_it_likes(
    ours: list[float], data: st.DataObject
) -> None:
    fares_no_worse(MEDIAN_CLAIM, ours, [data.draw(st.floats(value, 2)) for value in ours])


def fares_no_worse(claim: Claim, ours: list[float], raised: list[float]) -> None:
    one, two = (
        judge(claim, make_record({"radogaga_log": list(v), "dagmm": [0.3] * len(v)}))
        for v in (ours, raised)
    )
    assert one.interval is not None
    assert two.interval is not None
    assert two.interval.low >= one.interval.low - 1e-12
    assert two.interval.high >= one.interval.high - 1e-12
    if one.verdict not in BELOW:
        assert two.verdict not in BELOW
    if one.verdict == "exceeded":
        assert two.verdict == "exceeded"


@settings(max_examples=15)
@given(ours=SCORES, up=st.integers(0, 128).map(lambda k: k / 128))
@pytest.mark.parametrize("claim", [AT_LEAST, replace(TENDENCY, rule="at_least", value=0.5)])
def test_nor_does_a_statement_that_asks_for_at_least(
    claim: Claim, ours: list[float], up: float
) -> None:
    rank = {"refuted": 0, "undecided": 1, "holds": 2}
    ours = ours[:5] + [0.5] * (5 - len(ours))
    assert rank[verdict(claim, [v + up for v in ours])] >= rank[verdict(claim, list(ours))]


@settings(max_examples=15)
@given(centre=st.floats(-2, 2))
@every_rule
def test_a_reduced_record_in_place_of_the_papers_leaves_a_claim_undecided(
    claim: Claim, centre: float
) -> None:
    arms = {"radogaga_log": around(centre), "dagmm": around(0.1)}
    full, reduced = make_record(arms), make_record(arms, "reduced")
    found = judge(claim, reduced)
    assert (found.verdict, found.cause, found.scale) == ("undecided", "reduced", "reduced")
    excepted = dataclasses.replace(claim, any_scale="Nothing is trained.")
    assert judge(excepted, reduced).verdict == judge(claim, full).verdict
