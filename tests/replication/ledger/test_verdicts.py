import dataclasses
import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdo.errors import InputError
from rdo.evaluation import paired_p_value
from replication.ledger import MINIMUM_SEEDS, Claim, judge
from tests.replication.ledger.examples import CLAIM, MEDIAN_CLAIM, make_record

SPREAD = [-0.02, -0.01, 0.0, 0.01, 0.02]
BELOW_CLAIM = dataclasses.replace(CLAIM, above=(), below=("radogaga_d",))


def around(centre: float) -> list[float]:
    return [centre + offset for offset in SPREAD]


@pytest.mark.parametrize("claim", [CLAIM, MEDIAN_CLAIM])
@pytest.mark.parametrize(
    ("centre", "other", "verdict"),
    [
        (0.60, 0.1, "reproduced"),
        (0.60, 0.9, "reproduced"),  # the band decides, whatever the ordering
        (0.55, 0.1, "reproduced"),  # exactly one half-width below
        (0.65, 0.1, "reproduced"),  # exactly one half-width above
        (0.5499, 0.1, "direction only"),
        (0.5499, 0.9, "not reproduced"),
        (0.6501, 0.9, "exceeded"),
    ],
)
def test_the_four_verdicts_and_their_boundaries(
    claim: Claim, centre: float, other: float, verdict: str
) -> None:
    record = make_record({"radogaga_log": around(centre), "dagmm": around(other)})
    judgement = judge(claim, record)
    assert judgement.verdict == verdict
    assert judgement.measured is not None
    assert judgement.measured.mean == pytest.approx(centre)
    assert judgement.measured.sd == pytest.approx(statistics.stdev(SPREAD))
    assert (judgement.n, judgement.failures) == (5, 0)
    assert judgement.record == "results/table1/thyroid/paper.json"


def test_the_median_is_used_where_the_rule_says_so() -> None:
    values = [0.0, 0.6, 0.6, 0.6, 0.6]  # one stuck seed moves the mean out of the band
    record = make_record({"radogaga_log": values, "dagmm": [0.7] * 5})
    assert judge(CLAIM, record).verdict == "not reproduced"
    judgement = judge(MEDIAN_CLAIM, record)
    assert (judgement.verdict, judgement.median) == ("reproduced", 0.6)
    assert judge(CLAIM, record).median is None


def test_the_ordering_is_paired_over_the_seeds() -> None:
    # Hard and easy splits differ by far more than the methods: only pairing sees the order.
    splits = [0.05, 0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75]
    ahead = [value + 0.01 + 0.001 * seed for seed, value in enumerate(splits)]
    claim = dataclasses.replace(CLAIM, value=0.9)
    assert judge(claim, make_record({"radogaga_log": ahead, "dagmm": splits})).verdict == (
        "direction only"
    )
    shuffled = splits[::-1]
    assert judge(claim, make_record({"radogaga_log": ahead, "dagmm": shuffled})).verdict == (
        "not reproduced"
    )


def test_a_method_claimed_to_be_below_is_compared_the_other_way_round() -> None:
    low, high = around(0.3), around(0.5)
    record = make_record({"radogaga_log": low, "radogaga_d": high})
    judgement = judge(BELOW_CLAIM, record)
    (comparison,) = judgement.comparisons
    assert (comparison.upper, comparison.lower) == ("radogaga_d", "radogaga_log")
    assert comparison.p == paired_p_value(high, low)
    assert judgement.verdict == "direction only"
    swapped = make_record({"radogaga_log": high, "radogaga_d": low})
    assert judge(BELOW_CLAIM, swapped).verdict == "not reproduced"


def test_every_listed_comparison_has_to_hold() -> None:
    claim = dataclasses.replace(CLAIM, above=("dagmm", "radogaga_d"))
    arms = {"radogaga_log": around(0.4), "dagmm": around(0.3)}
    assert judge(claim, make_record({**arms, "radogaga_d": around(0.2)})).verdict == (
        "direction only"
    )
    assert judge(claim, make_record({**arms, "radogaga_d": around(0.4)})).verdict == (
        "not reproduced"
    )
    missing = judge(claim, make_record(arms))
    assert missing.verdict == "not reproduced"
    assert missing.comparisons[1].p is None
    assert "radogaga_log above radogaga_d: too few pairs" in missing.reason


def test_too_few_pairs_are_no_ordering() -> None:
    # Five seeds finished in either arm, but only four in both.
    ours = [0.4, 0.41, 0.42, 0.43, 0.44, None]
    theirs = [None, 0.1, 0.11, 0.12, 0.13, 0.14]
    judgement = judge(CLAIM, make_record({"radogaga_log": ours, "dagmm": theirs}))
    assert judgement.verdict == "not reproduced"
    assert judgement.comparisons[0].p is None


def test_nothing_claimed_about_order_is_no_direction() -> None:
    claim = dataclasses.replace(CLAIM, above=())
    assert judge(claim, make_record({"radogaga_log": around(0.1)})).verdict == "not reproduced"


def test_a_failed_seed_is_counted_and_never_averaged() -> None:
    values = [0.58, None, 0.59, 0.6, 0.61, 0.62]
    judgement = judge(CLAIM, make_record({"radogaga_log": values, "dagmm": [0.1] * 6}))
    assert judgement.measured is not None
    assert judgement.measured.mean == pytest.approx(0.6)
    assert (judgement.n, judgement.failures) == (5, 1)
    assert "1 of 6 seeds failed" in judgement.reason


def test_fewer_than_five_finished_seeds_are_no_run() -> None:
    values = [0.58, None, 0.59, 0.6, 0.61]
    judgement = judge(CLAIM, make_record({"radogaga_log": values, "dagmm": [0.1] * 5}))
    assert (judgement.verdict, judgement.measured) == ("not run", None)
    assert (judgement.n, judgement.failures) == (4, 1)
    assert "4 of 5 seeds" in judgement.reason


def test_five_is_the_least_a_signed_rank_test_can_use() -> None:
    ahead = [0.1 + 0.01 * seed for seed in range(MINIMUM_SEEDS)]
    assert paired_p_value(ahead, [0.0] * MINIMUM_SEEDS) < 0.05
    assert paired_p_value(ahead[1:], [0.0] * (MINIMUM_SEEDS - 1)) > 0.05


def test_no_record_and_no_arm_are_not_run() -> None:
    assert judge(CLAIM, None).verdict == "not run"
    assert judge(CLAIM, None).record is None
    absent = judge(CLAIM, make_record({"dagmm": around(0.5)}))
    assert (absent.verdict, absent.n) == ("not run", 0)
    assert "no arm radogaga_log" in absent.reason
    assert absent.record == "results/table1/thyroid/paper.json"


def test_a_quoted_number_is_never_judged() -> None:
    claim = dataclasses.replace(CLAIM, rule="cited", cited_from="Liao et al. (2018)")
    judgement = judge(claim, make_record({"radogaga_log": around(0.6)}))
    assert (judgement.verdict, judgement.measured) == ("not run", None)
    assert "Liao et al. (2018)" in judgement.reason


def test_a_record_that_cannot_test_the_claim_is_refused() -> None:
    record = make_record({"radogaga_log": around(0.6)})
    with pytest.raises(InputError, match="table1 on kddcup"):
        judge(dataclasses.replace(CLAIM, dataset="kddcup"), record)


def test_a_metric_that_the_record_lacks_was_not_run() -> None:
    record = make_record({"radogaga_log": around(0.6)})
    judgement = judge(dataclasses.replace(CLAIM, metric="recall"), record)
    assert (judgement.verdict, judgement.measured) == ("not run", None)
    assert "has no recall" in judgement.reason


@settings(max_examples=30)
@given(
    values=st.lists(st.floats(0, 1), min_size=5, max_size=12),
    shift=st.floats(0, 1),
)
def test_higher_scores_never_give_a_lower_verdict(values: list[float], shift: float) -> None:
    rank = {"not reproduced": 0, "direction only": 1, "reproduced": 2, "exceeded": 3}
    other = [0.3] * len(values)

    def verdict(scores: list[float]) -> int:
        record = make_record({"radogaga_log": list(scores), "dagmm": list(other)})
        return rank[judge(CLAIM, record).verdict]

    raised = [value + shift for value in values]
    if verdict(values) >= 2:  # below the band the test's significance is not monotone
        assert verdict(raised) >= verdict(values)
