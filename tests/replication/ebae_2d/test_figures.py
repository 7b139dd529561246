"""Figures of Section 4."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from rdo.errors import Failure
from replication.ebae_2d import energies, every_seed, mass_outside, mass_over_steps
from replication.ebae_2d.mass import TEMPERATURES
from replication.kit import Result


def test_figures_show_both_energies_and_every_seed(result: Result) -> None:
    figure = energies(result.arrays, replica=1)
    before, after, bar = figure.axes
    assert (before.get_title(), after.get_title()) == ("autoencoder", "after EBAE training")
    assert bar.get_ylabel() == "energy: squared error per entry"
    for axes, points in ((before, "negatives_before"), (after, "negatives")):
        curve, chains_end = axes.lines
        np.testing.assert_array_equal(curve.get_xydata(), result.arrays["curve"][1])
        np.testing.assert_array_equal(chains_end.get_xydata(), result.arrays[points][1])
        corners = [patch.get_xy() for patch in axes.patches if isinstance(patch, Rectangle)]
        assert corners == [(-2, -0.5), (1, -0.5)]
    panels = every_seed(result.record, result.arrays).axes[:-1]
    left = result.record.arms["ebae"].metrics["outside_own"]
    assert [axes.get_title() for axes in panels] == [f"seed {k}: {left[k]:.2g}" for k in (0, 1)]
    plt.close("all")


def test_a_failed_seed_is_named_and_has_no_point(result: Result) -> None:
    arms = dict(result.record.arms)
    failed = {name: [values[0], None] for name, values in arms["ebae"].metrics.items()}
    arms["ebae"] = replace(arms["ebae"], metrics=failed, failures=[Failure(1, 3, "made up")])
    record = replace(result.record, arms=arms)
    assert every_seed(record, result.arrays).axes[1].get_title() == "seed 1: failed"
    (axes,) = mass_outside(record).axes
    squares = [line for line in axes.lines if line.get_marker() == "s"]
    assert [np.isfinite(line.get_ydata()).sum() for line in squares] == [1, 1, 1]
    plt.close("all")


def test_the_mass_is_drawn_by_temperature_and_along_the_steps(result: Result) -> None:
    (axes,) = mass_outside(result.record).axes
    labels = [label.get_text() for label in axes.get_xticklabels()]
    assert labels == ["T = 0.025, the chains' own", "T = 0.1", "T = 1"]
    for way, marker in (("autoencoder", "o"), ("ebae", "s")):
        drawn = [line.get_ydata() for line in axes.lines if line.get_marker() == marker]
        metrics = result.record.arms[way].metrics
        np.testing.assert_array_equal(drawn, [metrics[f"outside_{key}"] for key in TEMPERATURES])
    shares, means = mass_over_steps(result.arrays).axes
    assert (shares.get_xlabel(), means.get_xlabel()) == ("steps with negatives",) * 2
    assert len(shares.lines) == 4  # two seeds, their median, the reference
    assert len(means.lines) == 6
    negatives = means.lines[0].get_ydata()  # fewer steps than blocks: as they are
    np.testing.assert_array_equal(negatives, -result.arrays["ebae_negative"][:, 0])
    plt.close("all")
