"""Figures of Appendix A's three claims."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.kit.labels import LABELS
from replication.kit.style import WIDTH
from replication.ledger import Record

__all__ = ["CONSEQUENCES", "THREE_CLAIMS", "along_training", "steps_to_the_size", "three_claims"]

THREE_CLAIMS = {
    "median": "size (1)",
    "off_diagonal": "off-diagonals (0)",
    "variation": "spread over the data (0)",
}
"""The measures of the three claims by name, and as tables head them, with what Eq. 10 says."""

CONSEQUENCES = {
    "volume_error": "error of the volume",
    "volume_spread": "spread of its logarithm",
    "distance_spread": "spread of the distances",
    "decomposition_error": "error of the two parts",
    "likelihood_error": "error of the likelihood, nats",
    "likelihood_spread": "its spread, nats",
}
"""The measures of what the paper draws from Eq. 10 and of Section 4.1's two parts, as tables head
them; each is 0 where the paper is right, but for sampling."""

_BOUNDS = {"median": (0.95, 1.05), "off_diagonal": (0, 0.05), "variation": (0, 0.1)}
_SMALLEST = 1e-3  # what is smaller is drawn here
_WAYS = ("printed", "gauge", "fast", "light")
_STYLES = ("-", "--", "-.", ":")
_MARKERS = "osD^vP"


def three_claims(records: Sequence[Record]) -> Figure:
    """Every seed of every arm against the three claims, a colour and a marker a kind of data.

    Parameters
    ----------
    records
        What was measured, a part each, at least one.
    """
    names = [name for name in LABELS if any(name in record.arms for record in records)]
    figure, panels = plt.subplots(
        1,
        3,
        figsize=(WIDTH, 1.1 + 0.36 * len(names)),
        sharey=True,
        layout="constrained",
    )
    colours = sns.color_palette("colorblind", len(records))
    for axes, (metric, title) in zip(panels, THREE_CLAIMS.items(), strict=True):
        axes.axvspan(max(_BOUNDS[metric][0], _SMALLEST / 2), _BOUNDS[metric][1], color="0.88", lw=0)
        for k, record in enumerate(records):
            for height, name in enumerate(names):
                values = _values(record, name, metric)
                y = height + 0.13 * (k - (len(records) - 1) / 2)
                axes.scatter(
                    np.maximum(values, _SMALLEST),
                    np.full(len(values), y),
                    s=14,
                    marker=_MARKERS[k % len(_MARKERS)],
                    color=colours[k],
                    alpha=0.8,
                    lw=0,
                    label=record.dataset if height == 0 else None,
                )
        axes.set(xscale="log", xlabel=title)
        if metric != "median":
            axes.set_xlim(_SMALLEST / 2)
        axes.grid(axis="x", color="0.92")
        axes.set_axisbelow(True)
        axes.tick_params(left=False)
    panels[0].set_yticks(range(len(names)), [LABELS[name] for name in names])
    panels[0].set_ylim(len(names) - 0.4, -0.6)
    handles, labels = panels[1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=len(records), frameon=False)
    sns.despine(figure, left=True)
    return figure


def along_training(arrays: Mapping[str, npt.NDArray[np.generic]]) -> Figure:
    """The three measures over the steps: medians over the seeds, in bands that hold all.

    Parameters
    ----------
    arrays
        A record's arrays.
    """
    figure, grid = plt.subplots(
        2, 3, figsize=(WIDTH, 4.6), sharex=True, sharey="col", layout="constrained"
    )
    colours = sns.color_palette("colorblind", len(_WAYS))
    for row, h in zip(grid, ("d", "log"), strict=True):
        for axes, (metric, title) in zip(row, THREE_CLAIMS.items(), strict=True):
            for way, colour, style in zip(_WAYS, colours, _STYLES, strict=True):
                _band(axes, arrays, f"{way}_{h}", metric, colour, style)
            axes.axhspan(max(_BOUNDS[metric][0], 1e-9), _BOUNDS[metric][1], color="0.88", lw=0)
            axes.set(yscale="log")
            if metric != "median":
                axes.set_ylim(_SMALLEST)
            axes.grid(color="0.92")
            axes.set_axisbelow(True)
            if h == "d":
                axes.set_title(title, fontsize="medium")
            else:
                axes.set_xlabel("thousand steps")
        row[0].set_ylabel(LABELS[f"h_{h}"])
    handles, _ = grid[0, 0].get_legend_handles_labels()
    figure.legend(
        handles,
        [LABELS[f"{way}_d"].removeprefix(f"{LABELS['h_d']}, ") for way in _WAYS],
        loc="outside upper center",
        ncols=len(_WAYS),
        frameon=False,
    )
    sns.despine(figure)
    return figure


def steps_to_the_size(
    record: Record, arrays: Mapping[str, npt.NDArray[np.generic]]
) -> pd.DataFrame:
    """Steps until the size is within a factor of two of Eq. 10's for good, from either start.

    Parameters
    ----------
    record
        What was measured.
    arrays
        Its arrays.

    Returns
    -------
    pandas.DataFrame
        A row per h: the first step from which on the median over the seeds stays between 1/2 and 2,
        or that none was; the fixed gauge with its warm-up counted.
    """

    def reached(name: str, before: int) -> str:
        median = np.median(np.asarray(arrays[f"{name}_median"], dtype=float), axis=1)
        at = np.asarray(arrays[f"{name}_at"])
        outside = np.flatnonzero((median < 0.5) | (median > 2))
        first = outside[-1] + 1 if len(outside) else 0
        return f"{before + at[first]:,}" if first < len(at) else f"not within {at[-1]:,}"

    warm_up = int(record.config["warm_up_steps"])
    rows = {
        LABELS[f"h_{h}"]: {
            "as printed": reached(f"printed_{h}", 0),
            "gauge fixed": reached(f"gauge_{h}", warm_up),
        }
        for h in ("d", "log")
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _values(record: Record, name: str, metric: str) -> npt.NDArray[np.float64]:
    if name not in record.arms:
        return np.array([])
    column = record.arms[name].metrics.get(metric, [])
    return np.array([value for value in column if value is not None])


def _band(
    axes: Axes,
    arrays: Mapping[str, npt.NDArray[np.generic]],
    name: str,
    metric: str,
    colour: tuple[float, float, float],
    style: str,
) -> None:
    values = np.maximum(np.array(arrays[f"{name}_{metric}"], dtype=float), _SMALLEST)
    at = np.asarray(arrays[f"{name}_at"], dtype=float) / 1000
    axes.fill_between(at, values.min(1), values.max(1), color=colour, alpha=0.2, lw=0)
    axes.plot(at, np.median(values, axis=1), color=colour, ls=style, label=name)
