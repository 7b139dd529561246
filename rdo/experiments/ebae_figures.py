"""Figures of Section 4 of the EBAE supplement: energies in the plane, and the mass that strays."""

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rdo.experiments.style import WIDTH
from rdo.ledger import Record

__all__ = ["energies", "mass_outside", "mass_over_steps"]

_Arrays = Mapping[str, npt.NDArray[Any]]

_BLUE, _ORANGE, _GREEN = sns.color_palette("colorblind")[:3]
_VIEW = 3.0  # what is shown of the plane, to each side
_LEVELS = (1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
_WAYS = {"autoencoder": "autoencoder", "ebae": "after EBAE training"}


def energies(arrays: _Arrays, replica: int = 0) -> Figure:
    """Figure 2: the energy before and after, with the rows, and where chains end.

    Parameters
    ----------
    arrays
        Of the experiment ``ebae_2d``. Dark is low energy, one contour a factor of ten; points are
        the training rows on the left, and the ends of chains on the right.
    replica
        Which seed, by its place in the record.
    """
    axis = np.asarray(arrays["axis"], dtype=float)
    seen = np.abs(axis) <= _VIEW
    figure, grid = plt.subplots(
        1, 2, figsize=(WIDTH, 3.7), layout="constrained", sharex=True, sharey=True
    )
    for axes, (name, title), points in zip(
        grid, _WAYS.items(), (arrays["rows"], arrays["negatives"]), strict=True
    ):
        energy = np.asarray(arrays[f"{name}_energy"][replica], dtype=float)[np.ix_(seen, seen)]
        logs = np.log10(np.clip(energy, _LEVELS[0], _LEVELS[-1]))
        shade = axes.contourf(
            axis[seen], axis[seen], logs, levels=np.linspace(-4, 1, 21), cmap="viridis"
        )
        axes.contour(
            axis[seen], axis[seen], logs, levels=np.log10(_LEVELS), colors="white", linewidths=0.4
        )
        axes.plot(*points[replica].T, ".", ms=2.5, color="white", alpha=0.8)
        _squares(axes)
        what = "rows" if name == "autoencoder" else "ends of chains"
        axes.set_title(f"{title}; points: {what}", size=10)
        axes.set(aspect="equal", xlabel="x1", xlim=(-_VIEW, _VIEW), ylim=(-_VIEW, _VIEW))
    grid[0].set_ylabel("x2")
    bar = figure.colorbar(shade, ax=list(grid), ticks=np.log10(_LEVELS), shrink=0.8)
    bar.set_ticklabels([f"{level:g}" for level in _LEVELS])
    bar.set_label("energy: squared error per entry")
    return figure


def _squares(axes: Axes) -> None:
    for corner in ((-2, -0.5), (1, -0.5)):
        axes.add_patch(Rectangle(corner, 1, 1, fill=False, ec=_ORANGE, lw=1.5))


def mass_outside(record: Record) -> Figure:
    """Mass of every seed outside the squares and their margin, by temperature.

    Parameters
    ----------
    record
        Of the experiment ``ebae_2d``: circles before EBAE training, squares after it.
    """
    temperatures = record.config["temperatures"]
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    for name, colour, marker, offset in (
        ("autoencoder", _BLUE, "o", -0.1),
        ("ebae", _ORANGE, "s", 0.1),
    ):
        for place, temperature in enumerate(temperatures):
            values = record.arms[name].metrics[f"outside_{temperature}"]
            finished = [value for value in values if value is not None]
            at = place + offset + np.linspace(-0.06, 0.06, len(finished))
            label = _WAYS[name] if place == 0 else None
            axes.plot(at, finished, marker, mfc="none", ms=5, color=colour, label=label)
    labels = [
        f"T = {value:g}" + (", the chains' own" if name == "own" else "")
        for name, value in temperatures.items()
    ]
    axes.set_xticks(range(len(labels)), labels)
    axes.set(yscale="log", ylim=(None, 1.2), ylabel="mass outside")
    axes.grid(axis="y", color="0.92")
    axes.legend(frameon=False, loc="lower right")
    sns.despine(figure)
    return figure


def mass_over_steps(arrays: _Arrays) -> Figure:
    """Mass outside at the chains' own temperature along EBAE's training, a line a seed.

    Parameters
    ----------
    arrays
        Of the experiment ``ebae_2d``.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 2.6), layout="constrained")
    steps = arrays["ebae_observed_at"]
    outside = np.asarray(arrays["ebae_observed_outside_own"], dtype=float)
    axes.plot(steps, outside, color=_BLUE, lw=0.8, alpha=0.7)
    axes.plot(steps, np.median(outside, axis=1), color="black", lw=2, label="median")
    axes.set(yscale="log", xlabel="steps with negatives", ylabel="mass outside")
    axes.grid(axis="y", color="0.92")
    axes.legend(frameon=False)
    sns.despine(figure)
    return figure
