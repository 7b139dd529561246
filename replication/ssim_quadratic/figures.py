"""Records of the ssim_quadratic experiment as figures."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from numpy.lib.stride_tricks import sliding_window_view

from rdo.theory import CUBIC_CONSTANT, SSIMForm, mean_matrix, variance_matrix
from replication.kit.record import order_of
from replication.kit.style import WIDTH, Arrays, floats, panels
from replication.ledger import Record
from replication.ssim_quadratic.matrices import Floats, printed_matrix

__all__ = ["cost_map", "disturbance_costs", "matrix_and_spectrum", "remainder_orders", "weights"]

_PALETTE = sns.color_palette("colorblind")
_LINES = {
    # what is left: its label, marker, dashes and the order that theory gives it
    "form_printed": ("N the width", "X", ":", 2),
    "form": ("N the number of pixels", "o", "-", 3),
    "picture": ("a whole picture", "s", "-", 3),
    "even": ("mean of $\\delta$ and $-\\delta$", "^", "--", 4),
    "uncorrelated": ("mean 0, uncorrelated", "v", "-.", 4),
}
_STYLES = {"random": ":", "digits": "--", "photographs": "-"}
_RMS = 0.005  # of the disturbances that a figure compares, for pixels in [0, 1]


def remainder_orders(arrays: Arrays) -> Figure:
    """Left: the remainder over the disturbance's size. Right: 1 - SSIM over the form, by window."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 4.3), layout="constrained")
    sizes = floats(arrays, "sizes")
    for k, (name, (label, marker, dashes, order)) in enumerate(_LINES.items()):
        rms = np.sqrt((floats(arrays, f"{name}_rms") ** 2).mean(0))
        title = f"{label}: slope {order_of(sizes, rms):.2f}"
        left.plot(sizes, rms, color=_PALETTE[k], marker=marker, ls=dashes, ms=5, label=title)
        left.plot(sizes[:3], rms[0] * (sizes[:3] / sizes[0]) ** order, color="0.6", lw=4, alpha=0.4)
    left.set(xscale="log", yscale="log", xlabel="size of the disturbance, $t = (2q)^{1/2}$")
    left.set_ylabel("remainder, root mean square")
    figure.legend(loc="outside upper center", ncols=2, frameon=False)

    t, cost = floats(arrays, "wide_sizes"), floats(arrays, "wide_cost")
    q = t**2 / 2
    right.plot(q, cost / q[:, None], color=_PALETTE[1], lw=0.6, alpha=0.6)
    bound = CUBIC_CONSTANT * t**3 / q
    right.plot(q, 1 + bound, color="black", ls="--", label="$1 \\pm K (2q)^{3/2} / q$")
    right.plot(q, np.clip(1 - bound, 0, None), color="black", ls="--")
    right.axhline(1, color="0.5", lw=0.8)
    right.set(xscale="log", xlim=(q[0], 1), ylim=(0, 2.2), xlabel="the form, $q$")
    right.set_ylabel("(1 - SSIM) / $q$, one line per window")
    right.legend(loc="lower left", frameon=False)
    sns.despine(figure)
    return figure


def matrix_and_spectrum(arrays: Arrays) -> Figure:
    """The matrices M, V and A of one window as maps, and the eigenvalues of A for either N."""
    windows = floats(arrays, "windows")
    form = SSIMForm(_nearest(windows, windows.mean(1) ** 2 / windows.var(1), 3))
    n, a = form.n_pixels, form.matrix()
    figure, (*maps, right) = plt.subplots(
        1, 4, figsize=(WIDTH, 2.5), layout="constrained", width_ratios=[1, 1, 1, 1.5]
    )
    formula = "A = M / 2$\\mu^2$ + V / 2$\\sigma^2$"
    matrices = {"M": mean_matrix(n), "V": variance_matrix(n), formula: a}
    for axes, (title, matrix) in zip(maps, matrices.items(), strict=True):
        image = axes.imshow(matrix / np.abs(matrix).max(), cmap="RdBu_r", vmin=-1, vmax=1)
        axes.set_title(title, fontsize="medium")
        axes.set_xticks([0, n - 1], [1, n])
        axes.set_yticks([0, n - 1], [1, n])
        axes.set_xlabel("pixel")
    maps[0].set_ylabel("pixel")
    label = "entry over the largest"
    figure.colorbar(image, ax=maps, location="bottom", shrink=0.5, label=label)
    for label, matrix, marker, colour in (
        ("N the number of pixels", a, "o", _PALETTE[1]),
        ("N the width", printed_matrix(form), "X", _PALETTE[0]),
    ):
        values = np.linalg.eigvalsh(matrix) / form.eigenvalues()[1]
        right.plot(range(1, n + 1), values, marker, color=colour, ms=5, label=label)
    right.axhline(0, color="0.5", lw=0.8)
    right.set(xlabel="eigenvalue, by size", ylabel="times $2 n \\sigma^2$")
    right.legend(frameon=False, fontsize=7, loc="lower right")
    sns.despine(ax=right)
    return figure


def disturbance_costs(arrays: Arrays) -> Figure:
    """A smooth and a textured window, and disturbances of one squared error with their costs."""
    windows = floats(arrays, "windows")
    figure, grid = plt.subplots(2, 6, figsize=(WIDTH, 3.9), layout="constrained")
    width = round(windows.shape[1] ** 0.5)
    for row, (name, contrast) in zip(grid, {"smooth": 0.02, "textured": 0.2}.items(), strict=True):
        x = _nearest(windows, windows.std(1), contrast)
        form = SSIMForm(x)
        row[0].imshow(x.reshape(width, width), cmap="gray", vmin=0, vmax=1)
        row[0].set_ylabel(f"{name} window")
        row[0].set_xlabel(f"$\\mu$ = {x.mean():.2f}\n$\\sigma$ = {x.std():.3f}", fontsize=9)
        for axes, (what, dx) in zip(row[1:], _disturbances(x, width).items(), strict=True):
            axes.imshow(dx.reshape(width, width), cmap="RdBu_r", vmin=-3 * _RMS, vmax=3 * _RMS)
            cost = 1e3 * _cost(x, dx)
            axes.set_xlabel(f"{cost:.3g}\nform: {1e3 * float(form(dx)):.3g}", fontsize=9)
            if name == "smooth":
                axes.set_title(what, fontsize="medium")
    grid[0, 0].set_title("window", fontsize="medium")
    for axes in grid.flat:
        axes.set(xticks=[], yticks=[])
    figure.supxlabel("1000 (1 - SSIM), measured and by the form", fontsize="medium")
    return figure


def cost_map(record: Record, arrays: Arrays) -> Figure:
    """A picture, and maps of what a disturbance of its brightness or its pattern costs there."""
    scene = floats(arrays, "scene")
    width, k1, k2 = (record.config[name] for name in ("width", "k1", "k2"))
    every = sliding_window_view(scene, (width, width))
    form = SSIMForm(every.reshape(*every.shape[:2], -1), k1**2, k2**2)
    figure, (left, *maps) = panels(3, height=2.6)
    left.imshow(scene, cmap="gray", vmin=0, vmax=1)
    left.set_title("picture", fontsize="medium")
    norm = LogNorm(form.mean_weight.min(), form.variance_weight.max())
    costs = {"brightness": form.mean_weight, "pattern": form.variance_weight}
    for axes, (name, cost) in zip(maps, costs.items(), strict=True):
        image = axes.imshow(cost, cmap="viridis", norm=norm)
        axes.set_title(f"cost of {name}", fontsize="medium")
    for axes in (left, *maps):
        axes.set(xticks=[], yticks=[])
    figure.colorbar(image, ax=maps, shrink=0.8, label="1 - SSIM over mean square")
    return figure


def weights(arrays_of: Mapping[str, Arrays]) -> Figure:
    """Shares of windows by how many times more a pattern costs than brightness, set by set."""
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    for colour, (name, arrays) in zip(_PALETTE, arrays_of.items(), strict=False):
        windows = floats(arrays, "windows")
        ratio = windows.mean(1) ** 2 / windows.var(1)
        axes.ecdf(ratio, color=colour, ls=_STYLES[name], label=name)
    axes.axvline(1, color="0.5", lw=0.8)
    axes.set(xscale="log", ylim=(0, 1), ylabel="share of the windows")
    axes.set_xlabel("$\\mu^2 / \\sigma^2$: cost of a pattern over that of brightness")
    axes.legend(frameon=False, loc="lower right")
    sns.despine(figure)
    return figure


def _disturbances(x: Floats, width: int) -> dict[str, Floats]:
    """By name, all with the root mean square of the figure."""
    i, j = np.mgrid[:width, :width]
    noise = np.random.default_rng(0).normal(size=x.size)
    patterns = {
        "brightness": np.ones(x.size),
        "more contrast": x - x.mean(),
        "less contrast": x.mean() - x,
        "chessboard": ((i + j) % 2 - 0.5).ravel(),
        "noise": noise - noise.mean(),
    }
    return {name: _RMS * dx / np.sqrt((dx**2).mean()) for name, dx in patterns.items()}


def _cost(x: Floats, dx: Floats) -> float:
    """1 - SSIM of one window, Eq. 61."""
    y = x + dx
    a = dx.mean() ** 2 / (x.mean() ** 2 + y.mean() ** 2)
    b = dx.var() / (x.var() + y.var())
    return float(a + b - a * b)


def _nearest(windows: Floats, values: Floats, target: float) -> Floats:
    return np.asarray(windows[np.abs(values - target).argmin()])
