"""Figures of the autopsy: dashes for what is faulty, a solid line for what is right."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.dagmm_autopsy.costs import RIGHT
from replication.dagmm_autopsy.exhibits import Exhibit
from replication.kit.style import WIDTH

__all__ = ["cost_strips", "course_panels", "energy_panels", "last_batch_curve", "loss_curves"]

_BLUE, _ORANGE = sns.color_palette("colorblind")[0], sns.color_palette("colorblind")[3]
_FAULTY = {"color": _ORANGE, "ls": "--", "label": "faulty"}
_RIGHT = {"color": _BLUE, "ls": "-", "label": "right"}


def loss_curves(exhibit: Exhibit) -> Figure:
    """The loss over the steps, as the detached loss leaves it and as the loss itself does."""
    figure, axes = plt.subplots(figsize=(WIDTH, 2.6), layout="constrained")
    axes.plot(exhibit.arrays["faulty"], **_FAULTY)
    axes.plot(exhibit.arrays["right"], **_RIGHT)
    axes.set(xlabel="step", ylabel="loss of the batch")
    return _finish(figure, axes)


def energy_panels(double_root: Exhibit, floor: Exhibit) -> Figure:
    """A density with a double root, and an energy with a floor under the density."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.8), layout="constrained")
    for name, style in (("right", _RIGHT), ("faulty", _FAULTY)):
        left.plot(double_root.arrays["z"], double_root.arrays[name], **style)
        right.plot(floor.arrays["distance"], floor.arrays[name], **style)
    left.set(xlim=(-8, 10), yscale="log", ylim=(1e-4, 5), xlabel="z", ylabel="density")
    left.set_title("double square root")
    right.set(ylim=(0, 80), xlabel="distance from the mean, sd", ylabel="energy, nats")
    right.set_title("floor under the density")
    return _finish(figure, left, right)


def cost_strips(panels: Mapping[str, pd.DataFrame]) -> Figure:
    """F1 by every score, one point per seed; the line is the mean of the right score.

    Parameters
    ----------
    panels
        What :func:`replication.dagmm_autopsy.costs.costs` returns, by title.
    """
    names = list(dict.fromkeys(name for frame in panels.values() for name in frame["score"]))
    figure, grid = plt.subplots(
        1, len(panels), figsize=(WIDTH, 3.0), sharey=True, squeeze=False, layout="constrained"
    )
    for axes, (title, frame) in zip(grid[0], panels.items(), strict=True):
        axes.axvline(frame.loc[frame["score"] == RIGHT, "f1"].mean(), color=_BLUE, lw=1)
        for height, name in enumerate(names):
            values = frame.loc[frame["score"] == name, "f1"]
            offset = np.linspace(-0.2, 0.2, len(values))
            right = name == RIGHT
            axes.scatter(
                values,
                height + offset,
                s=22,
                marker="o" if right else "x",
                color=_BLUE if right else _ORANGE,
            )
        axes.set(xlabel="F1, one mark per seed", title=title, xlim=(0, 1))
        axes.set_yticks(range(len(names)), names)
        axes.grid(axis="x", color="0.92")
        axes.set_axisbelow(True)
    grid[0][0].invert_yaxis()
    sns.despine(figure, left=True)
    return figure


def last_batch_curve(frame: pd.DataFrame) -> Figure:
    """F1 against the rows that the mixture was taken from, one thin line per seed.

    Parameters
    ----------
    frame
        As :func:`replication.dagmm_autopsy.costs.f1_by_last_batch` returns it.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    for _, one in frame.groupby("seed"):
        axes.plot(one["rows"], one["f1"], color="0.7", lw=0.8)
    mean = frame.groupby("rows")["f1"].mean()
    axes.plot(mean.index, mean, color=_ORANGE, marker="x", label="mean over the seeds")
    axes.plot(mean.index[-1], mean.iloc[-1], color=_BLUE, marker="o", ls="", label="all rows")
    axes.set(xscale="log", xlabel="rows in the last batch", ylabel="F1")
    axes.set_xticks(mean.index, [str(rows) for rows in mean.index])
    axes.minorticks_off()
    return _finish(figure, axes)


def course_panels(
    course: pd.DataFrame, measures: Mapping[str, str], limits: Mapping[str, float] | None = None
) -> Figure:
    """Measures over the steps of the training, one thin line per seed and their median.

    Parameters
    ----------
    course
        As :class:`replication.dagmm_autopsy.patients.Patients` holds it.
    measures
        Axis labels by the measure's name, a panel each.
    limits
        A dashed level in a measure's panel, whose axis is then logarithmic.
    """
    limits = limits or {}
    figure, grid = plt.subplots(
        1, len(measures), figsize=(WIDTH, 2.7), squeeze=False, layout="constrained"
    )
    for axes, (name, label) in zip(grid[0], measures.items(), strict=True):
        for _, one in course.groupby("seed"):
            axes.plot(one["step"], one[name], color="0.7", lw=0.8)
        axes.plot(course.groupby("step")[name].median(), color=_BLUE, lw=2)
        if name in limits:
            axes.axhline(limits[name], color=_ORANGE, ls="--")
            axes.set_yscale("log")
        axes.set(xlabel="step", ylabel=label)
        axes.grid(color="0.92")
    sns.despine(figure)
    return figure


def _finish(figure: Figure, *panels: Axes) -> Figure:
    for axes in panels:
        axes.grid(color="0.92")
        axes.set_axisbelow(True)
        axes.legend(frameon=False)
    sns.despine(figure)
    return figure
