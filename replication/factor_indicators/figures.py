"""Figures on noise, on factors and on what indicates either, drawn from records."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from replication.factor_indicators.config import LEVEL_OF, MULTIPLES
from replication.kit.style import WIDTH, Arrays, panel_grid

__all__ = ["falling_variance", "gains", "indicators", "turns", "used_factors"]

_BLUE, _ORANGE, _GREEN = sns.color_palette("colorblind")[:3]
_STYLES = ((_BLUE, "-"), (_ORANGE, "--"), (_GREEN, "-."))


def falling_variance(arrays: Arrays) -> Figure:
    """Log-likelihood of an image over the variance of a pixel that is met: rising without end.

    From arrays of the part ``zero_pixel``; the dashed line has the variance held at 0.0001 or more.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 2.6), layout="constrained")
    start = arrays["log_likelihood"][0]
    for name, label, (colour, style) in (
        ("log_likelihood", "as in Eq. 19", _STYLES[0]),
        ("floored", "variance held at 0.0001", _STYLES[1]),
    ):
        rise = arrays[name] - start
        axes.plot(arrays["variance"], rise, style, color=colour, label=label)
    axes.set(xscale="log", xlabel="variance of the pixel", ylabel="log-likelihood\ngained, nats")
    axes.invert_xaxis()
    axes.grid(color="0.92")
    axes.legend(frameon=False)
    sns.despine(figure)
    return figure


def used_factors(maps: Arrays, factors: Arrays) -> Figure:
    """A circle that comes back as a curve on one line; the information of each of eight factors.

    From arrays of the parts ``two_in_one`` and ``three_factors``.
    """
    figure, (row,) = panel_grid(1, 2, 3.2)
    circle, back = maps["circle"], maps["back"]
    row[0].plot(*circle.T, color="0.6", label="circle of radius 1")
    row[0].plot(*back.T, "--", color=_ORANGE, label="what comes back")
    row[0].set(aspect="equal", xlabel="$z_1$", ylabel="$z_2$", title="two factors through one")
    row[0].set(xlim=(-1.6, 1.6), ylim=(-2.1, 1.2))
    row[0].legend(frameon=False, loc="lower center", fontsize="small")
    influence = factors["influence"]
    at = 1 + np.arange(influence.shape[1])
    row[1].plot(at, influence.T, "o", ms=4, mfc="none", color=_BLUE)
    row[1].axhline(0.5, color="0.35", ls=":", label="0.5 nats")
    row[1].set(xlabel="factor, by its information", title="a VAE of eight on an image of three")
    row[1].set_ylabel("Definition 3, nats")
    row[1].set_xticks(at)
    row[1].legend(frameon=False)
    for axes in row:
        axes.grid(color="0.92")
    sns.despine(figure)
    return figure


def indicators(points: Arrays, dependent: Arrays) -> Figure:
    """Definition 2 over what it is to bound, and Definition 4 over a correlation that it misses.

    From arrays of the parts ``points`` and ``dependent``. On the left every mark is a data set of a
    few points.
    """
    figure, (row,) = panel_grid(1, 2, 3.0)
    top = points["definition2"].max()
    row[0].plot([0, top], [0, top], color="0.35", lw=1)
    for name, label, marker, colour in (
        ("information", "mutual information", "o", _BLUE),
        ("capacity", "capacity", "x", _ORANGE),
    ):
        at = points[name].ravel()
        row[0].plot(at, points["definition2"].ravel(), marker, ms=4, color=colour, label=label)
    row[0].set(xlabel="what is to be bounded, nats", ylabel="Definition 2, nats")
    row[0].legend(frameon=False)
    for name, label, (colour, style) in (
        ("divergence", r"$D_{KL}(q(z) \Vert p(z))$", _STYLES[0]),
        ("definition4", "Definition 4", _STYLES[1]),
    ):
        row[1].plot(dependent["correlation"], dependent[name], style, color=colour, label=label)
    row[1].set(xlabel="correlation of two factors", ylabel="nats")
    row[1].legend(frameon=False)
    for axes in row:
        axes.grid(color="0.92")
    sns.despine(figure)
    return figure


def turns(arrays: Arrays) -> Figure:
    """Score of the metric and fall of the bound while two factors are turned by up to 90 degrees.

    From arrays of the part ``rotations``; the bound is that with a diagonal covariance, at three
    variances of the noise.
    """
    figure, (row,) = panel_grid(1, 2, 2.8)
    row[0].plot(arrays["angle"], arrays["score"].T, "o", ms=4, mfc="none", color=_BLUE)
    row[0].set(ylabel="score of the metric", ylim=(0.4, 1.03))
    for noise, fall, (colour, style) in zip(arrays["noise"], arrays["fall"], _STYLES, strict=True):
        label = rf"$\sigma^2$ = {noise:g}"
        row[1].plot(arrays["angle"], fall, style, color=colour, label=label)
    row[1].set(ylabel="fall of the bound, nats")
    row[1].legend(frameon=False)
    for axes in row:
        axes.set(xlabel="turned by, degrees")
        axes.set_xticks([0, 15, 30, 45, 60, 75, 90])
        axes.grid(color="0.92")
    sns.despine(figure)
    return figure


def gains(arrays: Arrays, titles: Mapping[str, str]) -> Figure:
    """Bound of learned noise less that of each fixed variance, a point per seed and noise model.

    From arrays of the part ``known_noise``, and the title of every arm by its name.
    """
    figure, grid = panel_grid(2, 4, 4.2, sharex=True)
    for axes, (arm, title) in zip(grid.flat, titles.items(), strict=False):
        gained = arrays[f"learned_{arm}"][:, None] - arrays[f"fixed_{LEVEL_OF[arm]}"]
        at = np.tile(MULTIPLES, (len(gained), 1))
        axes.plot(at.ravel(), gained.ravel(), "o", ms=3, mfc="none", color=_BLUE)
        axes.axhline(0, color="0.35", lw=0.8)
        axes.set_title(title, fontsize="small")
        axes.set(xscale="log")
        axes.set_xticks(MULTIPLES, [f"{factor:g}" for factor in MULTIPLES])
        axes.minorticks_off()
        axes.grid(color="0.92")
    for axes in grid[:, 0]:
        axes.set_ylabel("gained, nats")
    for axes in grid[-1]:
        axes.set_xlabel("fixed over true")
    sns.despine(figure)
    return figure
