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
from replication.analytic_h.config import LABELS
from replication.kit.style import WIDTH, Arrays, legend_above, panel_grid, panels
from replication.ledger import Record

__all__ = ["approximation", "boundary", "landscape", "measures_by_lambda1", "slopes"]

_BLUE, _ORANGE, _GREEN = sns.color_palette("colorblind")[:3]
_TRAINED = {"h_d": (_BLUE, "-", "o"), "h_log": (_ORANGE, "--", "s")}
_KNOWN = {"straight": ("0.35", ":", ""), "exact": (_GREEN, "-.", "")}
_LEVELS = np.array([-4, -2, -1, -0.5, -0.25, -0.1, 0, 0.1, 0.25, 0.5, 1, 2, 4])  # nats


def boundary(arrays: Arrays) -> Figure:
    """Points: every trained product ab over lambda_1 sigma_x^2, on the curves of the theory.

    From arrays of the part ``gaussian``. Small grey rings, joined to the ends by a line, are the
    starts.
    """
    shown: list[tuple[str, str, H]] = [
        ("h_d", "h(d) = d, gauge fixed", "d"),
        ("h_d_glorot", "h(d) = d, Glorot's start", "d"),
        ("h_log_glorot", "log d, Glorot's start", "log"),
    ]
    figure, grid = panels(len(shown), height=2.9, shared=True)
    sweep = arrays["sweep"]
    for axes, (name, title, h) in zip(grid, shown, strict=True):
        _theory(axes, sweep, h)
        ends = arrays[f"{name}_ab"].ravel()
        at = np.tile(sweep, len(arrays[f"{name}_ab"]))
        if f"{name}_start" in arrays:
            starts = arrays[f"{name}_start"].ravel()
            axes.plot([at] * 2, [starts, ends], color="0.8", lw=0.6)
            axes.plot(at, starts, "o", ms=2.5, mfc="white", mec="0.5", label="start")
        axes.plot(at, ends, "o", ms=4, alpha=0.7, mec="none", color=_BLUE, label="end")
        axes.set(xscale="log", title=title, xlabel=r"$\lambda_1 \sigma_x^2$")
        axes.set_xticks([0.5, 1, 2, 4, 8], ["0.5", "1", "2", "4", "8"])
        axes.minorticks_off()
        axes.grid(color="0.92")
    grid[0].set_ylabel("ab: what comes back of a unit of x")
    legend_above(figure, grid[1], 4)
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
    """Maps of the loss over the slopes a and b, one per h and lambda_1, with minimum and saddle.

    Units are those in which b is 1 at the solution and x has variance 1. Colour is the loss above
    that of the saddle, the pass between the two valleys: blue is below it. Where there is none,
    it is the loss above that of ab = 1/2, where the two vanish. The logarithm is of
    :math:`(ab - 1)^2 + 10^{-3}`.
    """
    settings: list[tuple[str, H, float]] = [
        (r"h(d) = d, $\lambda_1 \sigma_x^2 = 1.5$", "d", 1.5),
        (r"h(d) = d, $\lambda_1 \sigma_x^2 = 3$", "d", 3.0),
        (r"h(d) = log d, $\lambda_1 = 1.5$", "log", 1.5),
    ]
    a, b = np.meshgrid(np.geomspace(0.05, 3, 301), np.geomspace(0.2, 3, 201))
    figure, grid = panels(len(settings), height=3.0, shared=True)
    for axes, (title, h, lambda1) in zip(grid, settings, strict=True):
        model = LinearModel(lambda1, lambda2=0.5, sigma_x2=1.0)
        exists = h == "log" or model.weighted_variance >= 2
        delta = 1e-3 if h == "log" else 0.0
        zero = model.loss(*(model.saddle(h, delta) if exists else (0.5, 1.0)), h, delta)
        above = model.loss(a, b, h, delta) - zero
        norm = SymLogNorm(0.25, vmin=-4, vmax=4)
        shade = axes.contourf(a, b, above, _LEVELS, cmap="RdBu_r", norm=norm, extend="both")
        axes.contour(a, b, above, _LEVELS, colors="0.35", linewidths=0.4)
        if exists:
            minimum, saddle = model.optimum(h, delta), model.saddle(h, delta)
            axes.plot(*minimum, "D", ms=7, mfc="white", mec="black", label="minimum")
            axes.plot(*saddle, "X", ms=8, mfc="white", mec="black", label="saddle")
        axes.set(xscale="log", yscale="log", title=title, xlabel="a, slope of the encoder")
        axes.set_xticks([0.1, 0.3, 1, 3], ["0.1", "0.3", "1", "3"])
        axes.set_yticks([0.3, 1, 3], ["0.3", "1", "3"])
        axes.minorticks_off()
    grid[0].set_ylabel("b, slope of the decoder")
    legend_above(figure, grid[1], 2)
    title = "loss, nats above the pass"
    figure.colorbar(shade, ax=grid, label=title, ticks=_LEVELS[::2], shrink=0.9)
    return figure


def approximation(arrays: Arrays) -> Figure:
    r"""Error of Appendix D's approximation of ab over lambda_1 sigma_x^2, and its next term.

    From arrays of the part ``linear``. The approximation is
    :math:`1 - 1 / (2 \lambda_1 \sigma_x^2)`.
    """
    weighted, errors = arrays["approximation_w"], arrays["approximation_error"]
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    axes.loglog(weighted, errors, "o", ms=4, color=_BLUE, label="relative error")
    series = r"$(2 \lambda_1 \sigma_x^2)^{-2}$"
    axes.loglog(weighted, (2 * weighted) ** -2, color="0.35", label=series)
    axes.set(xlabel=r"$\lambda_1 \sigma_x^2$", ylabel="error of the approximation")
    axes.grid(color="0.92")
    axes.legend(frameon=False)
    sns.despine(figure)
    return figure


def slopes(parts: Mapping[str, Arrays], cost: float) -> Figure:
    r"""Slope dz/dx along x over that of Eq. 10, a panel per density: trained maps and known ones.

    From arrays of the parts ``uniform`` and ``bimodal``, by title of their panel, and the cost
    :math:`\lambda_2 \sigma^2`; the slope of Eq. 10 is the root of twice that. Lines are medians
    over the seeds, bands hold all of them, grey is the density of x.
    """
    figure, (row,) = panel_grid(1, len(parts), 3.2, sharey=True)
    unit = np.sqrt(2 * cost)
    for axes, (title, arrays) in zip(row, parts.items(), strict=True):
        x = arrays["x"]
        density = 1 / np.gradient(x)
        axes.fill_between(x, 0, 0.6 * density / density.max(), color="0.92", lw=0)
        for name, (colour, style, _) in (_TRAINED | _KNOWN).items():
            own = np.atleast_2d(arrays[f"{name}_slope"]) / unit
            axes.fill_between(x, own.min(0), own.max(0), color=colour, alpha=0.2, lw=0)
            axes.plot(x, np.median(own, 0), color=colour, ls=style, label=LABELS[name])
        axes.set(title=title, xlabel="x, in standard deviations", ylim=(0, 2.5))
        axes.grid(color="0.92")
        axes.set_axisbelow(True)
    row[0].set_ylabel("dz/dx over that of Eq. 10")
    legend_above(figure, row[0], 4)
    sns.despine(figure)
    return figure


def measures_by_lambda1(
    parts: Mapping[str, tuple[Record, Arrays]], titles: Mapping[str, str]
) -> Figure:
    """Every seed's measures over lambda_1, one row per density and one column per measure.

    From record and arrays of the parts ``uniform`` and ``bimodal``, by title of their row, and the
    titles of the columns, by the measure's name in the arrays. A seed whose slope vanishes
    somewhere has no point, and is out of the median.
    """
    figure, grid = panel_grid(len(parts), len(titles), 0.6 + 2.2 * len(parts), sharex=True)
    for axes, title in zip(grid[0], titles.values(), strict=True):
        axes.set_title(title)
    for row, (title, (record, arrays)) in zip(grid, parts.items(), strict=True):
        for axes, measure in zip(row, titles, strict=True):
            for name, (colour, style, marker) in _TRAINED.items():
                lambda1 = arrays[f"{name}_lambda1"]
                moves = np.isfinite(arrays[f"{name}_misfit"])
                values = np.where(moves, arrays[f"{name}_{measure}"], np.nan)
                some = np.isfinite(values).any(0)
                middle = np.nanmedian(values[:, some], 0)
                axes.plot(lambda1[some], middle, color=colour, ls=style, label=LABELS[name])
                at = np.tile(lambda1, len(values))
                axes.plot(at, values.ravel(), marker, ms=3.5, mfc="none", color=colour)
            for name, (colour, style, _) in _KNOWN.items():
                value = record.arms[name].by_seed(measure)[0]
                axes.axhline(value, color=colour, ls=style, lw=1.2, label=LABELS[name])
            axes.set(xscale="log")
            axes.grid(color="0.92")
        row[0].set_ylabel(title)
    for axes in grid[-1]:
        axes.set_xlabel(r"$\lambda_1$")
    legend_above(figure, grid[0, 0], 4)
    sns.despine(figure)
    return figure
