"""Figures show every seed of every arm."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np

from rdo.errors import Failure
from replication.kit import Result
from replication.kit.figures import loss_curves, seed_strip, seed_strips, training_curves


def test_figures_show_every_seed_of_every_arm(result: Result) -> None:
    figure = seed_strip(result.record, "f1", "F1")
    dots = [np.shape(points.get_offsets()) for points in figure.axes[0].collections]
    assert dots == 9 * [(3, 2)]
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels[:3] == ["PCA", "Isolation Forest", "Gaussian mixture"]
    assert labels[3:6] == ["untrained network", "plain autoencoder", "DAGMM, warmed up"]
    assert labels[6:] == ["DAGMM", "RaDOGAGA(d)", "RaDOGAGA(log d)"]
    curves = loss_curves(result.arrays, "reconstruction", "reconstruction")
    assert len(curves.axes) == 3
    thyroid = replace(result.record, dataset="thyroid")
    along = training_curves([result.record, thyroid], 2 * [result.arrays], "f1", "F1")
    titles = [axes.get_title().replace("\n", " ") for axes in along.axes]
    assert titles == [*labels[4:], *5 * [""]]
    assert all(np.size(axes.lines[0].get_xdata()) == 2 for axes in along.axes)
    # Our band is everywhere, the printed one with the three methods of Table 1's Thyroid.
    assert [len(axes.patches) for axes in along.axes] == [*7 * [0], *3 * [1]]
    assert all(len(axes.collections) == 1 for axes in along.axes)
    plt.close("all")


def test_several_data_sets_have_a_panel_each(result: Result) -> None:
    names = ["thyroid", "arrhythmia", "kddcup_rev"]
    records = [replace(result.record, dataset=name) for name in names]
    figure = seed_strips(records, "f1", "F1")
    assert [axes.get_title() for axes in figure.axes] == ["Thyroid", "Arrhythmia", "KDDCup-rev"]
    plt.close("all")


def test_arms_of_which_every_seed_diverged_have_empty_panels(result: Result) -> None:
    lost = {name: np.full(np.shape(values), np.nan) for name, values in result.arrays.items()}
    arrays = {name: lost[name] if "_at" not in name else result.arrays[name] for name in lost}
    arrays |= {name: result.arrays[name] for name in lost if name.endswith("_steps")}
    along = training_curves([result.record], [arrays], "f1", "F1")
    curves = loss_curves(arrays, "reconstruction", "reconstruction")
    for axes in (*along.axes, *curves.axes):
        assert np.isnan(np.asarray(axes.lines[0].get_ydata(), dtype=float)).all()
    lost_seeds = [Failure(seed, 1, "the rate term is not finite") for seed in result.record.seeds]
    empty = {
        name: replace(arm, metrics={"f1": [None] * len(lost_seeds)}, failures=lost_seeds)
        for name, arm in result.record.arms.items()
    }
    strip = seed_strip(replace(result.record, arms=empty), "f1", "F1")
    assert all(np.size(points.get_offsets()) == 0 for points in strip.axes[0].collections)
    for figure in (along, curves, strip):
        figure.canvas.draw()
    plt.close("all")
