"""Figures 6 and 7 of the RaDOGAGA paper, and codes as curves, drawn from a record's arrays."""

from collections.abc import Sequence
from itertools import cycle

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from replication.kit.pictures import name_row, picture_grid, show_picture
from replication.kit.style import Arrays, floats, panel_grid, panels
from replication.latent_isometry.config import LABELS

__all__ = ["component_metrics", "latent_variances", "rate_curves", "reconstructions", "traversals"]

_BLUE, _ORANGE = sns.color_palette("colorblind")[:2]
_BESIDE = 2  # panels
_LEAST_BITS = 1e-3  # a pixel; below, an image is the mean image
_BELOW = 0.7  # of the least loss of a network
_PLAIN = {"pca": "PCA", "jpeg": "JPEG"}
_MEASURES = {1: "1 - SSIM", 2: "squared error a value"}


def latent_variances(arrays: Arrays, arms: Sequence[str]) -> Figure:
    """Bars: variance of each latent, largest first; line: its share of all, added up.

    A panel for each arm, of the first seed.
    """
    figure, places = panels(len(arms), columns=_BESIDE, height=2.2)
    for axes, arm in zip(places, arms, strict=True):
        variances = floats(arrays, f"{arm}_variances")[0]
        at = np.arange(len(variances)) + 1
        axes.fill_between(at, variances, step="mid", color=_BLUE, alpha=0.6, lw=0)
        axes.set(title=LABELS[arm], xlabel="latent, by variance", ylim=(0, None))
        share = axes.twinx()
        share.plot(at, variances.cumsum() / variances.sum(), color=_ORANGE)
        share.set_ylim(0, 1.02)
        share.yaxis.set_major_formatter(PercentFormatter(1.0))
        share.tick_params(colors=_ORANGE)
    for axes in places[::_BESIDE]:
        axes.set_ylabel("variance")
    return figure


def component_metrics(arrays: Arrays, arms: Sequence[str], unit: float) -> Figure:
    r"""Bars: D' of the nine components of largest variance, a mean over images; lines: deviation.

    In units in which Eq. 11's is 1, :math:`1 / (2 \lambda_2 \sigma^2)`, which is given. A panel for
    each arm, of the first seed.
    """
    figure, places = panels(len(arms), columns=_BESIDE, height=2.2)
    for axes, arm in zip(places, arms, strict=True):
        mean, spread = (floats(arrays, f"{arm}_metric_{name}")[0] / unit
                        for name in ("mean", "spread"))  # fmt: skip
        at = np.arange(len(mean)) + 1
        below = np.minimum(mean, spread)  # for D' is not negative
        axes.bar(at, mean, yerr=(below, spread), color=_BLUE, alpha=0.6, ecolor="0.3")
        axes.axhline(1, color="0.5", ls=":", lw=1)
        axes.set(title=LABELS[arm], xlabel="component", xticks=at)
    for axes in places[::_BESIDE]:
        axes.set_ylabel("D' over Eq. 11's")
    sns.despine(figure)
    return figure


def traversals(arrays: Arrays, arms: Sequence[str]) -> Figure:
    """A row for each of nine components, a block for each arm: the image from -2 to 2 deviations.

    Beside the row, the component's impact in each block.
    """
    shown = [arrays[f"{arm}_traversal"] for arm in arms]
    impacts = np.stack([arrays[f"{arm}_impact"][0] for arm in arms], axis=1)
    rows, width = shown[0].shape[:2]
    columns = len(arms) * (width + 1) - 1  # an empty one between blocks
    figure, grid = picture_grid(rows, columns, shown[0], top=0.25)
    for axes in grid[:, width :: width + 1].ravel().tolist():
        axes.remove()
    for block, (arm, pictures) in enumerate(zip(arms, shown, strict=True)):
        places = grid[:, block * (width + 1) :][:, :width]
        places[0, width // 2].set_title(LABELS[arm], fontsize=9)
        for line, row in zip(places, pictures, strict=True):
            for axes, picture in zip(line, row, strict=True):
                show_picture(axes, picture)
    for k, (line, found) in enumerate(zip(grid, impacts, strict=True)):
        numbers = ", ".join(f"{one:.2f}" for one in found)
        name_row(line[0], f"component {k + 1}\nimpact {numbers}")
    return figure


def reconstructions(arrays: Arrays, arms: Sequence[str]) -> Figure:
    """Test images in the top row, and below, a row for each arm, what it rebuilds of them."""
    rows = {"image": arrays["images"]}
    rows |= {LABELS[arm]: arrays[f"{arm}_rebuilt"] for arm in arms}
    figure, grid = picture_grid(len(rows), len(arrays["images"]), arrays["images"])
    for line, (name, pictures) in zip(grid, rows.items(), strict=True):
        for axes, picture in zip(line, pictures, strict=True):
            show_picture(axes, picture)
        name_row(line[0], name.replace(", ", ",\n"))
    return figure


def rate_curves(arrays: Arrays, arms: Sequence[str]) -> Figure:
    """Lines: 1 - SSIM and squared error of coded test images over bits a pixel.

    Medians over the seeds, of the arms and of PCA and JPEG; lower and further left is better.
    Points of less than a thousandth of a bit, where all send the mean image, are not shown, nor are
    plain codes far better than the networks.
    """
    figure, grid = panel_grid(1, len(_MEASURES), 4.0)
    for axes, (measure, title) in zip(grid[0], _MEASURES.items(), strict=True):
        styles = cycle(("o-", "s--", "^:", "D-.", "v-", "P--", "X:"))
        names = {**{arm: LABELS[arm] for arm in arms}, **_PLAIN}
        for (name, label), shade in zip(
            names.items(), cycle(sns.color_palette("colorblind")), strict=False
        ):
            points = np.median(floats(arrays, f"{name}_curve"), axis=0)
            points = points[points[:, 0] > _LEAST_BITS]
            axes.plot(
                points[:, 0], points[:, measure], next(styles), color=shade, ms=4, label=label
            )
        least = min(
            np.median(floats(arrays, f"{arm}_curve"), axis=0)[:, measure].min() for arm in arms
        )
        axes.set(xlabel="bits per pixel", ylabel=title, xscale="log", yscale="log")
        axes.set_ylim(bottom=_BELOW * least)
        axes.grid(color="0.92")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, frameon=False, loc="outside upper center", ncols=2)
    sns.despine(figure)
    return figure
