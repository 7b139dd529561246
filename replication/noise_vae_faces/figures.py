"""Figures of the faces' experiment, drawn from a record's arrays."""

from itertools import cycle
from textwrap import fill

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.kit.pictures import GAP, name_row, picture_grid, show_picture
from replication.kit.style import Arrays, floats, over_seeds, panel_grid
from replication.ledger import Record
from replication.noise_vae_faces.config import LABELS

__all__ = ["learning_curves", "reconstructions", "residuals", "traversals"]

_FACTORS = 5  # of a traversal
_EACH = 2  # images of an arm beside each other


def reconstructions(arrays: Arrays) -> Figure:
    """Four faces in the top row, and below, a row for each arm, what it rebuilds of them."""
    names = [name for name in LABELS if f"rebuilt_{name}" in arrays]
    # Other noise around the same means rebuilds the same.
    names = [name for name in names if not name.startswith("network_as")]
    rows = {"image": arrays["images"]}
    rows |= {LABELS[name]: arrays[f"rebuilt_{name}"] for name in names}
    figure, grid = picture_grid(len(rows), len(arrays["images"]), arrays["images"])
    for line, (label, pictures) in zip(grid, rows.items(), strict=True):
        for axes, picture in zip(line, pictures, strict=True):
            show_picture(axes, picture)
        name_row(line[0], label)
    return figure


def residuals(arrays: Arrays, *arms: str) -> Figure:
    """Two faces for each arm; below each its reconstruction, its error and where noise is large.

    The error is the size of the difference, four times enlarged. In the last row a pixel is white
    where mixture noise takes it from the component of larger variance; a single Gaussian has none.
    """
    names = ("image", "reconstruction", "error", "larger noise")
    images = arrays["images"][:_EACH]
    figure, grid = picture_grid(len(names), _EACH * len(arms), images, top=0.4)
    for k, arm in enumerate(arms):
        rebuilt = arrays[f"rebuilt_{arm}"][:_EACH]
        error = np.abs(images.astype(float) - rebuilt.astype(float)).clip(0, 63) * 4
        membership = arrays.get(f"membership_{arm}")
        for j in range(_EACH):
            column = grid[:, _EACH * k + j]
            show_picture(column[0], images[j])
            show_picture(column[1], rebuilt[j])
            show_picture(column[2], error[j].astype(np.uint8))
            if membership is None:
                column[3].axis("off")
            else:
                show_picture(column[3], membership[j].mean(0, keepdims=True).astype(np.uint8))
        grid[0, _EACH * k].set_title(fill(LABELS[arm], 20), x=_EACH / 2 + GAP, fontsize=9)
    for line, name in zip(grid, names, strict=True):
        name_row(line[0], name)
    return figure


def traversals(arrays: Arrays, arm: str) -> Figure:
    """A row for each of the most influential factors: one face as the factor goes from -3 to 3."""
    shown, influence = arrays[f"traversal_{arm}"][:_FACTORS], arrays[f"influence_{arm}"]
    figure, grid = picture_grid(len(shown), shown.shape[1], shown[0])
    for line, pictures, factor in zip(grid, shown, arrays[f"traversed_{arm}"], strict=False):
        for axes, picture in zip(line, pictures, strict=True):
            show_picture(axes, picture)
        name_row(line[0], f"factor {factor}, {influence[factor]:.1f} nats")
    return figure


def learning_curves(record: Record, arrays: Arrays) -> Figure:
    """EVLB on test images over the steps, a line for each arm through the median of its seeds."""
    names = [name for name in LABELS if f"{name}_observed_evlb" in arrays]
    figure, grid = panel_grid(1, 1, 3.2)
    axes: Axes = grid[0, 0]
    styles = cycle(("-", "--", ":", "-."))
    later: list[float] = []
    for name, shade in zip(names, sns.color_palette("colorblind"), strict=False):
        values = floats(arrays, f"{name}_observed_evlb")
        at = arrays[f"{name}_observed_at"]
        middle = over_seeds(np.nanmedian, np.where(np.isfinite(values), values, np.nan))
        axes.plot(at, middle, ls=next(styles), color=shade, label=LABELS[name])
        later += [value for value in middle[len(middle) // 3 :] if np.isfinite(value)]
    if len(set(later)) > 1:  # what untrained networks give lies far below
        margin = 0.05 * np.ptp(later)
        axes.set_ylim(min(later) - margin, max(later) + margin)
    axes.set(xlabel="steps", ylabel="EVLB, nats", title=f"{record.dataset}, {record.profile}")
    axes.legend(frameon=False, loc="center left", bbox_to_anchor=(1.0, 0.5))
    axes.grid(color="0.92")
    sns.despine(figure)
    return figure
