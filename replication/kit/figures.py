"""Figures drawn from records: one width, one palette, told apart without colour as well."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.kit.labels import METHODS, data_label, label, ordered
from replication.kit.style import (
    COLUMNS,
    Arrays,
    colour,
    floats,
    legend_above,
    over_seeds,
    panel_grid,
    panels,
)
from replication.kit.tables import printed_values
from replication.ledger import Record

__all__ = ["loss_curves", "seed_strip", "seed_strips", "training_curves"]


def seed_strip(record: Record, metric: str, title: str) -> Figure:
    """A row per arm with a point per seed, our mean or median, and the printed value's band."""
    names = [name for name in ordered(record) if metric in record.arms[name].metrics]
    figure, grid = panel_grid(1, 1, 0.9 + 0.5 * len(names))
    axes = grid[0, 0]
    _strip(axes, record, names, metric)
    axes.set_xlabel(title)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, frameon=False)
    sns.despine(figure, left=True)
    return figure


def seed_strips(records: Sequence[Record], metric: str, title: str) -> Figure:
    """A panel per data set: a row per arm, a point per seed, our mean or median, printed bands."""
    names = ordered(records[0], dict.fromkeys(arm for record in records for arm in record.arms))
    columns = min(2, len(records))
    rows = -(-len(records) // columns)
    height = 0.6 + rows * (0.7 + 0.3 * len(names))
    figure, grid = panel_grid(rows, columns, height, sharey=True)
    for axes in grid.flat[len(records) :]:
        axes.remove()
    for axes, record in zip(grid.flat, records, strict=False):
        _strip(axes, record, names, metric)
        axes.set(title=data_label(record.dataset), xlabel=title)
    legend_above(figure, grid[0, 0], 2)
    sns.despine(figure, left=True)
    return figure


def _strip(axes: Axes, record: Record, names: Sequence[str], metric: str) -> None:
    """Seeds, centre and band of the arms in ``names``, the first on top."""
    printed = printed_values(record.experiment, record.dataset, metric)
    by_median = any(claim.rule == "median_within_tolerance" for claim in printed.values())
    centre, name_of_centre = (np.median, "median") if by_median else (np.mean, "mean")
    jitter = np.random.default_rng(0)
    present = {name: height for height, name in enumerate(names) if name in record.arms}
    first = next(iter(present), None)
    for name, height in present.items():
        values = record.arms[name].finished(metric)
        claim = printed.get(name)
        if claim is not None:
            half = claim.spread if claim.spread is not None else claim.tolerance or 0
            band, ends = (claim.value - half, claim.value + half), [height - 0.36, height + 0.36]
            explained = "printed, with the accepted band" if name == "dagmm" else None
            axes.fill_betweenx(ends, *band, color="0.85", label=explained)
            axes.plot([claim.value] * 2, ends, color="0.55", lw=1.5)
        y = height + jitter.uniform(-0.18, 0.18, len(values))
        axes.scatter(values, y, s=18, color=colour(name), alpha=0.8, lw=0)
        middle = centre(values) if len(values) else np.nan
        explained = f"our {name_of_centre}" if name == first else None
        axes.plot(middle, height, "D", ms=7, mfc="white", mec="black", label=explained)
    axes.set_yticks(range(len(names)), [label(record, name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.grid(axis="x", color="0.92")
    axes.set_axisbelow(True)
    axes.tick_params(left=False)


def loss_curves(arrays: Arrays, term: str, title: str) -> Figure:
    """A panel per method: a term of its loss over the steps, median and range over the seeds."""
    names = [name for name in METHODS if f"{name}_{term}" in arrays]
    figure, places = panels(len(names), height=2.3)
    for name, axes in zip(names, places, strict=True):
        _band(axes, arrays, name, term, "steps")
        axes.set(title=METHODS[name], xlabel="thousand steps")
    for axes in places[::COLUMNS]:
        axes.set_ylabel(title)
    sns.despine(figure)
    return figure


def training_curves(
    records: Sequence[Record],
    arrays: Sequence[Arrays],
    metric: str,
    title: str,
) -> Figure:
    """A metric of the test rows along training, a row per data set and a column per arm.

    The arms are the trained ones of the first record. Where a mean is printed, grey is one printed
    standard deviation to either side. A row's scale is that of the evaluations after the first, for
    what an untrained decoder rebuilds may lie far below everything else.
    """
    followed = (name for name in records[0].arms if f"{name}_observed_{metric}" in arrays[0])
    names = ordered(records[0], followed)
    rows, height = len(records), 0.6 + 1.5 * len(records)
    figure, grid = panel_grid(rows, len(names), height, sharex="row", sharey="row")
    for row, record, along in zip(grid, records, arrays, strict=True):
        printed = printed_values(record.experiment, record.dataset, metric)
        for axes, name in zip(row, names, strict=True):
            claim = printed.get(name)
            if claim is not None and claim.spread is not None:
                low, high = claim.value - claim.spread, claim.value + claim.spread
                axes.axhspan(low, high, color="0.8", lw=0, zorder=0)
            _band(axes, along, name, f"observed_{metric}", "observed_at")
        later = np.concatenate([along[f"{name}_observed_{metric}"][1:] for name in names])
        later = later[np.isfinite(later)]
        if len(set(later)) > 1:
            margin = 0.1 * np.ptp(later)
            row[0].set_ylim(later.min() - margin, later.max() + margin)
        row[0].set_ylabel(f"{data_label(record.dataset)}\n{title}")
    for axes, name in zip(grid[0], names, strict=True):
        axes.set_title(fill(label(records[0], name), 15), fontsize="medium")
    for axes in grid[-1]:
        axes.set_xlabel("thousand steps")
    sns.despine(figure)
    return figure


def _band(axes: Axes, arrays: Arrays, name: str, what: str, steps: str) -> None:
    """The median over the seeds, in the band that holds all of them."""
    values = floats(arrays, f"{name}_{what}")
    values = np.where(np.isfinite(values), values, np.nan)  # of seeds that diverged
    at = floats(arrays, f"{name}_{steps}") / 1000
    low, high = over_seeds(np.nanmin, values), over_seeds(np.nanmax, values)
    axes.fill_between(at, low, high, color=colour(name), alpha=0.25, lw=0)
    axes.plot(at, over_seeds(np.nanmedian, values), color=colour(name))
    axes.grid(color="0.92")
