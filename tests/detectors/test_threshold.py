"""The line between flagged rows and others."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdo.detectors.threshold import choose_threshold, share_of
from rdo.errors import InputError


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=60), st.floats(0, 0.5))
def test_never_more_than_asked_for_and_ties_are_counted(scores: list[int], share: float) -> None:
    given_scores = np.array(scores, dtype=float)
    threshold = choose_threshold(given_scores, share)
    below = given_scores < threshold.offset
    assert threshold.flagged == below.sum()
    assert threshold.flagged + threshold.tied == int(share * len(scores) + 1e-9)
    if threshold.tied:  # the next value would take more rows than there is room for
        least = given_scores[~below].min()
        assert (given_scores <= least).sum() > threshold.flagged + threshold.tied


@given(st.integers(1, 400), st.integers(0, 200))
def test_without_ties_exactly_as_many_as_asked_for(rows: int, wanted: int) -> None:
    wanted = min(wanted, rows // 2)
    scores = np.random.default_rng(rows).permutation(rows).astype(float)
    assert choose_threshold(scores, wanted / rows).flagged == wanted


def test_round_off_moves_no_row_across() -> None:
    scores = np.array([-3.0, -1.0, -1.0 + 1e-14, 0.0])
    assert choose_threshold(scores, 0.5) == (-2.0, 1, 1)


@pytest.mark.parametrize("value", [0, 0.5, np.float32(0.1), 0.25])
def test_shares_are_taken_as_they_are(value: Any) -> None:
    assert share_of(value) == float(value)


@pytest.mark.parametrize("value", [0.6, -0.1, np.nan, True, None, "0.1", "AUTO", [0.1]])
def test_other_shares_are_refused(value: Any) -> None:
    with pytest.raises(InputError, match="contamination="):
        share_of(value)
    assert share_of("auto") == 0.05
