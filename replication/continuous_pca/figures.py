"""Figures of Appendix B: whose axes a latent has, and where they run on a sheet."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.tri import Triangulation

from replication.continuous_pca.config import LABELS
from replication.kit.style import WIDTH, Arrays, panel_grid

__all__ = ["axis_cosines", "coordinate_lines", "latent_variances"]

_BLUE, _ORANGE = sns.color_palette("colorblind")[:2]
_LINES = 9  # of each latent
_LONG = 5.0  # a side so many times the median crosses an empty part


def axis_cosines(arrays: Arrays) -> Figure:
    """Shaded squares: cosine of each latent's axis with each principal axis, of the first seed.

    From arrays of the part ``gaussian``. Latents are ordered by their variance.
    """
    names = [name for name in LABELS if f"{name}_cosines" in arrays]
    figure, grid = panel_grid(2, 2, 4.2, sharex=True, sharey=True)
    for axes, name in zip(grid.flat, names, strict=True):
        cosines = arrays[f"{name}_cosines"][0]
        shade = axes.imshow(cosines, vmin=0, vmax=1, cmap="Blues", aspect="auto")
        for (i, j), value in np.ndenumerate(cosines):
            colour = "white" if value > 0.6 else "0.25"
            axes.text(j, i, f"{value:.2f}", ha="center", va="center", size=8, color=colour)
        for axis, n in zip((axes.yaxis, axes.xaxis), cosines.shape, strict=True):
            axis.set_ticks(range(n), [str(k + 1) for k in range(n)])
        axes.set_title(LABELS[name], size=10)
    for axes in grid[-1]:
        axes.set_xlabel("principal component")
    for axes in grid[:, 0]:
        axes.set_ylabel("latent, by variance")
    figure.colorbar(shade, ax=list(grid.flat), label="size of the cosine", shrink=0.8)
    return figure


def latent_variances(arrays: Arrays, scale: float) -> Figure:
    r"""Points: variance of each latent over that of Eq. 10, by component; bars: the closed form.

    From arrays of the part ``gaussian`` and the scale, :math:`2 \lambda_2 \sigma^2`. Dots are
    seeds, bars the closed form.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 2.8), layout="constrained")
    for h, colour, marker, offset in (("d", _BLUE, "o", -0.12), ("log", _ORANGE, "s", 0.12)):
        theory = arrays[f"theory_{h}"]
        unit = scale * arrays["variances"][: len(theory)]
        ours = arrays[f"factorised_{h}_variances"] / unit
        at = np.arange(len(theory)) + 1 + offset
        jittered = at + np.linspace(-0.05, 0.05, len(ours))[:, None]
        axes.plot(jittered.ravel(), ours.ravel(), marker, ms=4, mfc="none", color=colour)
        axes.hlines(theory / unit, at - 0.09, at + 0.09, color=colour, lw=2)
        axes.plot([], [], marker + "-", mfc="none", color=colour, label=LABELS[f"factorised_{h}"])
    axes.axhline(1, color="0.5", ls=":", lw=1)
    axes.set_xticks(range(1, len(theory) + 1))
    axes.set(xlabel="principal component", ylabel="latent variance over\nEq. 10's")
    axes.grid(axis="y", color="0.92")
    axes.legend(frameon=False, loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    sns.despine(figure)
    return figure


def coordinate_lines(parts: Mapping[str, Arrays]) -> Figure:
    """Lines of constant latent across the flattened sheet: at the start and after training.

    From arrays of the parts ``rectangle`` and ``ridge``, by title of their row. Grey points are the
    data; solid lines belong to one latent, dashed lines to the other, at equal steps.
    """
    names = ("start", "factorised_d", "factorised_log")
    sides = [np.ptp(arrays["s"], axis=0) for arrays in parts.values()]
    heights = [float(side[1] / side[0]) for side in sides]
    total = 0.8 * len(parts) + 2.1 * sum(heights)
    figure, grid = panel_grid(
        len(parts), len(names), total, height_ratios=heights, sharex="row", sharey="row"
    )
    for row, (title, arrays) in zip(grid, parts.items(), strict=True):
        mesh = _mesh(arrays["s"])
        for axes, name in zip(row, names, strict=True):
            axes.plot(*arrays["s"].T, ".", ms=2, color="0.75", rasterized=True)
            first, second = arrays[f"{name}_z"].T
            step = max(np.ptp(first), np.ptp(second)) / _LINES
            for z, colour, style in ((first, _BLUE, "solid"), (second, _ORANGE, "dashed")):
                levels = np.arange(z.min() + step / 2, z.max(), step)
                lines = axes.tricontour(mesh, z, levels=levels, colors=[colour], linewidths=1.2)
                lines.set_linestyle(style)
            axes.set(aspect="equal", xlabel="s1")
            axes.set_title(LABELS[name], size=9)
        row[0].set_ylabel(f"{title}\ns2")
    sns.despine(figure)
    return figure


def _mesh(s: npt.NDArray[np.float64]) -> Triangulation:
    """Triangles between neighbouring rows, without those that span an empty part of the sheet."""
    mesh = Triangulation(*s.T)
    corners = s[mesh.triangles]  # (triangles, 3, 2)
    longest = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2).max(1)
    mesh.set_mask(longest > _LONG * np.median(longest))
    return mesh
