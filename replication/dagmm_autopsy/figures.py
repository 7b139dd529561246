"""Figures of DAGMM's faults: dashes for what is faulty, a solid line for what is right."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.dagmm_autopsy.config import LABELS, RIGHT
from replication.kit.style import WIDTH, Arrays
from replication.ledger import Record

if TYPE_CHECKING:
    from replication.dagmm_autopsy.examples import Example

__all__ = ["diagnoses_panels", "energy_panels", "f1_strips", "last_batch_curve", "loss_curves"]

_BLUE, _ORANGE = sns.color_palette("colorblind")[0], sns.color_palette("colorblind")[3]
_FAULTY = {"color": _ORANGE, "ls": "--", "label": "faulty"}
_RIGHT = {"color": _BLUE, "ls": "-", "label": "right"}


def loss_curves(example: "Example") -> Figure:
    """Two curves: the loss over the steps, trained by the detached loss and by the loss itself."""
    figure, axes = plt.subplots(figsize=(WIDTH, 2.6), layout="constrained")
    axes.plot(example.arrays["faulty"], **_FAULTY)
    axes.plot(example.arrays["right"], **_RIGHT)
    axes.set(xlabel="step", ylabel="loss of the batch")
    return _finish(figure, axes)


def energy_panels(double_root: "Example", floor: "Example") -> Figure:
    """Curves, right and faulty: a density with a double root, an energy with a floor under it."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.8), layout="constrained")
    for name, style in (("right", _RIGHT), ("faulty", _FAULTY)):
        left.plot(double_root.arrays["z"], double_root.arrays[name], **style)
        right.plot(floor.arrays["distance"], floor.arrays[name], **style)
    left.set(xlim=(-8, 10), yscale="log", ylim=(1e-4, 5), xlabel="z", ylabel="density")
    left.set_title("double square root")
    right.set(ylim=(0, 80), xlabel="distance from the mean, sd", ylabel="energy, nats")
    right.set_title("floor under the density")
    return _finish(figure, left, right)


def f1_strips(records: Mapping[str, Record]) -> Figure:
    """F1 by every score, one mark per seed, circles for the right score and crosses for the others.

    One panel per record, under its title; the line is the mean of the right score.
    """
    figure, grid = plt.subplots(
        1, len(records), figsize=(WIDTH, 3.0), sharey=True, squeeze=False, layout="constrained"
    )
    for axes, (title, record) in zip(grid[0], records.items(), strict=True):
        axes.axvline(record.arms[RIGHT].finished("f1").mean(), color=_BLUE, lw=1)
        for height, name in enumerate(LABELS):
            values = record.arms[name].finished("f1") if name in record.arms else np.empty(0)
            marker, colour = ("o", _BLUE) if name == RIGHT else ("x", _ORANGE)
            y = height + np.linspace(-0.2, 0.2, len(values))
            axes.scatter(values, y, s=22, marker=marker, color=colour)
        axes.set(xlabel="F1, one mark per seed", title=title, xlim=(0, 1))
        axes.set_yticks(range(len(LABELS)), LABELS.values())
        axes.grid(axis="x", color="0.92")
        axes.set_axisbelow(True)
    grid[0, 0].invert_yaxis()
    sns.despine(figure, left=True)
    return figure


def last_batch_curve(arrays: Arrays) -> Figure:
    """F1 over the rows that the mixture was taken from: a thin line per seed, and their mean."""
    rows, f1 = arrays["last_batch_rows"], arrays["last_batch_f1"]
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    axes.plot(rows, f1, color="0.7", lw=0.8)
    mean = f1.mean(1)
    axes.plot(rows, mean, color=_ORANGE, marker="x", label="mean over the seeds")
    axes.plot(rows[-1], mean[-1], color=_BLUE, marker="o", ls="", label="all rows")
    axes.set(xscale="log", xlabel="rows in the last batch", ylabel="F1")
    axes.set_xticks(rows, [str(n) for n in rows])
    axes.minorticks_off()
    return _finish(figure, axes)


def diagnoses_panels(
    arrays: Arrays, measures: Mapping[str, str], limits: Mapping[str, float] | None = None
) -> Figure:
    """A panel per measure over the steps of training: a thin line per seed, and their median.

    One panel per measure, its axis label by its name; logarithmic where it has a limit, dashed.
    """
    limits, steps = limits or {}, arrays["dagmm_observed_at"]
    figure, grid = plt.subplots(
        1, len(measures), figsize=(WIDTH, 2.7), squeeze=False, layout="constrained"
    )
    for axes, (name, label) in zip(grid[0], measures.items(), strict=True):
        values = arrays[f"dagmm_observed_{name}"]
        axes.plot(steps, values, color="0.7", lw=0.8)
        axes.plot(steps, np.median(values, axis=1), color=_BLUE, lw=2)
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
