"""The intervals and tests behind the verdicts, against scipy and against simulation."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from replication.ledger.evidence import (
    LEVEL,
    SIGNIFICANCE,
    mean_interval,
    median_interval,
    sides,
)

GRID = st.lists(st.integers(-64, 64).map(lambda k: k / 64), min_size=5, max_size=6)


@pytest.mark.parametrize("runs", [2, 5, 20])
@pytest.mark.parametrize("n", [2, 5, 12])
def test_the_edges_of_the_mean_are_where_two_welch_tests_turn(n: int, runs: int) -> None:
    values = np.random.default_rng(n + 100 * runs).normal(0.3, 0.2, n)
    for edge, alternative in zip(
        mean_interval(values, 0.5, 0.07, runs), ("greater", "less"), strict=True
    ):
        test = stats.ttest_ind_from_stats(
            values.mean() - edge, values.std(ddof=1), n, 0.5, 0.07, runs,
            equal_var=False, alternative=alternative,
        )  # fmt: skip
        assert test.pvalue == pytest.approx(SIGNIFICANCE)


@pytest.mark.parametrize("sd", [0.02, 0.05, 0.2])
def test_the_interval_of_the_mean_covers_as_often_as_it_says(sd: float) -> None:
    draw = np.random.default_rng(int(1000 * sd))
    trials, n, runs = 2_000, 5, 20
    covered = 0
    for _ in range(trials):
        printed = draw.normal(0.6, 0.05, runs)
        ours = draw.normal(0.5, sd, n)
        low, high = mean_interval(ours, printed.mean(), printed.std(ddof=1), runs)
        covered += low <= -0.1 <= high
    assert covered / trials == pytest.approx(LEVEL, abs=0.02)


@pytest.mark.parametrize("n", range(1, 31))
def test_the_interval_of_the_median_is_the_narrowest_that_covers(n: int) -> None:
    # Of n values, independent and alike, the median lies between the a-th and the b-th with the
    # probability that from a to b - 1 of them are below it.
    def covers(first: int, last: int) -> float:
        return float(stats.binom.pmf(np.arange(first, last), n, 0.5).sum())

    found = median_interval(np.random.default_rng(n).permutation(np.arange(1.0, n + 1)))
    if found is None:
        assert n < 5
        assert covers(1, n) < LEVEL
        return
    first, last = map(int, found)
    assert first + last == n + 1
    assert covers(first, last) >= LEVEL
    narrower = last - first >= 2
    assert not narrower or covers(first + 1, last - 1) < LEVEL


@pytest.mark.parametrize("n", [5, 10, 20])
def test_the_interval_of_the_median_covers_whatever_the_shape(n: int) -> None:
    draw = np.random.default_rng(n)
    found = [median_interval(sample) for sample in draw.exponential(1, (2_000, n))]
    edges = np.array([one for one in found if one is not None])
    assert len(edges) == 2_000
    covered = (edges[:, 0] <= np.log(2)) & (np.log(2) <= edges[:, 1])
    assert LEVEL - 0.02 <= covered.mean() < 0.99


@settings(max_examples=30)
@given(values=GRID, bound=st.integers(-64, 64).map(lambda k: k / 64), at_most=st.booleans())
def test_a_tendency_is_scipys_signed_rank_test(
    values: list[float], bound: float, at_most: bool
) -> None:
    found = sides(np.array(values), bound, at_most=at_most, tendency=True)
    difference = np.array(values) - bound
    if not difference.any():
        assert found == (len(values), 1.0, None)
        return
    p = {
        side: float(stats.wilcoxon(difference, zero_method="zsplit", alternative=side).pvalue)
        for side in ("less", "greater")
    }
    right, wrong = ("less", "greater") if at_most else ("greater", "less")
    assert found.p == pytest.approx(p[right])
    assert found.answer == (True if p[right] < 0.05 else False if p[wrong] < 0.05 else None)


@settings(max_examples=30)
@given(values=GRID, bound=st.integers(-64, 64).map(lambda k: k / 64), at_most=st.booleans())
def test_every_seed_means_every_seed(values: list[float], bound: float, at_most: bool) -> None:
    kept = [value <= bound if at_most else value >= bound for value in values]
    found = sides(np.array(values), bound, at_most=at_most, tendency=False)
    assert found == (sum(kept), None, all(kept))
