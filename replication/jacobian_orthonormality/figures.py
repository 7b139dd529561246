"""Figures of Appendix A's three claims."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.jacobian_orthonormality.config import HEADINGS, LABELS, WAY_LABELS
from replication.kit.labels import H
from replication.kit.style import WIDTH, Arrays, floats, legend_above
from replication.ledger import Record

__all__ = ["along_training", "three_claims"]

_BOUNDS = {"median": (0.95, 1.05), "off_diagonal": (0, 0.05), "variation": (0, 0.1)}
_SMALLEST = 1e-3  # what is smaller is drawn here
_STYLES = {"printed": "-", "gauge": "--", "fast": "-.", "light": ":"}
_MARKERS = "osD^vP"


def three_claims(records: Sequence[Record]) -> Figure:
    """A panel per claim, a row per arm, a point per seed; grey is what is allowed around Eq. 10.

    The records are of one part each, which colour and marker tell.
    """
    names = [name for name in LABELS if any(name in record.arms for record in records)]
    figure, panels = plt.subplots(
        1, 3, figsize=(WIDTH, 1.1 + 0.36 * len(names)), sharey=True, layout="constrained"
    )
    colours = sns.color_palette("colorblind", len(records))
    for axes, metric in zip(panels, HEADINGS, strict=True):
        _accept(axes, metric, "x")
        for k, (record, colour) in enumerate(zip(records, colours, strict=True)):
            arms = [record.arms.get(name) for name in names]
            values = [arm.finished(metric) if arm else np.array([]) for arm in arms]
            heights = np.arange(len(names)) + 0.13 * (k - (len(records) - 1) / 2)
            axes.scatter(
                np.maximum(np.concatenate(values), _SMALLEST),
                np.repeat(heights, [len(each) for each in values]),
                s=14,
                marker=_MARKERS[k % len(_MARKERS)],
                color=colour,
                alpha=0.8,
                lw=0,
                label=record.dataset,
            )
        axes.set(xscale="log", xlabel=HEADINGS[metric])
        if metric != "median":
            axes.set_xlim(_SMALLEST / 2)
        axes.tick_params(left=False)
    panels[0].set_yticks(range(len(names)), [LABELS[name] for name in names])
    panels[0].set_ylim(len(names) - 0.4, -0.6)
    legend_above(figure, panels[1], len(records))
    sns.despine(figure, left=True)
    return figure


def along_training(arrays: Arrays) -> Figure:
    """The measures of the claims over the steps: medians over seeds, in bands that hold all."""
    figure, grid = plt.subplots(
        2, 3, figsize=(WIDTH, 4.6), sharex=True, sharey="col", layout="constrained"
    )
    colours = sns.color_palette("colorblind", len(_STYLES))
    for row, (h, title) in zip(grid, H.items(), strict=True):
        for axes, metric in zip(row, HEADINGS, strict=True):
            for (way, style), colour in zip(_STYLES.items(), colours, strict=True):
                values = np.maximum(floats(arrays, f"{way}_{h}_{metric}"), _SMALLEST)
                at = floats(arrays, f"{way}_{h}_at") / 1000
                axes.fill_between(at, values.min(1), values.max(1), color=colour, alpha=0.2, lw=0)
                median = np.median(values, axis=1)
                axes.plot(at, median, color=colour, ls=style, label=WAY_LABELS[way])
            _accept(axes, metric, "y")
            axes.set(yscale="log")
            if metric != "median":
                axes.set_ylim(_SMALLEST)
        row[0].set_ylabel(title)
    for top, bottom, title in zip(*grid, HEADINGS.values(), strict=True):
        top.set_title(title, fontsize="medium")
        bottom.set_xlabel("thousand steps")
    legend_above(figure, grid[0, 0], len(_STYLES))
    sns.despine(figure)
    return figure


def _accept(axes: Axes, metric: str, axis: str) -> None:
    """Grey behind what is allowed around Eq. 10, and a grid."""
    low, high = _BOUNDS[metric]
    span = axes.axvspan if axis == "x" else axes.axhspan
    span(max(low, _SMALLEST / 2), high, color="0.88", lw=0)
    axes.grid(axis="x" if axis == "x" else "both", color="0.92")
    axes.set_axisbelow(True)
