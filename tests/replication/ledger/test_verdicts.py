"""The verdict on a printed number, and what is not run."""

import dataclasses
import statistics

import pytest

from rdo.errors import InputError
from rdo.evaluation import paired_p_value
from replication.ledger import MINIMUM_SEEDS, Claim, Verdict, judge
from replication.ledger.verification import Verification
from tests.replication.ledger.examples import CLAIM, MEDIAN_CLAIM, around, make_record

BELOW_CLAIM = dataclasses.replace(CLAIM, above=(), below=("radogaga_d",))

# Of `around`: t = 1.72 at 21.2 degrees of freedom, times both standard errors together.
HALF_OF_MEAN = 0.02276
HALF_OF_MEDIAN = 0.02  # from the least to the greatest of five


class Moving(Verification):
    """Reruns that differ by so much."""

    def __init__(self, by: float) -> None:
        self.by = by

    def difference(self, arm: str, metric: str) -> float:
        assert metric == "f1"
        return self.by


@pytest.mark.parametrize(("claim", "half"), [(CLAIM, HALF_OF_MEAN), (MEDIAN_CLAIM, HALF_OF_MEDIAN)])
@pytest.mark.parametrize(
    ("edge", "inside", "other", "within", "beyond"),
    [
        # below the band 0.55 to 0.65, then above it; `other` is the method claimed to be lower
        (0.55, +1, 0.1, "reproduced", "direction only"),
        (0.55, +1, 0.9, "reproduced", "not reached"),
        (0.65, -1, 0.1, "reproduced", "exceeded"),
        (0.65, -1, 0.9, "reproduced", "exceeded"),
    ],
)
def test_the_verdict_changes_where_the_interval_leaves_an_edge_of_the_band(
    claim: Claim, half: float, edge: float, inside: int, other: float, within: str, beyond: str
) -> None:
    def verdict(distance: float) -> str:
        record = make_record(
            {"radogaga_log": around(edge + inside * distance), "dagmm": around(other)}
        )
        return judge(claim, record).verdict

    assert verdict(half + 2e-4) == within
    assert verdict(half - 2e-4) == "undecided"
    assert verdict(0.0) == "undecided"
    assert verdict(-half + 2e-4) == "undecided"
    assert verdict(-half - 2e-4) == beyond


def test_what_was_measured_goes_with_the_verdict() -> None:
    judgement = judge(CLAIM, make_record({"radogaga_log": around(0.61), "dagmm": around(0.1)}))
    assert judgement.measured is not None
    assert judgement.measured.mean == pytest.approx(0.61)
    assert judgement.measured.sd == pytest.approx(statistics.stdev([-0.02, -0.01, 0, 0.01, 0.02]))
    assert (judgement.n, judgement.k, judgement.failures, judgement.cause) == (5, 5, 0, "")
    assert (judgement.record, judgement.scale) == ("results/table1/thyroid/paper.json", "paper")
    assert judgement.interval == pytest.approx((0.01 - HALF_OF_MEAN, 0.01 + HALF_OF_MEAN), abs=1e-4)
    assert judgement.reason == (
        "Our mean 0.6100, between 0.5872 and 0.6328 at 90 %, is within 0.6000 ± 0.0500; "
        "radogaga_log above dagmm: p = 0.031."
    )


def test_an_interval_exactly_as_wide_as_the_band_is_in_it() -> None:
    values: list[float | None] = [0.55, 0.56, 0.6, 0.64, 0.65]
    record = make_record({"radogaga_log": values, "dagmm": around(0.1)})
    assert judge(MEDIAN_CLAIM, record).verdict == "reproduced"


def test_the_median_is_used_where_the_rule_says_so() -> None:
    values = [0.0, *[0.6] * 7]  # one stuck seed widens the interval of the mean
    record = make_record({"radogaga_log": values, "dagmm": [0.7] * 8})
    assert judge(CLAIM, record).verdict == "undecided"
    assert judge(CLAIM, record).median is None
    judgement = judge(MEDIAN_CLAIM, record)
    assert (judgement.verdict, judgement.median, judgement.k) == ("reproduced", 0.6, 7)


@pytest.mark.parametrize(("two_sided", "verdict"), [(False, "exceeded"), (True, "not reached")])
def test_of_a_variance_more_is_not_better(two_sided: bool, verdict: str) -> None:
    claim = dataclasses.replace(MEDIAN_CLAIM, two_sided=two_sided)
    record = make_record({"radogaga_log": [0.9] * 5, "dagmm": [0.1] * 5})
    assert judge(claim, record).verdict == verdict


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
        "not reached"
    )


def test_a_method_claimed_to_be_below_is_compared_the_other_way_round() -> None:
    low, high = around(0.3), around(0.5)
    record = make_record({"radogaga_log": low, "radogaga_d": high})
    judgement = judge(BELOW_CLAIM, record)
    (comparison,) = judgement.comparisons
    assert (comparison.upper, comparison.lower) == ("radogaga_d", "radogaga_log")
    assert comparison.p == paired_p_value(
        record.arms["radogaga_d"].by_seed("f1"), record.arms["radogaga_log"].by_seed("f1")
    )
    assert judgement.verdict == "direction only"
    swapped = make_record({"radogaga_log": high, "radogaga_d": low})
    assert judge(BELOW_CLAIM, swapped).verdict == "not reached"


def test_every_listed_comparison_has_to_hold() -> None:
    claim = dataclasses.replace(CLAIM, above=("dagmm", "radogaga_d"))
    arms = {"radogaga_log": around(0.4), "dagmm": around(0.3)}
    assert judge(claim, make_record({**arms, "radogaga_d": around(0.2)})).verdict == (
        "direction only"
    )
    assert judge(claim, make_record({**arms, "radogaga_d": around(0.4)})).verdict == "not reached"
    missing = judge(claim, make_record(arms))
    assert missing.verdict == "not reached"
    assert missing.comparisons[1].p is None
    assert "radogaga_log above radogaga_d: too few pairs" in missing.reason


def test_too_few_pairs_are_no_ordering() -> None:
    # Five seeds finished in either arm, but only four in both.
    ours = [0.4, 0.41, 0.42, 0.43, 0.44, None]
    theirs = [None, 0.1, 0.11, 0.12, 0.13, 0.14]
    judgement = judge(CLAIM, make_record({"radogaga_log": ours, "dagmm": theirs}))
    assert judgement.verdict == "not reached"
    assert judgement.comparisons[0].p is None


def test_nothing_claimed_about_order_is_no_direction() -> None:
    claim = dataclasses.replace(CLAIM, above=())
    assert judge(claim, make_record({"radogaga_log": around(0.1)})).verdict == "not reached"


@pytest.mark.parametrize("centre", [0.6, 0.5, 0.7])
def test_a_verdict_that_a_rerun_may_turn_is_undecided(centre: float) -> None:
    record = make_record({"radogaga_log": around(centre), "dagmm": around(0.1)})
    sure = judge(CLAIM, record, Moving(0.02))
    assert sure == judge(CLAIM, record)
    assert sure.verdict != "undecided"
    turned = judge(CLAIM, record, Moving(0.03))
    assert (turned.verdict, turned.cause) == ("undecided", "reproducibility")
    assert "a rerun that differs by 0.03, as measured, may turn" in turned.reason


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
    assert (judgement.verdict, judgement.measured, judgement.k) == ("not run", None, None)
    assert (judgement.n, judgement.failures) == (4, 1)
    assert "4 of 5 seeds" in judgement.reason


def test_five_is_the_least_a_signed_rank_test_can_use() -> None:
    ahead = [0.1 + 0.01 * seed for seed in range(MINIMUM_SEEDS)]
    assert paired_p_value(ahead, [0.0] * MINIMUM_SEEDS) < 0.05
    assert paired_p_value(ahead[1:], [0.0] * (MINIMUM_SEEDS - 1)) > 0.05


def test_no_record_and_no_arm_are_not_run() -> None:
    assert judge(CLAIM, None).verdict == "not run"
    assert judge(CLAIM, None).record is None
    assert judge(CLAIM, None).scale is None
    absent = judge(CLAIM, make_record({"dagmm": around(0.5)}))
    assert (absent.verdict, absent.n) == ("not run", 0)
    assert "no arm radogaga_log" in absent.reason
    assert absent.record == "results/table1/thyroid/paper.json"


def test_a_quoted_number_is_never_judged() -> None:
    claim = dataclasses.replace(CLAIM, kind="quoted", rule="cited", cited_from="Liao et al. (2018)")
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


@pytest.mark.parametrize("claim", [CLAIM, MEDIAN_CLAIM])
@pytest.mark.parametrize("centre", [0.3, 0.57, 0.6, 0.9])
def test_a_reduced_run_decides_nothing_unless_the_claim_says_why(
    claim: Claim, centre: float
) -> None:
    arms = {"radogaga_log": around(centre), "dagmm": around(0.1)}
    full = judge(claim, make_record(arms))
    reduced = judge(claim, make_record(arms, "reduced"))
    assert (reduced.verdict, reduced.cause) == ("undecided", "reduced")
    assert reduced.measured == full.measured
    excepted = dataclasses.replace(claim, any_scale="It trains nothing.")
    verdict: Verdict = judge(excepted, make_record(arms, "reduced")).verdict
    assert verdict == full.verdict
