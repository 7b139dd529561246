"""Figures of the lossy autoencoder: its displacement, the error, the falling loss, the field."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from replication.kit.style import WIDTH, Arrays, floats
from replication.lossy_autoencoder_score.config import HEIGHTS

__all__ = ["displacements", "errors", "falling_loss", "fields"]

_COLOURS = sns.color_palette("colorblind")
_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 2)))
_DOTTED = (0, (2, 2))
_NEAR = 2.6  # of 0, where nearly all of the density is
_ENLARGED = 20  # the arrows of a difference
_SHOWN = 3  # values of lambda, the largest first


def displacements(line: Arrays) -> Figure:
    r"""How far the map moves each point of the line, beside half of lambda times the score.

    Parameters
    ----------
    line
        Arrays of the part ``mixture_1d``.
    """
    near = np.abs(floats(line, "x")) <= _NEAR
    x, half_score = floats(line, "x")[near], floats(line, "half_score")[near]
    density = floats(line, "density")[near]
    figure, (moves, misses) = plt.subplots(
        1, 2, figsize=(WIDTH, 3.4), layout="constrained", sharex=True
    )
    chosen = list(zip(floats(line, "lams"), floats(line, "displacement"), strict=True))[::-1]
    for (lam, every), colour, style in zip(chosen[:_SHOWN], _COLOURS, _STYLES, strict=False):
        moved = every[near]
        moves.plot(x, moved, color=colour, ls=style, label=f"solution, λ = {lam:g}")
        moves.plot(x, lam * half_score, color="0.2", lw=0.8, ls=_DOTTED)
        misses.plot(x, moved / lam - half_score, color=colour, ls=style)
    moves.plot([], [], color="0.2", lw=0.8, ls=_DOTTED, label="λ times half the score")
    for axes, label in ((moves, "r(x) - x"), (misses, "(r(x) - x) / λ, less half the score")):
        axes.axhline(0, color="0.8", lw=0.8, zorder=0)
        low, high = axes.get_ylim()
        shade = low + 0.3 * (high - low) * density / density.max()
        axes.fill_between(x, low, shade, color="0.92", zorder=0)
        axes.set(xlabel="x (shaded: its density)", ylabel=label, ylim=(low, high))
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    sns.despine(figure)
    return figure


def errors(line: Arrays, plane: Arrays) -> Figure:
    r"""Root mean square error of the expansion of (r - x) / lambda, over lambda.

    Parameters
    ----------
    line, plane
        Arrays of the parts ``mixture_1d`` and ``mixture_2d``.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.8), layout="constrained")
    for arrays, name, label, shape, k in (
        (line, "first_error", "line, Eq. 7 solved", "o-", 0),
        (plane, "constructed_error", "plane, exact solutions", "s-", 1),
        (plane, "trained_error", "plane, trained maps", "^-", 2),
        (line, "second_error", "line, with the next term", "o--", 0),
        (plane, "trained_second_error", "plane, trained, with the next term", "^--", 2),
    ):
        style = {"color": _COLOURS[k], "mfc": "white" if "--" in shape else _COLOURS[k]}
        axes.loglog(floats(arrays, "lams"), floats(arrays, name), shape, label=label, **style)
    lams = floats(line, "lams")
    for order, name, shift, offset in (
        (1, "first_error", 1.7, (-40, 4)),
        (2, "second_error", 0.45, (4, -10)),
    ):
        guide = shift * floats(line, name)[0] * (lams / lams[0]) ** order
        axes.loglog(lams, guide, color="0.6", lw=0.8)
        axes.annotate(f"slope {order}", (lams[1], guide[1]), offset, textcoords="offset points")
    axes.set(xlabel="λ", ylabel="error, root mean square")
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), frameon=False)
    axes.grid(color="0.92")
    sns.despine(figure)
    return figure


def falling_loss(line: Arrays) -> Figure:
    """Curvature of the loss along ripples of the solution, and its change along staircases.

    Parameters
    ----------
    line
        Arrays of the part ``mixture_1d``.
    """
    figure, (ripples, stairs) = plt.subplots(
        1, 2, figsize=(WIDTH, 3.9), layout="constrained", width_ratios=[1, 1.15]
    )
    lams, frequencies = floats(line, "lams"), floats(line, "frequencies")
    curvatures = list(zip(lams, floats(line, "curvatures"), strict=True))[::-1]
    for (lam, curvature), colour, style in zip(
        curvatures[:_SHOWN], _COLOURS, _STYLES, strict=False
    ):
        ripples.plot(frequencies, curvature, color=colour, ls=style, label=f"λ = {lam:g}")
    ripples.set(
        xlabel=r"frequency of the ripple, $\omega / \sqrt{2 / \lambda}$",
        ylabel="curvature of the loss along it",
        xlim=(0, 2),
        ylim=(-3, 1.2),
    )
    room = 1 / floats(line, "steepness_left")
    lam = lams[-1]
    formulas, sums = floats(line, "staircase_formula"), floats(line, "staircase_measured")
    for i, height in enumerate(HEIGHTS):
        label = f"{height:g} " + r"$\times\ \pi\sqrt{2\lambda}$"
        stairs.semilogx(room, formulas[i] / lam, color=_COLOURS[i], ls=_STYLES[i], label=label)
        stairs.semilogx(room[::2], sums[i, ::2] / lam, ".", ms=4, color=_COLOURS[i])
    stairs.set(
        xlabel="steepness of the staircase, 1 / (1 - a)",
        ylabel="change of the loss, in units of λ",
        xlim=(1, 1e6),
        ylim=(-10, 8),
    )
    for axes in (ripples, stairs):
        axes.axhline(0, color="0.5", lw=0.8, zorder=0)
    ripples.legend(loc="lower left", frameon=False)
    stairs.legend(loc="upper right", frameon=False, title="height of a step")
    sns.despine(figure)
    return figure


def fields(plane: Arrays) -> Figure:
    r"""The trained map's displacement over lambda, beside half the score, and their difference.

    Parameters
    ----------
    plane
        Arrays of the part ``mixture_2d``.
    """
    lam, grid = floats(plane, "lams")[-1], floats(plane, "grid")
    trained, score = floats(plane, "grid_displacement"), floats(plane, "grid_half_score")
    side = np.unique(grid[:, 0])
    density = floats(plane, "grid_density").reshape(len(side), len(side))
    levels = density.max() * np.array([0.02, 0.1, 0.3, 0.6, 0.9, 1.0])
    figure, panels = plt.subplots(
        1, 3, figsize=(WIDTH, 3.0), layout="constrained", sharex=True, sharey=True
    )
    scale = {"angles": "xy", "scale_units": "xy", "scale": 3.5, "width": 0.006}
    for axes, field, title in (
        (panels[0], trained, f"trained, (r(x) - x) / λ, λ = {lam:g}"),
        (panels[1], score, "half the score"),
        (panels[2], _ENLARGED * (trained - score), f"the difference, times {_ENLARGED}"),
    ):
        axes.contourf(side, side, density, levels=levels, cmap="Greys", alpha=0.35)
        axes.quiver(*grid.T, *field.T, color=_COLOURS[0], **scale)
        axes.set_title(title, fontsize="medium")
        axes.set(xlabel="$x_1$", aspect="equal")
    panels[0].set_ylabel("$x_2$")
    sns.despine(figure)
    return figure
