"""Figures 1 to 3 of the Langevin supplement, in either scale of the pixels."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rdo.datasets import COLOUR_SETS
from replication.kit.style import COLUMNS, WIDTH, Arrays, floats
from replication.principal_plane.config import LABELS

__all__ = ["random_points"]

_COLOURS = sns.color_palette("colorblind")  # ten of them
_TITLES = {
    "digits": "digits",
    "mnist": "MNIST",
    "cifar10": "CIFAR-10",
    "cifar100_flowers": "CIFAR-100 flowers",
}
_ROWS = dict(zip(LABELS, ("pixels in [0, 1]", "pixels standardised"), strict=True))


def random_points(outcomes: Mapping[str, Arrays]) -> Figure:
    """Images and Gaussian points in the plane of the images: a column per set, a row per arm.

    The arrays of an outcome are given by the name of its data set.
    """
    side = WIDTH / COLUMNS
    figure, grid = plt.subplots(
        len(_ROWS),
        len(outcomes),
        figsize=(side * len(outcomes), 0.6 + side * len(_ROWS)),
        layout="compressed",
        squeeze=False,
    )
    for column, (name, arrays) in zip(grid.T, outcomes.items(), strict=True):
        classes, of_class = np.unique(arrays["labels"], return_inverse=True)
        for axes, arm in zip(column, _ROWS, strict=True):
            data, noise = (floats(arrays, f"{arm}_{of}") for of in ("data", "noise"))
            axes.scatter(*data.T, c=[_COLOURS[i] for i in of_class], s=5, lw=0)
            axes.scatter(*noise.T, c="black", marker="x", s=4, lw=0.3)
            # The same scale on both axes: standard deviations are compared.
            axes.set_aspect("equal", adjustable="datalim")
            axes.set_box_aspect(1)
        column[0].set_title(_TITLES[name])
        column[-1].set_xlabel("first component")
        _legend(column[-1], name, classes)
    for row, title in zip(grid[:, 0], _ROWS.values(), strict=True):
        row.set_ylabel(f"{title}\nsecond component")
    sns.despine(figure)
    return figure


def _legend(axes: Axes, name: str, classes: npt.NDArray[np.int64]) -> None:
    """The colours of the classes under a column, and the cross of the noise."""
    names = COLOUR_SETS.get(name, {})
    for colour, label in zip(_COLOURS, classes, strict=False):
        axes.scatter([], [], color=[colour], s=14, label=names.get(int(label), str(label)))
    axes.scatter([], [], c="black", marker="x", s=14, lw=0.8, label="noise")
    axes.legend(
        loc="upper center",
        bbox_to_anchor=(0.5, -0.26),
        ncols=3,
        frameon=False,
        fontsize="x-small",
        handletextpad=0.1,
        columnspacing=0.6,
    )
