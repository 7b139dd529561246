"""Figures of Algorithm 1 on images: the walks, what is measured along them, and the sweep.

``arrays`` are those of one outcome of ``langevin_sampling``.
"""

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.kit.style import WIDTH, Arrays, floats, over_seeds
from replication.ledger import Record

__all__ = ["along_the_walk", "settings_swept", "walk_images"]

_COLOURS = sns.color_palette("colorblind")
_NAMES = {"walks": "autoencoder", "walks_denoising": "denoising autoencoder"}
_ROWS = 4
_Floats = npt.NDArray[np.float64]


def walk_images(arrays: Arrays) -> Figure:
    """Images of a few walks of the first seed, one per row, from the start to the last step."""
    both = [np.asarray(arrays[f"{name}_shown"])[:_ROWS] for name in _NAMES]
    columns = both[0].shape[1]
    # Rows of the first network, an empty band, rows of the second: one grid, so that all align.
    figure, grid = plt.subplots(
        2 * _ROWS + 1,
        columns,
        figsize=(WIDTH, WIDTH / columns * (2 * _ROWS + 0.9)),
        height_ratios=[1] * _ROWS + [0.35] + [1] * _ROWS,
        gridspec_kw={"wspace": 0.05, "hspace": 0.05},
    )
    for axes in grid[_ROWS]:
        axes.remove()
    halves = grid[:_ROWS], grid[_ROWS + 1 :]
    for rows, pictures, title in zip(halves, both, _NAMES.values(), strict=True):
        for row, walk in zip(rows, pictures, strict=True):
            for axes, picture in zip(row, walk, strict=True):
                axes.imshow(picture, cmap="Greys", vmin=0, vmax=255)
                axes.set(xticks=[], yticks=[])
        for step, axes in enumerate(rows[0]):
            axes.set_title("start" if step == 0 else str(step), fontsize="small", pad=2)
        rows[_ROWS // 2][0].set_ylabel(title, fontsize="small", y=1.0)
    return figure


def along_the_walk(record: Record, arrays: Arrays) -> Figure:
    """Over a walk's steps: the distance to the nearest training image, a classifier's confidence.

    Dotted: how far black images with the walk's noise are, and test images.
    """
    figure, (near, sure) = plt.subplots(1, 2, figsize=(WIDTH, 3.0), layout="constrained")
    confidence = floats(arrays, "walks_confidence")
    steps = np.arange(confidence.shape[1], dtype=float)
    for i, (name, label) in enumerate(_NAMES.items()):
        _mean_and_range(near, steps, floats(arrays, f"{name}_distance"), i, label)
    _mean_and_range(sure, steps, confidence, 0, _NAMES["walks"])
    near.set(xlabel="step", ylabel="distance to the nearest training image", ylim=(0, None))
    sure.set(xlabel="step", ylabel="probability of the predicted class", ylim=(0, 1))
    for name, title, side in (
        ("distance_black", "black, with noise", "bottom"),
        ("distance_test", "test images, without noise", "top"),
    ):
        at = float(record.arms["yardsticks"].finished(name).mean())
        near.axhline(at, color="0.4", lw=0.9, ls=":")
        across = near.get_yaxis_transform()
        near.text(1, at, title, transform=across, ha="right", va=side, size="x-small", color="0.3")
    near.legend(frameon=False)
    sns.despine(figure)
    return figure


def settings_swept(arrays: Arrays) -> Figure:
    """Accuracy of students over the walk's steps and noise: the mean over seeds and their range."""
    settings, accuracy = floats(arrays, "sweep_settings"), floats(arrays, "sweep_accuracy")
    figure, panels = plt.subplots(1, 2, figsize=(WIDTH, 2.8), layout="constrained", sharey=True)
    for axes, own, other, label in (
        (panels[0], 0, 1, "steps R"),
        (panels[1], 1, 0, "noise λ, units of a pixel's range"),
    ):
        chosen = np.flatnonzero(settings[:, other] == settings[0, other])
        order = chosen[np.argsort(settings[chosen, own])]
        at, values = settings[order, own], accuracy[:, order]
        _mean_and_range(axes, at, values, 0)
        axes.set(xlabel=label, ylim=(0, 1))
        axes.grid(axis="y", color="0.92")
    panels[0].set_ylabel("student's accuracy on test images")
    sns.despine(figure)
    return figure


def _mean_and_range(axes: Axes, at: _Floats, values: _Floats, i: int, label: str = "") -> None:
    """The mean over seeds of values ``(S, T)``, in a band from the least to the largest."""
    style = "o-" if not label else ("-", "--")[i]
    axes.plot(at, over_seeds(np.nanmean, values, 0), style, color=_COLOURS[i], label=label or None)
    low, high = over_seeds(np.nanmin, values, 0), over_seeds(np.nanmax, values, 0)
    axes.fill_between(at, low, high, color=_COLOURS[i], alpha=0.25, lw=0)
