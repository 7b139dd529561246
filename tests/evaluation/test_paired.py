import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from rdo.errors import InputError
from rdo.evaluation import paired_p_value

SCORES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=14)


def exact(difference: np.ndarray) -> float:
    """Probability that the positive ranks sum to what they do, over all signs of the non-zeros.

    The distribution is built up pair by pair, on twice the ranks, which are whole numbers.
    """
    ranks = np.rint(2 * rankdata(np.abs(difference))).astype(int)
    total = np.zeros(ranks.sum() + 1)
    total[0] = 1
    for rank in ranks[difference != 0]:
        total = (total + np.roll(total, rank)) / 2
    return float(total[ranks[difference > 0].sum() :].sum())


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("n", [5, 9, 20])
def test_matches_the_exact_distribution(n: int, seed: int) -> None:
    a, b = np.random.default_rng(seed).normal(size=(2, n))
    assert paired_p_value(a, b) == pytest.approx(exact(a - b))


@pytest.mark.parametrize(
    "difference", [[1, 1, 2, 2, 2, -1, 3], [0, 0, 1], [0, 2, 0, -1, 3, 3, 0, 1, 4, 4, -2]]
)
def test_matches_the_exact_distribution_with_ties(difference: list[float]) -> None:
    assert paired_p_value(difference, np.zeros(len(difference))) == pytest.approx(
        exact(np.array(difference))
    )


@pytest.mark.parametrize("n_equal", [1, 3, 6, 10])
def test_twenty_pairs_with_ties_come_close(n_equal: int) -> None:
    for seed in range(10):
        difference = np.random.default_rng(seed).normal(0.5, 1, size=20).round(1)
        difference[:n_equal] = 0
        p = paired_p_value(difference, np.zeros(20))
        assert p == pytest.approx(exact(difference), rel=0.2, abs=0.02)


def test_always_better_is_one_pattern_in_all() -> None:
    b = np.linspace(0, 1, 20)
    assert paired_p_value(b + np.linspace(0.1, 0.2, 20), b) == pytest.approx(2.0**-20)


@given(SCORES)
@settings(max_examples=25)
def test_is_a_probability_and_falls_as_a_rises(pairs: list[tuple[float, float]]) -> None:
    a, b = np.array(pairs).T
    p = paired_p_value(a, b)
    assert 0 <= p <= 1
    assert paired_p_value(a + 2, b) <= p + 1e-12


def test_equal_everywhere_is_one() -> None:
    assert paired_p_value([0.5, 0.5], [0.5, 0.5]) == 1


def test_diverged_runs_are_left_out() -> None:
    a, b = [1.0, np.nan, 3.0, 2.5, np.inf, 4.0], [0.5, 1.0, np.nan, 2.0, 1.0, 2.0]
    assert paired_p_value(a, b) == paired_p_value([1.0, 2.5, 4.0], [0.5, 2.0, 2.0])


@pytest.mark.parametrize("a", [[], [np.nan]])
def test_nothing_left_is_nan(a: list[float]) -> None:
    assert math.isnan(paired_p_value(a, [1.0][: len(a)]))


def test_lengths_must_agree() -> None:
    with pytest.raises(InputError, match=r"\(2,\) and b \(3,\)"):
        paired_p_value([1.0, 2.0], [1.0, 2.0, 3.0])
