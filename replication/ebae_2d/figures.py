"""Figures of Section 4 of the EBAE supplement: energies in the plane, and the mass that strays."""

from operator import itemgetter
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

from replication.ebae_2d.mass import reference
from replication.kit.style import WIDTH, Arrays, floats, panel_grid, panels
from replication.ledger import Record

__all__ = ["energies", "every_seed", "mass_outside", "mass_over_steps"]

_Array = npt.NDArray[Any]

_BLUE, _ORANGE = sns.color_palette("colorblind")[:2]
_PINK = sns.color_palette("colorblind")[6]
_VIEW = 3.0  # what is shown of the plane, to each side
_LEVELS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
_WAYS = {"autoencoder": "autoencoder", "ebae": "after EBAE training"}
_CHAINS = {"autoencoder": "negatives_before", "ebae": "negatives"}
_BLOCKS = 50  # that a curve of batches is averaged in


def energies(arrays: Arrays, replica: int = 0) -> Figure:
    """Maps of the energy before and after EBAE training, the decoder's curve and ends of chains.

    As Figure 2 of EBAE, for one seed, by its place in the record. Dark is low energy, one contour a
    factor of ten; the rows fill the squares.
    """
    figure, (row,) = panel_grid(1, 2, 3.7, sharex=True, sharey=True)
    for axes, (name, title) in zip(row, _WAYS.items(), strict=True):
        shade = _plane(axes, arrays, name, replica)
        curve, ends = arrays["curve"][replica], arrays[_CHAINS[name]][replica]
        axes.plot(
            *curve.T, "-o", ms=5, markevery=[0, -1], color="white", lw=1.5, label="decoder's curve"
        )
        axes.plot(*ends.T, ".", ms=5, mec="black", mew=0.3, color=_PINK, label="ends of chains")
        axes.set(title=title, xlabel="x1")
    row[0].set_ylabel("x2")
    row[0].legend(
        loc="lower left", fontsize=8, markerscale=1.4, facecolor="0.35", labelcolor="white"
    )
    _bar(figure, shade, list(row))
    return figure


def every_seed(record: Record, arrays: Arrays) -> Figure:
    """Maps of the energy after EBAE training, one per seed, titled by the mass left outside.

    Shades, contours and squares are those of :func:`energies`.
    """
    outside = record.arms["ebae"].metrics["outside_own"]
    figure, places = panels(len(record.seeds), columns=5, height=1.5, shared=True)
    for replica, (axes, seed, share) in enumerate(zip(places, record.seeds, outside, strict=True)):
        shade = _plane(axes, arrays, "ebae", replica)
        axes.set_title(f"seed {seed}: {'failed' if share is None else f'{share:.2g}'}", size=9)
        axes.tick_params(labelsize=8)
    _bar(figure, shade, places)
    return figure


def _plane(axes: Axes, arrays: Arrays, name: str, replica: int) -> QuadContourSet:
    axis = arrays["axis"]
    seen = np.abs(axis) <= _VIEW
    energy = floats(arrays, f"{name}_energy")[replica][np.ix_(seen, seen)]
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
    """Mass of every seed outside the squares by temperature, before and after EBAE training.

    Circles are before EBAE training, squares after it, with one line per seed; a grey bar is at
    each temperature's :func:`~replication.ebae_2d.mass.reference`.
    """
    temperatures = dict(sorted(record.config["temperatures"].items(), key=itemgetter(1)))
    bars = reference()
    figure, axes = plt.subplots(figsize=(WIDTH, 3.2), layout="constrained")
    for place, name in enumerate(temperatures):
        ends = place - 0.18, place + 0.18
        masses = [record.arms[way].by_seed(f"outside_{name}") for way in _WAYS]
        axes.plot(ends, masses, color="0.6", lw=0.7, zorder=1)  # none where a seed failed: NaN
        for x, outside, way, marker, colour in zip(
            ends, masses, _WAYS.values(), "os", (_BLUE, _ORANGE), strict=True
        ):
            at = np.full(len(outside), x)
            axes.plot(at, outside, marker, mfc="white", ms=5, color=colour, label=way)
        label = "everything sent to the nearest point"
        axes.plot([place - 0.3, place + 0.3], [bars[name]] * 2, color="0.3", lw=2, label=label)
    labels = [
        f"T = {value:g}" + (", the chains' own" if name == "own" else "")
        for name, value in temperatures.items()
    ]
    axes.set_xticks(range(len(labels)), labels)
    axes.set(xlim=(-0.5, len(labels) - 0.5), ylabel="share of the mass outside")
    _share_axis(axes)
    handles, _ = axes.get_legend_handles_labels()
    axes.legend(handles=handles[:3], frameon=False, loc="lower right")  # those of one temperature
    sns.despine(figure)
    return figure


def _share_axis(axes: Axes) -> None:
    axes.set(yscale="log", ylim=(None, 1.2))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())
    axes.grid(axis="y", color="0.92")


def mass_over_steps(arrays: Arrays) -> Figure:
    """Over EBAE's training: the mass outside, and the mean energies of rows and of negatives.

    Thin lines are seeds, thick ones the median. Energies of batches are averaged over a fiftieth of
    the steps.
    """
    figure, (shares, means) = plt.subplots(1, 2, figsize=(WIDTH, 3.0), layout="constrained")
    outside = floats(arrays, "ebae_observed_outside_own")
    _lines(shares, arrays["ebae_observed_at"], outside, _BLUE, label="median")
    shares.axhline(reference()["own"], color="0.3", lw=2, ls=":", label="nearest point")
    shares.set(xlabel="steps with negatives", ylabel="share of the mass outside")
    _share_axis(shares)
    for term, sign, colour, style, label in (
        ("negative", -1, _ORANGE, "--", "of the negatives"),
        ("reconstruction", 1, _BLUE, "-", "of the rows"),
    ):
        energy = sign * floats(arrays, f"ebae_{term}")
        block = max(1, len(energy) // _BLOCKS)
        energy = energy[: len(energy) // block * block].reshape(-1, block, energy.shape[1]).mean(1)
        steps = arrays["ebae_steps"][block - 1 :: block]
        _lines(means, steps, energy, colour, ls=style, label=label)
    means.set(ylim=(0, None), xlabel="steps with negatives", ylabel="mean energy")
    means.grid(axis="y", color="0.92")
    for axes in (shares, means):
        axes.legend(frameon=False)
    sns.despine(figure)
    return figure


def _lines(axes: Axes, steps: _Array, values: _Array, colour: Any, **median: Any) -> None:
    axes.plot(steps, values, color=colour, lw=0.6, alpha=0.5)
    axes.plot(steps, np.median(values, axis=1), color=colour, lw=2, **median)
