"""Figures of Appendix D: where a solution exists, and what a misfitting prior does to a slope."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.colors import SymLogNorm
from matplotlib.figure import Figure

from rdo.theory import H, LinearModel
from replication.kit.style import WIDTH
from replication.ledger import Record

__all__ = ["approximation", "boundary", "landscape", "measures_by_lambda1", "slopes"]

_Arrays = Mapping[str, npt.NDArray[np.generic]]


_BLUE, _ORANGE, _GREEN = sns.color_palette("colorblind")[:3]
_STYLES = {
    "h_d": (_BLUE, "-", "o", "h(d) = d"),
    "h_log": (_ORANGE, "--", "s", "h(d) = log d"),
}
_KNOWN = {"straight": ("0.35", ":", "straight"), "exact": (_GREEN, "-.", "best exact")}


def boundary(arrays: _Arrays) -> Figure:
    r"""Every trained ab over :math:`\lambda_1 \sigma_x^2`, on the curves of the theory.

    Parameters
    ----------
    arrays
        Of the part ``gaussian``. Small grey rings, joined to the ends by a line, are the starts.
    """
    panels: list[tuple[str, str, H]] = [
        ("h_d", "h(d) = d, gauge fixed", "d"),
        ("h_d_glorot", "h(d) = d, Glorot's start", "d"),
        ("h_log_glorot", "log d, Glorot's start", "log"),
    ]
    figure, grid = plt.subplots(
        1, len(panels), figsize=(WIDTH, 3.2), layout="constrained", sharey=True
    )
    sweep = np.asarray(arrays["sweep"], dtype=float)
    for axes, (name, title, h) in zip(grid, panels, strict=True):
        _theory(axes, sweep, h)
        ends = np.asarray(arrays[f"{name}_ab"], dtype=float)
        at = np.broadcast_to(sweep, ends.shape)
        if f"{name}_start" in arrays:
            starts = np.asarray(arrays[f"{name}_start"], dtype=float)
            axes.plot([at.ravel()] * 2, [starts.ravel(), ends.ravel()], color="0.8", lw=0.6)
            axes.plot(
                at.ravel(), starts.ravel(), "o", ms=2.5, mfc="white", mec="0.5", label="start"
            )
        axes.plot(
            at.ravel(), ends.ravel(), "o", ms=4, alpha=0.7, mec="none", color=_BLUE, label="end"
        )
        axes.set(xscale="log", title=title, xlabel=r"$\lambda_1 \sigma_x^2$")
        axes.set_xticks([0.5, 1, 2, 4, 8], ["0.5", "1", "2", "4", "8"])
        axes.minorticks_off()
        axes.grid(color="0.92")
    grid[0].set_ylabel("ab: what comes back of a unit of x")
    handles, labels = grid[1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4, frameon=False)
    sns.despine(figure)
    return figure


def _theory(axes: Axes, sweep: npt.NDArray[np.float64], h: H) -> None:
    """Minimum and saddle, at unit variance; with h(d) = d from the line on."""
    along = np.geomspace(2 if h == "d" else sweep.min(), sweep.max(), 200)
    models = [LinearModel(w, lambda2=1.0, sigma_x2=1.0) for w in along]
    axes.plot(along, [m.optimum(h).ab for m in models], color="black", label="minimum")
    axes.plot(along, [m.saddle(h).ab for m in models], color="black", ls="--", label="saddle")
    if h == "d":
        axes.axvspan(sweep.min(), 2, color="0.94", lw=0, zorder=0)


def landscape() -> Figure:
    r"""The loss over a and b, in units in which b is 1 at the solution and x has variance 1.

    Colour is the loss above that of the saddle, the pass between the two valleys: blue is below it.
    Where there is none, it is the loss above that of ab = 1/2, where the two vanish. The logarithm
    is of :math:`(ab - 1)^2 + 10^{-3}`.
    """
    settings: list[tuple[str, H, float]] = [
        (r"h(d) = d, $\lambda_1 \sigma_x^2 = 1.5$", "d", 1.5),
        (r"h(d) = d, $\lambda_1 \sigma_x^2 = 3$", "d", 3.0),
        (r"h(d) = log d, $\lambda_1 = 1.5$", "log", 1.5),
    ]
    log_a, log_b = (
        np.linspace(np.log(0.05), np.log(3), 301),
        np.linspace(np.log(0.2), np.log(3), 201),
    )
    a, b = np.meshgrid(np.exp(log_a), np.exp(log_b))
    figure, grid = plt.subplots(
        1, len(settings), figsize=(WIDTH, 3.3), layout="constrained", sharey=True
    )
    levels = np.array([-4, -2, -1, -0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5, 1, 2, 4])
    for axes, (title, h, lambda1) in zip(grid, settings, strict=True):
        model = LinearModel(lambda1, lambda2=0.5, sigma_x2=1.0)
        exists = h == "log" or model.weighted_variance >= 2
        delta = 1e-3 if h == "log" else 0.0
        zero = model.loss(*(model.saddle(h, delta) if exists else (0.5, 1.0)), h, delta)
        above = model.loss(a, b, h, delta) - zero
        shade = axes.contourf(
            a,
            b,
            above,
            levels,
            cmap="RdBu_r",
            norm=SymLogNorm(0.25, vmin=-4, vmax=4),
            extend="both",
        )
        axes.contour(a, b, above, levels, colors="0.35", linewidths=0.4)
        if exists:
            axes.plot(
                *model.optimum(h, delta), "D", ms=7, mfc="white", mec="black", label="minimum"
            )
            axes.plot(*model.saddle(h, delta), "X", ms=8, mfc="white", mec="black", label="saddle")
        axes.set(xscale="log", yscale="log", title=title, xlabel="a, slope of the encoder")
        axes.set_xticks([0.1, 0.3, 1, 3], ["0.1", "0.3", "1", "3"])
        axes.set_yticks([0.3, 1, 3], ["0.3", "1", "3"])
        axes.minorticks_off()
    grid[0].set_ylabel("b, slope of the decoder")
    handles, labels = grid[1].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=2, frameon=False)
    figure.colorbar(
        shade, ax=list(grid), label="loss, nats above the pass", ticks=levels[::2], shrink=0.9
    )
    return figure


def approximation(arrays: _Arrays) -> Figure:
    r"""The error of :math:`1 - 1 / (2 \lambda_1 \sigma_x^2)`, with the next term of the series.

    Parameters
    ----------
    arrays
        Of the part ``linear``.
    """
    weighted = np.asarray(arrays["approximation_w"], dtype=float)
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    axes.loglog(
        weighted, arrays["approximation_error"], "o", ms=4, color=_BLUE, label="relative error"
    )
    axes.loglog(
        weighted, (2 * weighted) ** -2, color="0.35", label=r"$(2 \lambda_1 \sigma_x^2)^{-2}$"
    )
    axes.set(xlabel=r"$\lambda_1 \sigma_x^2$", ylabel="error of the approximation")
    axes.grid(color="0.92")
    axes.legend(frameon=False)
    sns.despine(figure)
    return figure


def slopes(parts: Mapping[str, _Arrays], cost: float) -> Figure:
    r"""The slope dz/dx along x, over :math:`\sqrt{2 \lambda_2 \sigma^2}` of Eq. 10.

    Parameters
    ----------
    parts
        Arrays by title of a panel, of the parts ``uniform`` and ``bimodal``. Lines are medians over
        the seeds, bands hold all of them, grey is the density of x.
    cost
        :math:`\lambda_2 \sigma^2`.
    """
    figure, grid = plt.subplots(
        1, len(parts), figsize=(WIDTH, 3.2), layout="constrained", squeeze=False, sharey=True
    )
    unit = np.sqrt(2 * cost)
    for axes, (title, arrays) in zip(grid[0], parts.items(), strict=True):
        x = np.asarray(arrays["x"], dtype=float)
        density = 1 / np.gradient(x)
        axes.fill_between(x, 0, 0.6 * density / density.max(), color="0.92", lw=0)
        for name, (colour, style, _, label) in _STYLES.items():
            own = np.asarray(arrays[f"{name}_slope"], dtype=float) / unit
            axes.fill_between(x, own.min(0), own.max(0), color=colour, alpha=0.2, lw=0)
            axes.plot(x, np.median(own, 0), color=colour, ls=style, label=label)
        for name, (colour, style, label) in _KNOWN.items():
            slope = np.asarray(arrays[f"{name}_slope"], dtype=float) / unit
            axes.plot(x, slope, color=colour, ls=style, lw=1.2, label=label)
        axes.set(title=title, xlabel="x, in standard deviations", ylim=(0, 2.5))
        axes.grid(color="0.92")
        axes.set_axisbelow(True)
    grid[0, 0].set_ylabel("dz/dx over that of Eq. 10")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4, frameon=False)
    sns.despine(figure)
    return figure


def measures_by_lambda1(
    parts: Mapping[str, tuple[Record, _Arrays]], titles: Mapping[str, str]
) -> Figure:
    r"""Every seed's measures over :math:`\lambda_1`, one row per part and one column per measure.

    Parameters
    ----------
    parts
        Record and arrays by title of a row, of the parts ``uniform`` and ``bimodal``. A seed whose
        slope vanishes somewhere has no point, and is out of the median.
    titles
        Titles of the columns by the measure's name in the arrays.
    """
    figure, grid = plt.subplots(
        len(parts),
        len(titles),
        figsize=(WIDTH, 0.6 + 2.2 * len(parts)),
        layout="constrained",
        squeeze=False,
        sharex=True,
    )
    for axes, title in zip(grid[0], titles.values(), strict=True):
        axes.set_title(title)
    for row, (label, (record, arrays)) in zip(grid, parts.items(), strict=True):
        for axes, measure in zip(row, titles, strict=True):
            for name, (colour, style, marker, h) in _STYLES.items():
                lambda1 = np.asarray(arrays[f"{name}_lambda1"], dtype=float)
                values = np.array(arrays[f"{name}_{measure}"], dtype=float)
                values[~np.isfinite(arrays[f"{name}_misfit"])] = np.nan
                some = np.isfinite(values).any(0)
                middle = np.nanmedian(values[:, some], 0)
                axes.plot(lambda1[some], middle, color=colour, ls=style, label=h)
                at = np.broadcast_to(lambda1, values.shape)
                axes.plot(at.ravel(), values.ravel(), marker, ms=3.5, mfc="none", color=colour)
            for name, (colour, style, known) in _KNOWN.items():
                value = record.arms[name].metrics[measure][0]
                axes.axhline(value, color=colour, ls=style, lw=1.2, label=known)
            axes.set(xscale="log")
            axes.grid(color="0.92")
        row[0].set_ylabel(label)
    for axes in grid[-1]:
        axes.set_xlabel(r"$\lambda_1$")
    handles, labels = grid[0, 0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=4, frameon=False)
    sns.despine(figure)
    return figure
