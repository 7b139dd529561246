"""Figures of the noise-fitting paper's runs on MNIST."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.kit.labels import label
from replication.kit.style import Arrays, floats, legend_above, panel_grid, panels
from replication.ledger import Record

__all__ = [
    "factor_pulses",
    "gram_matrices",
    "membership",
    "residuals",
    "sweep_curves",
    "traversals",
]

_BLUE, _ORANGE = sns.color_palette("colorblind")[:2]

_SWEPT = {
    "evlb": "EVLB, nats",
    "kl": r"$D_{KL}(q(z) \Vert p(z))$, nats",
    "normal_factors": "factors of variance above 0.8",
    "information": r"$I(x; z)$, nats",
}
_RESIDUALS = ("fixed_0_001", "fixed_0_012", "fixed_0_1", "learnt_beta1", "mixture", "network")
_PULSES = ("learnt_beta8", "fixed_0_1")
_GRAMS = ("learnt_beta1", "learnt_beta8")


def sweep_curves(record: Record) -> Figure:
    """Four measures over the normalised variance, with noise fixed and with noise learnt.

    Figures 4, 5 and 8 of the paper: EVLB, the divergence of q(z) from the prior, the number of
    factors of the prior's variance, the information. Points are means over the seeds, bars their
    range; a ring is the learnt noise at beta = 1.
    """
    figure, places = panels(len(_SWEPT), columns=2, height=2.4)
    for axes, (name, title) in zip(places, _SWEPT.items(), strict=True):
        for kind, colour, marker, style in (
            ("fixed", _BLUE, "o", "-"),
            ("learnt", _ORANGE, "s", "--"),
        ):
            arms = [arm for arm in record.arms if arm.startswith(f"{kind}_")]
            at = _middle(record, arms, "normalised_variance")
            order = np.argsort(at)
            middle = _middle(record, arms, name)
            low, high = (_over_seeds(record, arms, name, of) for of in (np.min, np.max))
            bars = np.stack([middle - low, high - middle])[:, order]
            axes.errorbar(
                at[order], middle[order], bars, color=colour, marker=marker, ls=style, ms=4,
                lw=1.2, label=f"noise {kind}",
            )  # fmt: skip
        _ring(axes, record, name)
        axes.set(xscale="log", xlabel=r"$\beta \sigma^2$", title=title)
        axes.grid(color="0.92")
    lows = [float(np.min(record.arms[arm].finished("evlb"))) for arm in record.arms
            if "evlb" in record.arms[arm].metrics]  # fmt: skip
    if min(lows) < -2_000:
        places[0].set_yscale("symlog", linthresh=1_000)
        ticks = [-10_000, -1_000, -500, 0, 500]
        places[0].set_yticks(ticks, [f"{tick:,}" for tick in ticks])
        places[0].minorticks_off()
    legend_above(figure, places[0], 3)
    sns.despine(figure)
    return figure


def _ring(axes: Axes, record: Record, name: str) -> None:
    if "learnt_beta1" in record.arms:
        at, value = (
            _middle(record, ["learnt_beta1"], what) for what in ("normalised_variance", name)
        )
        axes.plot(at, value, "o", ms=10, mfc="none", mec="black", label="learnt, beta = 1")


def _over_seeds(
    record: Record, arms: Sequence[str], name: str, reduce: object
) -> npt.NDArray[np.float64]:
    return np.array([reduce(record.arms[arm].finished(name)) for arm in arms])  # type: ignore[operator]


def _middle(record: Record, arms: Sequence[str], name: str) -> npt.NDArray[np.float64]:
    return _over_seeds(record, arms, name, np.mean)


def residuals(record: Record, arrays: Arrays) -> Figure:
    """Test images, and under each how far its reconstruction is off, by the noise trained with.

    The size of the residual (Figure 4), black for 0 and white for a half or more.
    """
    names = [name for name in _RESIDUALS if f"rebuilt_{name}" in arrays]
    images = floats(arrays, "images")[:, 0]
    figure, grid = panel_grid(1 + len(names), len(images), 0.2 + 0.95 * (1 + len(names)))
    for axes, image in zip(grid[0], images, strict=True):
        axes.imshow(image, cmap="gray", vmin=0, vmax=1)
    for line, name in zip(grid[1:], names, strict=True):
        for axes, image, back in zip(line, images, floats(arrays, f"rebuilt_{name}"), strict=True):
            axes.imshow(np.abs(image - back[0]), cmap="gray", vmin=0, vmax=0.5)
        line[0].set_ylabel(label(record, name).replace(", beta 1", ""), size=8)
    grid[0, 0].set_ylabel("image", size=8)
    _bare(grid)
    return figure


def membership(arrays: Arrays) -> Figure:
    """Test images, what mixture noise rebuilds of them, the residual, and where it is wide.

    The last line is the probability of the component of larger variance (Figure 9), white for 1.
    """
    images, back = floats(arrays, "images")[:, 0], floats(arrays, "rebuilt_mixture")[:, 0]
    lines = {
        "image": (images, 1.0),
        "rebuilt": (back, 1.0),
        "residual": (np.abs(images - back), 0.5),
        "wide noise": (floats(arrays, "membership_mixture")[:, 0], 1.0),
    }
    figure, grid = panel_grid(len(lines), len(images), 0.2 + 0.95 * len(lines))
    for line, (name, (pictures, most)) in zip(grid, lines.items(), strict=True):
        for axes, picture in zip(line, pictures, strict=True):
            axes.imshow(picture, cmap="gray", vmin=0, vmax=most)
        line[0].set_ylabel(name, size=8)
    _bare(grid)
    return figure


def factor_pulses(record: Record, arrays: Arrays) -> Figure:
    """Information and variance of every factor, for learnt and for fixed noise, largest first.

    The upper halves of Figures 6 and 7, of the first seed.
    """
    figure, grid = panel_grid(2, len(_PULSES), 3.6, sharex="col", sharey="row")
    for column, name in zip(grid.T, _PULSES, strict=True):
        influence = floats(arrays, f"influence_{name}")
        order = influence.argsort()[::-1]
        at = np.arange(len(order))
        column[0].bar(at, influence[order], width=1.0, color=_BLUE)
        column[1].bar(at, floats(arrays, f"variances_{name}")[order], width=1.0, color=_ORANGE)
        column[1].axhline(0.8, color="black", lw=0.8, ls=":")
        column[0].set_title(label(record, name))
        column[1].set_xlabel("factor, by its information")
    grid[0, 0].set_ylabel(r"$I(x; z_h)$, nats")
    grid[1, 0].set_ylabel(r"variance $\sigma^2_{z_h}$")
    sns.despine(figure)
    return figure


def traversals(record: Record, arrays: Arrays, arm: str) -> Figure:
    """A digit while one factor goes from -3 to 3, a line for each of the most influential ones.

    The lower halves of Figures 6 and 7; the numbers are of the factors, with their information.
    """
    rows = floats(arrays, f"traversal_{arm}")[:, :, 0]
    factors = arrays[f"traversed_{arm}"]
    influence = floats(arrays, f"influence_{arm}")
    figure, grid = panel_grid(len(rows), rows.shape[1], 0.3 + 0.8 * len(rows))
    for line, factor, pictures in zip(grid, factors, rows, strict=True):
        for axes, picture in zip(line, pictures, strict=True):
            axes.imshow(picture, cmap="gray", vmin=0, vmax=1)
        line[0].set_ylabel(f"{factor}: {influence[factor]:.1f}", size=8)
    _bare(grid)
    figure.suptitle(label(record, arm), size=10)
    return figure


def gram_matrices(record: Record, arrays: Arrays) -> Figure:
    """Two square matrices of the most used factors, their largest entries on the diagonals.

    The decoder's Gram matrix in units of the posterior's and of the data's noise; RaDOGAGA's Eq. 10
    asks for a multiple of the identity.
    """
    figure, grid = panel_grid(1, len(_GRAMS), 3.2)
    for axes, name in zip(grid[0], _GRAMS, strict=True):
        drawn = axes.imshow(floats(arrays, f"gram_{name}"), cmap="RdBu_r", vmin=-1, vmax=1)
        axes.set(title=label(record, name), xlabel="factor", ylabel="factor")
    figure.colorbar(drawn, ax=list(grid[0]), shrink=0.8)
    return figure


def _bare(grid: npt.NDArray[Any]) -> None:
    for axes in grid.flat:
        axes.set(xticks=[], yticks=[])
