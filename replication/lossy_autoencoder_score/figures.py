"""Figures of the lossy autoencoder: its displacement, the error, the falling loss, the field.

``line`` and ``plane`` are the arrays of the parts ``mixture_1d`` and ``mixture_2d``.
"""

from collections.abc import Iterable
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rdo.theory import gaussian_map
from replication.kit.style import WIDTH, Arrays, floats, panels
from replication.lossy_autoencoder_score.config import HEIGHTS

__all__ = ["displacements", "errors", "falling_loss", "fields", "one_theory"]

_COLOURS = sns.color_palette("colorblind")
_STYLES: list[dict[str, Any]] = [
    {"color": colour, "ls": ls}
    for colour, ls in zip(_COLOURS, ("-", "--", "-.", ":"), strict=False)
]
_DOTTED: dict[str, Any] = {"color": "0.2", "lw": 0.8, "ls": (0, (2, 2))}
_NEAR = 2.6  # of 0, where nearly all of the density is
_REACH = 3.0  # of the data; at its ends the solution depends on the interval
_ENLARGED = 20  # the arrows of a difference
_SHOWN = 3  # values of lambda, the largest first


def displacements(line: Arrays) -> Figure:
    """Curves over x: how far the map moves a point, beside half of lambda times the score."""
    near = np.abs(floats(line, "x")) <= _NEAR
    x, half_score, density = (floats(line, name)[near] for name in ("x", "half_score", "density"))
    figure, (moves, misses) = plt.subplots(1, 2, figsize=(WIDTH, 3.4), layout="constrained")
    for lam, every, style in _largest(line, "displacement"):
        moved = every[near]
        moves.plot(x, moved, label=f"solution, λ = {lam:g}", **style)
        moves.plot(x, lam * half_score, **_DOTTED)
        misses.plot(x, moved / lam - half_score, **style)
    moves.plot([], [], label="λ times half the score", **_DOTTED)
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
    """Root mean square error of the expansion of (r - x) / lambda, over lambda."""
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
    """The loss's curvature over a ripple's frequency; its change over a staircase's steepness."""
    figure, (ripples, stairs) = plt.subplots(
        1, 2, figsize=(WIDTH, 3.9), layout="constrained", width_ratios=[1, 1.15]
    )
    for lam, curvature, style in _largest(line, "curvatures"):
        ripples.plot(floats(line, "frequencies"), curvature, label=f"λ = {lam:g}", **style)
    ripples.set(
        xlabel=r"frequency of the ripple, $\omega / \sqrt{2 / \lambda}$",
        ylabel="curvature of the loss along it",
        xlim=(0, 2),
        ylim=(-3, 1.2),
    )
    room = 1 / floats(line, "steepness_left")
    lam = floats(line, "lams")[-1]
    formulas, sums = floats(line, "staircase_formula"), floats(line, "staircase_measured")
    for i, height in enumerate(HEIGHTS):
        label = f"{height:g} " + r"$\times\ \pi\sqrt{2\lambda}$"
        stairs.semilogx(room, formulas[i] / lam, label=label, **_STYLES[i])
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
    """Arrows in the plane: the trained map's displacement, half the score, and their difference."""
    lam, grid = floats(plane, "lams")[-1], floats(plane, "grid")
    trained, score = floats(plane, "grid_displacement"), floats(plane, "grid_half_score")
    side = np.unique(grid[:, 0])
    density = floats(plane, "grid_density").reshape(len(side), len(side))
    levels = density.max() * np.array([0.02, 0.1, 0.3, 0.6, 0.9, 1.0])
    shown = {
        f"trained, (r(x) - x) / λ, λ = {lam:g}": trained,
        "half the score": score,
        f"the difference, times {_ENLARGED}": _ENLARGED * (trained - score),
    }
    figure, places = panels(len(shown), height=2.7, shared=True)
    scale: dict[str, Any] = {"angles": "xy", "scale_units": "xy", "scale": 3.5, "width": 0.006}
    for axes, (title, field) in zip(places, shown.items(), strict=True):
        axes.contourf(side, side, density, levels=levels, cmap="Greys", alpha=0.35)
        axes.quiver(*grid.T, *field.T, color=_COLOURS[0], **scale)
        axes.set_title(title, fontsize="medium")
        axes.set(xlabel="$x_1$", aspect="equal")
    places[0].set_ylabel("$x_2$")
    sns.despine(figure)
    return figure


def one_theory(trained: Arrays, line: Arrays) -> Figure:
    r"""Left: what comes back of a unit of x, over lambda. Right: where maps and chains move x.

    Left: how much of a unit of x comes back, for a Gaussian of variance 1, against
    :math:`\lambda = 1 / \lambda_1`: the solution of Eq. 7, and the ab of trained RaDOGAGAs.
    Right: the displacement of a lossy autoencoder over :math:`\lambda`, and the drift of a Langevin
    chain, half the score. The arrays are those of the part ``gaussian`` of ``analytic_h`` and of
    the part ``mixture_1d`` of ``lossy_autoencoder_score``.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.6), layout="constrained")
    _root(left, trained)
    _field(right, line)
    sns.despine(figure)
    return figure


def _root(axes: Axes, trained: Arrays) -> None:
    theory, points = _COLOURS[:2]
    lam = np.linspace(0, 0.5, 200)
    back = [gaussian_map(np.eye(1), value)[0, 0] for value in lam]
    axes.plot(lam, back, color=theory, label="Eq. 7, solved")
    axes.plot(lam, 1 - lam / 2, color=theory, ls="--", label="Proposition 2, first order")
    returned = floats(trained, "h_d_ab")
    at = np.broadcast_to(1 / floats(trained, "sweep"), returned.shape)
    axes.plot(
        at.ravel(), returned.ravel(), "o", ms=4, color=points, alpha=0.7, label="RaDOGAGA, trained"
    )
    axes.axvline(0.5, color="0.6", lw=0.8, ls=":")
    axes.set(
        xlabel=r"$\lambda$, or $1 / \lambda_1$",
        ylabel="what comes back of a unit of x",
        xlim=(0, 1.05),
        title="one root",
    )
    axes.legend(frameon=False, fontsize="small", loc="lower left", bbox_to_anchor=(0.0, 0.12))


def _field(axes: Axes, line: Arrays) -> None:
    x, lams = floats(line, "x"), floats(line, "lams")
    near = np.abs(x) <= _REACH
    for k, colour, style in zip((0, -1), sns.color_palette("viridis", 2), ("-", "-."), strict=True):
        moved = floats(line, "displacement")[k] / lams[k]
        label = rf"$(r(x) - x) / \lambda$, $\lambda$ = {lams[k]:g}"
        axes.plot(x[near], moved[near], color=colour, ls=style, label=label)
    half = floats(line, "half_score")
    axes.plot(x[near], half[near], color="black", ls=":", lw=2, label="drift of a Langevin chain")
    axes.axhline(0, color="0.85", lw=0.8, zorder=0)
    axes.set(xlabel="x", ylabel="where a point is moved", title="one field")
    axes.legend(frameon=False, fontsize="small")


def _largest(line: Arrays, name: str) -> Iterable[tuple[float, npt.NDArray[np.float64], Any]]:
    """The largest values of lambda, each with its row of an array and the style of its curve."""
    lams, rows = floats(line, "lams"), floats(line, name)
    return zip(lams[::-1], rows[::-1], _STYLES[:_SHOWN], strict=False)
