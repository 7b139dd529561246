"""The figures of the unstated choices, against the record they are drawn from."""

import matplotlib.pyplot as plt
import numpy as np

from replication.kit import Result
from replication.unstated_choices import choice_curves, kept_by_choice
from replication.unstated_choices.config import CHOICES


def test_curves_show_every_choice_over_the_rule(result: Result) -> None:
    figure = choice_curves(result.record, result.arrays, "f1", "F1")
    assert len(figure.axes) == 3 * (len(CHOICES) - 1)
    lines = [len(axes.lines) for axes in figure.axes]
    assert sorted(lines) == [1] + [2] * (len(lines) - 1)  # DAGMM's start has no run of its own
    first = figure.axes[0]
    assert first.get_ylabel().replace("\n", " ") == "cosine distance F1"
    rule = np.median(result.arrays["dagmm_rule_observed_f1"], axis=1)
    np.testing.assert_allclose(np.asarray(first.lines[0].get_ydata(), dtype=float), rule)
    plt.close("all")


def test_every_seed_and_direction_is_a_point(result: Result) -> None:
    axes = kept_by_choice(result.record, result.arrays).axes[0]
    assert len(axes.collections) == 5
    for points in axes.collections:
        assert np.shape(points.get_offsets()) == (2 * 30, 2)
    plt.close("all")
