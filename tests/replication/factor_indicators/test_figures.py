"""The figures."""

from collections.abc import Callable, Iterator

import matplotlib.pyplot as plt
import numpy as np
import pytest

from replication.factor_indicators import (
    falling_variance,
    gains,
    indicators,
    turns,
    used_factors,
)
from replication.factor_indicators.config import LEVEL_OF
from replication.kit import Result


@pytest.fixture(autouse=True)
def closed_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_the_log_likelihood_is_drawn_from_its_start(of_part: Callable[[str], Result]) -> None:
    arrays = of_part("zero_pixel").arrays
    free, floored = falling_variance(arrays).axes[0].lines
    rise = arrays["log_likelihood"] - arrays["log_likelihood"][0]
    np.testing.assert_array_equal(free.get_ydata(), rise)
    assert np.asarray(floored.get_ydata()).max() == pytest.approx(2 * np.log(10), rel=1e-6)


def test_every_seed_and_factor_has_a_mark(of_part: Callable[[str], Result]) -> None:
    maps, factors = of_part("two_in_one").arrays, of_part("three_factors").arrays
    left, right = used_factors(maps, factors).axes
    np.testing.assert_array_equal(left.lines[1].get_xydata(), maps["back"])
    marks = [line for line in right.lines if line.get_marker() == "o"]
    shown = np.array([line.get_ydata() for line in marks])
    np.testing.assert_array_equal(shown, factors["influence"])


def test_indicators_stand_over_what_they_estimate(of_part: Callable[[str], Result]) -> None:
    points, dependent = of_part("points").arrays, of_part("dependent").arrays
    left, right = indicators(points, dependent).axes
    _, information, capacity = left.lines
    np.testing.assert_array_equal(information.get_xdata(), points["information"].ravel())
    np.testing.assert_array_equal(capacity.get_ydata(), points["definition2"].ravel())
    np.testing.assert_array_equal(right.lines[1].get_ydata(), dependent["definition4"])


def test_turns_have_a_line_for_every_seed_and_every_noise(
    of_part: Callable[[str], Result],
) -> None:
    arrays = of_part("rotations").arrays
    left, right = turns(arrays).axes
    assert len(left.lines) == 5
    for line, fall in zip(right.lines, arrays["fall"], strict=True):
        np.testing.assert_array_equal(line.get_ydata(), fall)


def test_gains_are_over_the_fixed_variances_of_the_same_data(
    of_part: Callable[[str], Result],
) -> None:
    arrays = of_part("known_noise").arrays
    panels = gains(arrays, {arm: arm for arm in LEVEL_OF}).axes
    assert [axes.get_title() for axes in panels] == list(LEVEL_OF)
    for axes, (arm, level) in zip(panels, LEVEL_OF.items(), strict=True):
        gained = arrays[f"learned_{arm}"][:, None] - arrays[f"fixed_{level}"]
        np.testing.assert_array_equal(axes.lines[0].get_ydata(), gained.ravel())
