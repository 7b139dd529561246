"""The map of the readings, and F1 along the training under some of them."""

from collections.abc import Sequence

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from replication.kit.anomaly.config import TABLES
from replication.kit.labels import METHODS, data_label
from replication.kit.style import Arrays, floats, legend_above, over_seeds, panel_grid
from replication.ledger import Record
from replication.recovered_settings.choice import Standing, config_of, rows_of, tried
from replication.recovered_settings.config import arm_name, trained
from replication.recovered_settings.readings import TEST_MIXTURE, Reading, titled
from replication.recovered_settings.tables import row_name

__all__ = ["along_training", "reading_map"]

_FARTHEST = 6.0
"""Printed deviations at which colours end."""


def reading_map(part: str, record: Record, title: str) -> Figure:
    """How far every reading is from each printed row, in printed deviations; the best on top.

    White is the printed mean, blue below it and red above; a dot marks what lies in the band. A
    reading under a mixture of the test rows is left out if the same rows are reached without.
    """
    config = config_of(record)
    found = {one: Standing(rows_of(record.arms, config, part, one)) for one in tried(record)}
    shown = [
        one
        for one in sorted(found, key=lambda one: found[one].key)
        if TEST_MIXTURE not in one
        or _dots(found[one]) != _dots(found[one - {TEST_MIXTURE}])
        or len(one) == 1
    ]
    gaps = np.array([[row.gap for row in found[one].rows] for one in shown])
    figure, grid = panel_grid(1, 1, 1.6 + 0.24 * len(shown))
    (axes,) = grid.flat
    image = axes.imshow(
        np.clip(gaps, -_FARTHEST, _FARTHEST),
        cmap="RdBu_r",
        vmin=-_FARTHEST,
        vmax=_FARTHEST,
        aspect="auto",
    )
    for at, one in enumerate(shown):
        for column, row in enumerate(found[one].rows):
            if row.reached:
                axes.plot(column, at, "o", color="black", ms=4)
    names = [row_name(row) for row in found[shown[0]].rows]
    axes.xaxis.tick_top()
    axes.set_xticks(range(len(names)), names, fontsize=8, rotation=40, ha="left")
    axes.set_yticks(range(len(shown)), [titled(one) for one in shown], fontsize=8)
    axes.tick_params(length=0)
    axes.set_title(title)
    bar = figure.colorbar(image, ax=axes, orientation="horizontal", fraction=0.04, pad=0.01)
    bar.set_label("our mean less the printed one,\nin printed deviations")
    sns.despine(figure, left=True, bottom=True)
    return figure


def _dots(standing: Standing) -> list[bool]:
    return [row.reached for row in standing.rows]


def along_training(
    part: str, record: Record, arrays: Arrays, readings: Sequence[Reading]
) -> Figure:
    """F1 over the steps, a row per table and a column per method; grey is the printed band."""
    config = config_of(record)
    tables = config.tables
    figure, grid = panel_grid(len(tables), len(METHODS), 0.8 + 1.9 * len(tables), sharey="row")
    palette = sns.color_palette("colorblind")
    printed = {
        (row.table, row.method): row for row in rows_of(record.arms, config, part, readings[0])
    }
    for line, table in zip(grid, tables, strict=True):
        for axes, (method, label) in zip(line, METHODS.items(), strict=True):
            row = printed[table, method]
            axes.axhspan(row.printed - row.spread, row.printed + row.spread, color="0.85", lw=0)
            for reading, shade, style in zip(
                readings, palette, ("-", "--", "-.", ":"), strict=False
            ):
                arm = arm_name(table, method, trained(config, table, part, method, reading))
                values, steps = floats(arrays, f"{arm}_f1"), floats(arrays, f"{arm}_at") / 1000
                means = over_seeds(np.nanmean, values)
                axes.plot(steps, means, color=shade, ls=style, label=titled(reading))
            axes.set_title(f"{TABLES[table]}, {label}", fontsize=9)
            axes.grid(color="0.92")
        line[0].set_ylabel(f"F1 on {data_label(part)}")
    for axes in grid[-1]:
        axes.set_xlabel("thousand steps")
    legend_above(figure, grid[0][0], columns=2)
    sns.despine(figure)
    return figure
