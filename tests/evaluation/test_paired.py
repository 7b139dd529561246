import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata

from rdo.errors import InputError
from rdo.evaluation import paired_p_value

SCORES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=25)


def enumerated(difference: np.ndarray) -> float:
    """Share of all sign patterns whose sum of positive ranks reaches the one observed."""
    ranks = rankdata(np.abs(difference))
    observed = ranks[difference > 0].sum()
    patterns = itertools.product([0, 1], repeat=len(ranks))
    return float(np.mean([np.dot(signs, ranks) >= observed - 1e-9 for signs in patterns]))


@pytest.mark.parametrize("seed", range(6))
def test_matches_enumeration_of_all_signs(seed: int) -> None:
    a, b = np.random.default_rng(seed).normal(size=(2, 9))
    assert paired_p_value(a, b) == pytest.approx(enumerated(a - b))


def test_matches_enumeration_with_ties_between_differences() -> None:
    difference = np.array([1.0, 1.0, 2.0, 2.0, 2.0, -1.0, 3.0])
    assert paired_p_value(difference, np.zeros(7)) == pytest.approx(enumerated(difference))


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


def test_equal_pairs_weaken_the_evidence() -> None:
    better = np.arange(1.0, 13.0)
    with_equal = np.concatenate([better, np.zeros(12)])
    alone = paired_p_value(better, np.zeros(12))
    assert alone < paired_p_value(with_equal, np.zeros(24)) < 0.5


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
