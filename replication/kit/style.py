"""What all figures have in common: one width, one palette, panels side by side."""

from types import MappingProxyType

import matplotlib.pyplot as plt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.kit.anomaly.settings import METHODS
from replication.kit.labels import LABELS

__all__ = ["COLOURS", "COLUMNS", "WIDTH", "panels"]

WIDTH = 7.5
"""Inches; a page's column."""

COLUMNS = 3
"""Panels beside each other."""

_METHODS = dict(zip(METHODS, sns.color_palette("colorblind"), strict=False))

COLOURS = MappingProxyType({name: _METHODS.get(name, "0.3") for name in LABELS})
"""One colour per arm; dark grey for the controls."""


def panels(
    count: int, *, height: float = WIDTH / COLUMNS, shared: bool = False
) -> tuple[Figure, list[Axes]]:
    """So many panels in rows of :data:`COLUMNS`.

    Parameters
    ----------
    count
        Number of panels.
    height
        Of each, in inches.
    shared
        Whether they have their axes in common.
    """
    rows = -(-count // COLUMNS)
    figure, grid = plt.subplots(
        rows,
        COLUMNS,
        figsize=(WIDTH, 0.3 + height * rows),
        layout="constrained",
        squeeze=False,
        sharex=shared,
        sharey=shared,
    )
    for axes in grid.flat[count:]:
        axes.remove()
    return figure, list(grid.flat[:count])
