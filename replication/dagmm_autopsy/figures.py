"""Figures of DAGMM's faults: dashes for what is faulty, a solid line for what is right."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.kit.style import WIDTH

if TYPE_CHECKING:
    from replication.dagmm_autopsy.examples import Example

__all__ = ["diagnoses_panels", "energy_panels", "last_batch_curve", "loss_curves"]

_Arrays = Mapping[str, npt.NDArray[Any]]

_BLUE, _ORANGE = sns.color_palette("colorblind")[0], sns.color_palette("colorblind")[3]
_FAULTY = {"color": _ORANGE, "ls": "--", "label": "faulty"}
_RIGHT = {"color": _BLUE, "ls": "-", "label": "right"}


def loss_curves(example: "Example") -> Figure:
    """The loss over the steps, as the detached loss leaves it and as the loss itself does."""
    figure, axes = plt.subplots(figsize=(WIDTH, 2.6), layout="constrained")
    axes.plot(example.arrays["faulty"], **_FAULTY)
    axes.plot(example.arrays["right"], **_RIGHT)
    axes.set(xlabel="step", ylabel="loss of the batch")
    return _finish(figure, axes)


def energy_panels(double_root: "Example", floor: "Example") -> Figure:
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


def last_batch_curve(arrays: _Arrays) -> Figure:
    """F1 against the rows that the mixture was taken from, one thin line per seed.

    Parameters
    ----------
    arrays
        Of a run on a data set.
    """
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
    arrays: _Arrays, measures: Mapping[str, str], limits: Mapping[str, float] | None = None
) -> Figure:
    """Measures over the steps of the training, one thin line per seed and their median.

    Parameters
    ----------
    arrays
        Of a run on a data set.
    measures
        Axis labels by the measure's name, a panel each.
    limits
        A dashed level in a measure's panel, whose axis is then logarithmic.
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
