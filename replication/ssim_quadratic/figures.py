"""Records of the ssim_quadratic experiment as figures."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from numpy.lib.stride_tricks import sliding_window_view

from rdo.theory import CUBIC_CONSTANT, SSIMForm, mean_matrix, variance_matrix
from replication.kit.record import order_of
from replication.kit.style import WIDTH
from replication.ledger import Record
from replication.ssim_quadratic.matrices import printed_matrices

__all__ = ["cost_map", "disturbance_costs", "matrix_and_spectrum", "remainder_orders", "weights"]

_Floats = npt.NDArray[np.float64]
_Arrays = Mapping[str, npt.NDArray[np.generic]]

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


def remainder_orders(arrays: _Arrays) -> Figure:
    """How the remainder shrinks with the disturbance; and how far the form can be trusted."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 4.3), layout="constrained")
    sizes = _floats(arrays["sizes"])
    for colour, (name, (label, marker, dashes, order)) in zip(
        _PALETTE, _LINES.items(), strict=False
    ):
        rms = np.sqrt((_floats(arrays[f"{name}_rms"]) ** 2).mean(0))
        title = f"{label}: slope {order_of(sizes, rms):.2f}"
        left.plot(sizes, rms, color=colour, marker=marker, ls=dashes, ms=5, label=title)
        left.plot(sizes[:3], rms[0] * (sizes[:3] / sizes[0]) ** order, color="0.6", lw=4, alpha=0.4)
    left.set(xscale="log", yscale="log", xlabel="size of the disturbance, $t = (2q)^{1/2}$")
    left.set_ylabel("remainder, root mean square")
    figure.legend(loc="outside upper center", ncols=2, frameon=False)

    t, cost = _floats(arrays["wide_sizes"]), _floats(arrays["wide_cost"])
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


def matrix_and_spectrum(arrays: _Arrays) -> Figure:
    """M, V and A of one window, and the eigenvalues of A, with N read in either way."""
    windows = _floats(arrays["windows"])
    x = _nearest(windows, windows.mean(1) ** 2 / windows.var(1), 3)
    form, n, width = SSIMForm(x), len(x), round(len(x) ** 0.5)
    figure, panels = plt.subplots(
        1, 4, figsize=(WIDTH, 2.5), layout="constrained", width_ratios=[1, 1, 1, 1.5]
    )
    titles = ("M", "V", "A = M / 2$\\mu^2$ + V / 2$\\sigma^2$")
    matrices = (mean_matrix(n), variance_matrix(n), form.matrix())
    for axes, title, matrix in zip(panels[:3], titles, matrices, strict=True):
        top = np.abs(matrix).max()
        image = axes.imshow(matrix / top, cmap="RdBu_r", vmin=-1, vmax=1)
        axes.set_title(title, fontsize="medium")
        axes.set_xticks([0, n - 1], [1, n])
        axes.set_yticks([0, n - 1], [1, n])
        axes.set_xlabel("pixel")
    panels[0].set_ylabel("pixel")
    figure.colorbar(
        image, ax=list(panels[:3]), location="bottom", shrink=0.5, label="entry over the largest"
    )
    m, v = printed_matrices(width)
    printed = form.mean_weight * m + form.variance_weight * v
    spectra = {"N the number of pixels": (form.matrix(), "o"), "N the width": (printed, "X")}
    largest = form.eigenvalues()[1]
    for colour, (label, (matrix, marker)) in zip(_PALETTE[1::-1], spectra.items(), strict=True):
        values = np.linalg.eigvalsh(matrix) / largest
        panels[3].plot(range(1, n + 1), values, marker, color=colour, ms=5, label=label)
    panels[3].axhline(0, color="0.5", lw=0.8)
    panels[3].set(xlabel="eigenvalue, by size", ylabel="times $2 n \\sigma^2$")
    panels[3].legend(frameon=False, fontsize=7, loc="lower right")
    sns.despine(ax=panels[3])
    return figure


def disturbance_costs(arrays: _Arrays) -> Figure:
    """Five disturbances with the same squared error, on a smooth window and a textured one."""
    windows = _floats(arrays["windows"])
    chosen = {
        "smooth": _nearest(windows, windows.std(1), 0.02),
        "textured": _nearest(windows, windows.std(1), 0.2),
    }
    figure, grid = plt.subplots(2, 6, figsize=(WIDTH, 3.9), layout="constrained")
    width = round(windows.shape[1] ** 0.5)
    for row, (name, x) in zip(grid, chosen.items(), strict=True):
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


def cost_map(record: Record, arrays: _Arrays) -> Figure:
    """A picture, and what a disturbance of its mean or of its pattern costs where it lies."""
    scene = _floats(arrays["scene"])
    width, k1, k2 = (record.config[name] for name in ("width", "k1", "k2"))
    every = sliding_window_view(scene, (width, width))
    form = SSIMForm(every.reshape(*every.shape[:2], -1), k1**2, k2**2)
    figure, panels = plt.subplots(1, 3, figsize=(WIDTH, 2.9), layout="constrained")
    panels[0].imshow(scene, cmap="gray", vmin=0, vmax=1)
    panels[0].set_title("picture", fontsize="medium")
    norm = LogNorm(form.mean_weight.min(), form.variance_weight.max())
    maps = {"brightness": form.mean_weight, "pattern": form.variance_weight}
    for axes, (name, weight) in zip(panels[1:], maps.items(), strict=True):
        image = axes.imshow(weight, cmap="viridis", norm=norm)
        axes.set_title(f"cost of {name}", fontsize="medium")
    for axes in panels:
        axes.set(xticks=[], yticks=[])
    figure.colorbar(image, ax=list(panels[1:]), shrink=0.8, label="1 - SSIM over mean square")
    return figure


def weights(arrays_of: Mapping[str, _Arrays]) -> Figure:
    r"""How many times more a pattern costs than brightness, :math:`\mu^2 / \sigma^2`."""
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    for colour, (name, arrays) in zip(_PALETTE, arrays_of.items(), strict=False):
        windows = _floats(arrays["windows"])
        ratio = np.sort(windows.mean(1) ** 2 / windows.var(1))
        share = np.arange(1, len(ratio) + 1) / len(ratio)
        axes.plot(ratio, share, drawstyle="steps-post", color=colour, ls=_STYLES[name], label=name)
    axes.axvline(1, color="0.5", lw=0.8)
    axes.set(xscale="log", ylim=(0, 1), ylabel="share of the windows")
    axes.set_xlabel("$\\mu^2 / \\sigma^2$: cost of a pattern over that of brightness")
    axes.legend(frameon=False, loc="lower right")
    sns.despine(figure)
    return figure


def _disturbances(x: _Floats, width: int) -> dict[str, _Floats]:
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


def _cost(x: _Floats, dx: _Floats) -> float:
    """1 - SSIM of one window, Eq. 61."""
    y = x + dx
    a = dx.mean() ** 2 / (x.mean() ** 2 + y.mean() ** 2)
    b = dx.var() / (x.var() + y.var())
    return float(a + b - a * b)


def _nearest(windows: _Floats, values: _Floats, target: float) -> _Floats:
    return np.asarray(windows[np.abs(values - target).argmin()])


def _floats(array: npt.NDArray[np.generic]) -> _Floats:
    return np.asarray(array, dtype=float)
