"""What all figures have in common: one width, one palette, panels side by side."""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.kit.labels import METHODS

__all__ = [
    "COLUMNS",
    "WIDTH",
    "Arrays",
    "colour",
    "floats",
    "legend_above",
    "over_seeds",
    "panel_grid",
    "panels",
]

Arrays = Mapping[str, npt.NDArray[Any]]
"""What a record's figures are drawn from."""

WIDTH = 7.5
"""Inches; a page's column."""

COLUMNS = 3
"""Panels beside each other."""

_METHODS = dict(zip(METHODS, sns.color_palette("colorblind"), strict=False))


def colour(arm: str) -> Any:
    """The colour of an arm: one per method, dark grey for the controls."""
    return _METHODS.get(arm, "0.3")


def floats(arrays: Arrays, name: str) -> npt.NDArray[np.float64]:
    """One of a record's arrays, for arithmetic in double precision."""
    return np.asarray(arrays[name], dtype=np.float64)


def over_seeds(
    reduce: Callable[..., Any], values: npt.NDArray[np.floating], axis: int = 1
) -> npt.NDArray[np.float64]:
    """``np.nanmedian`` and the like over the seeds of an axis; NaN where every seed diverged."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of numpy, where no number is left
        return np.asarray(reduce(values, axis=axis), dtype=np.float64)


def panel_grid(
    rows: int, columns: int, height: float, **options: Any
) -> tuple[Figure, npt.NDArray[Any]]:
    """A figure so many inches high, and its axes, ``(rows, columns)``.

    The options are those of :func:`matplotlib.pyplot.subplots`, say ``sharex``.
    """
    size = WIDTH, height
    return plt.subplots(rows, columns, figsize=size, layout="constrained", squeeze=False, **options)


def panels(
    count: int, *, columns: int = COLUMNS, height: float = WIDTH / COLUMNS, shared: bool = False
) -> tuple[Figure, list[Axes]]:
    """So many panels in rows of ``columns``, each ``height`` inches high.

    With ``shared`` they have their axes in common.
    """
    rows = -(-count // columns)
    figure, grid = panel_grid(rows, columns, 0.3 + height * rows, sharex=shared, sharey=shared)
    for axes in grid.flat[count:]:
        axes.remove()
    return figure, list(grid.flat[:count])


def legend_above(figure: Figure, axes: Axes, columns: int) -> None:
    """One legend for a whole figure, above its panels, of what one of them shows."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=columns, frameon=False)
