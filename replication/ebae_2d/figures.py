"""Figures of Section 4 of the EBAE supplement: energies in the plane, and the mass that strays."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.contour import QuadContourSet
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, NullFormatter

from replication.ebae_2d.run import yardstick
from replication.kit.style import WIDTH
from replication.ledger import Record

__all__ = ["energies", "every_seed", "mass_outside", "mass_over_steps"]

_Arrays = Mapping[str, npt.NDArray[Any]]

_BLUE, _ORANGE = sns.color_palette("colorblind")[:2]
_PINK = sns.color_palette("colorblind")[6]
_VIEW = 3.0  # what is shown of the plane, to each side
_LEVELS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
_WAYS = {"autoencoder": "autoencoder", "ebae": "after EBAE training"}
_CHAINS = {"autoencoder": "negatives_before", "ebae": "negatives"}
_SEEDS_IN_A_ROW = 5
_BLOCKS = 50  # that a curve of batches is averaged in


def energies(arrays: _Arrays, replica: int = 0) -> Figure:
    """Figure 2: the energy before and after, with the decoder's curve, and where chains end.

    Parameters
    ----------
    arrays
        Of the experiment ``ebae_2d``. Dark is low energy, one contour a factor of ten; the rows
        fill the squares.
    replica
        Which seed, by its place in the record.
    """
    figure, grid = plt.subplots(
        1, 2, figsize=(WIDTH, 3.7), layout="constrained", sharex=True, sharey=True
    )
    for axes, (name, title) in zip(grid, _WAYS.items(), strict=True):
        shade = _plane(axes, arrays, name, replica)
        curve, ends = arrays["curve"][replica], arrays[_CHAINS[name]][replica]
        axes.plot(
            *curve.T, "-o", ms=5, markevery=[0, -1], color="white", lw=1.5, label="decoder's curve"
        )
        axes.plot(*ends.T, ".", ms=5, mec="black", mew=0.3, color=_PINK, label="ends of chains")
        axes.set(title=title, xlabel="x1")
    grid[0].set_ylabel("x2")
    grid[0].legend(
        loc="lower left", fontsize=8, markerscale=1.4, facecolor="0.35", labelcolor="white"
    )
    _bar(figure, shade, list(grid))
    return figure


def every_seed(record: Record, arrays: _Arrays) -> Figure:
    """The energy of every seed after EBAE training, and the mass it leaves outside.

    Parameters
    ----------
    record
        Of the experiment ``ebae_2d``.
    arrays
        Of the same run; shades, contours and squares are those of :func:`energies`.
    """
    count = len(record.seeds)
    rows = -(-count // _SEEDS_IN_A_ROW)
    figure, grid = plt.subplots(
        rows,
        _SEEDS_IN_A_ROW,
        figsize=(WIDTH, 0.4 + 1.45 * rows),
        layout="constrained",
        squeeze=False,
        sharex=True,
        sharey=True,
    )
    for axes in grid.flat[count:]:
        axes.remove()
    outside = record.arms["ebae"].metrics["outside_own"]
    for replica, (axes, seed) in enumerate(zip(grid.flat, record.seeds, strict=False)):
        shade = _plane(axes, arrays, "ebae", replica)
        share = outside[replica]
        axes.set_title(f"seed {seed}: {'failed' if share is None else f'{share:.2g}'}", size=9)
        axes.tick_params(labelsize=8)
    _bar(figure, shade, list(grid.flat[:count]))
    return figure


def _plane(axes: Axes, arrays: _Arrays, name: str, replica: int) -> QuadContourSet:
    axis = np.asarray(arrays["axis"], dtype=float)
    seen = np.abs(axis) <= _VIEW
    energy = np.asarray(arrays[f"{name}_energy"][replica], dtype=float)[np.ix_(seen, seen)]
    logs = np.log10(np.clip(energy, _LEVELS[0], _LEVELS[-1]))
    place = axis[seen], axis[seen]
    shade = axes.contourf(*place, logs, levels=np.linspace(-4, 1, 21), cmap="viridis")
    lines = axes.contour(*place, logs, levels=np.log10(_LEVELS), colors="0.85", linewidths=0.5)
    lines.set_linestyle("solid")  # those of negative logarithms too
    for corner in ((-2, -0.5), (1, -0.5)):
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, ec=_ORANGE, lw=1.5))
    axes.set(aspect="equal", xlim=(-_VIEW, _VIEW), ylim=(-_VIEW, _VIEW))
    return shade


def _bar(figure: Figure, shade: QuadContourSet, places: list[Axes]) -> None:
    bar = figure.colorbar(shade, ax=places, ticks=np.log10(_LEVELS), shrink=0.8)
    bar.set_ticklabels([f"{level:g}" for level in _LEVELS])
    bar.set_label("energy: squared error per entry")


def mass_outside(record: Record) -> Figure:
    """Mass of every seed outside the squares and their margin, by temperature.

    Parameters
    ----------
    record
        Of the experiment ``ebae_2d``: circles before EBAE training, squares after it, a line per
        seed; a grey bar at each temperature's :func:`~replication.ebae_2d.run.yardstick`.
    """
    given = record.config["temperatures"]
    temperatures = {name: given[name] for name in sorted(given, key=given.__getitem__)}
    bars = yardstick()
    figure, axes = plt.subplots(figsize=(WIDTH, 3.2), layout="constrained")
    for place, name in enumerate(temperatures):
        before, after = (
            np.array(record.arms[way].metrics[f"outside_{name}"], dtype=float) for way in _WAYS
        )
        # A failed seed is None, hence NaN, and has no line.
        axes.plot([place - 0.18, place + 0.18], [before, after], color="0.6", lw=0.7, zorder=1)
        for way, values, marker, colour, side in (
            ("autoencoder", before, "o", _BLUE, -0.18),
            ("ebae", after, "s", _ORANGE, 0.18),
        ):
            at = np.full(len(values), place + side)
            label = _WAYS[way] if place == 0 else None
            axes.plot(at, values, marker, mfc="white", ms=5, color=colour, label=label)
        label = "everything sent to the nearest point" if place == 0 else None
        axes.plot([place - 0.3, place + 0.3], [bars[name]] * 2, color="0.3", lw=2, label=label)
    labels = [
        f"T = {value:g}" + (", the chains' own" if name == "own" else "")
        for name, value in temperatures.items()
    ]
    axes.set_xticks(range(len(labels)), labels)
    axes.set(xlim=(-0.5, len(labels) - 0.5), ylabel="share of the mass outside")
    _share_axis(axes)
    axes.legend(frameon=False, loc="lower right")
    sns.despine(figure)
    return figure


def _share_axis(axes: Axes) -> None:
    axes.set(yscale="log", ylim=(None, 1.2))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="y", color="0.92")


def mass_over_steps(arrays: _Arrays) -> Figure:
    """EBAE's training: mass outside at the chains' own temperature, and the two mean energies.

    Parameters
    ----------
    arrays
        Of the experiment ``ebae_2d``; one thin line per seed, a thick one the median. Energies of
        batches are averaged over a fiftieth of the steps.
    """
    figure, (shares, means) = plt.subplots(1, 2, figsize=(WIDTH, 3.0), layout="constrained")
    outside = np.asarray(arrays["ebae_observed_outside_own"], dtype=float)
    _lines(shares, arrays["ebae_observed_at"], outside, _BLUE, "-")
    shares.axhline(yardstick()["own"], color="0.3", lw=2, ls=":", label="nearest point")
    shares.set(xlabel="steps with negatives", ylabel="share of the mass outside")
    _share_axis(shares)
    for term, sign, colour, style, label in (
        ("negative", -1, _ORANGE, "--", "of the negatives"),
        ("reconstruction", 1, _BLUE, "-", "of the rows"),
    ):
        energy = sign * np.asarray(arrays[f"ebae_{term}"], dtype=float)
        block = max(1, len(energy) // _BLOCKS)
        energy = energy[: len(energy) // block * block].reshape(-1, block, energy.shape[1]).mean(1)
        _lines(means, arrays["ebae_steps"][block - 1 :: block], energy, colour, style, label)
    means.set(ylim=(0, None), xlabel="steps with negatives", ylabel="mean energy")
    means.grid(axis="y", color="0.92")
    for axes in (shares, means):
        axes.legend(frameon=False)
    sns.despine(figure)
    return figure


def _lines(
    axes: Axes,
    steps: npt.NDArray[Any],
    values: npt.NDArray[np.float64],
    colour: Any,
    style: str,
    label: str = "median",
) -> None:
    axes.plot(steps, values, color=colour, lw=0.6, alpha=0.5)
    axes.plot(steps, np.median(values, axis=1), color=colour, lw=2, ls=style, label=label)
