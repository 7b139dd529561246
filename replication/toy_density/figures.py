"""Figures of Section 5.1: the density of the latent against that of the data."""

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.figure import Figure

from replication.kit.style import COLUMNS, WIDTH, Arrays, colour, panels
from replication.ledger import Record
from replication.toy_density.config import LABELS, TURNS

__all__ = ["correlation_by_turn", "density_scatter", "latent_scatter"]

_MARKERS = "osD^vP*X<>"
_STYLES: Mapping[str, tuple[Any, str]] = {
    "pca_em": ("0.15", "-"),
    "random_em": ("0.35", ":"),
    "untrained_em": ("0.5", "--"),
    "dagmm_warm": (colour("dagmm"), "--"),
    "autoencoder_em": ("0.15", "-."),
    "radogaga_light": (colour("radogaga_d"), "--"),
    "beta_vae": (sns.color_palette("colorblind")[4], "-"),
}
"""Colour and dashes of what is none of the paper's three methods."""


def correlation_by_turn(records: Sequence[Record], metric: str, title: str) -> Figure:
    """How well each arm follows the density as the surface is bent: points of seeds, medians.

    From one record for each data set of :data:`replication.toy_density.config.TURNS`; the metric
    is ``"correlation"`` or ``"em_correlation"``, and the title says what it is. Lines join the bent
    data alone, for the paper's own are trained otherwise.
    """
    measured = {name for r in records for name, arm in r.arms.items() if metric in arm.metrics}
    names = [name for name in LABELS if name in measured]
    figure, axes = plt.subplots(figsize=(WIDTH, 3.8), layout="constrained")
    turns = np.array([TURNS[record.dataset] for record in records])
    for k, name in enumerate(names):
        columns = [
            r.arms[name].finished(metric) if name in r.arms else np.empty(0) for r in records
        ]
        shade, dashes = _STYLES.get(name, (colour(name), "-"))
        at = turns + 0.008 * (k - (len(names) - 1) / 2)
        for x, column in zip(at, columns, strict=True):
            axes.scatter(np.full(len(column), x), column, s=7, color=shade, alpha=0.6, lw=0)
        medians = np.array([np.median(column) if len(column) else np.nan for column in columns])
        marked = {"marker": _MARKERS[k % len(_MARKERS)], "ms": 5, "color": shade}
        joined = turns > 0
        axes.plot(at[~joined], medians[~joined], ls="", **marked)
        axes.plot(at[joined], medians[joined], ls=dashes, label=LABELS[name], **marked)
    axes.set(xlabel="share of a circle that an arc spans", ylabel=title, xticks=np.unique(turns))
    axes.grid(color="0.92")
    axes.set_axisbelow(True)
    figure.legend(loc="outside right upper", frameon=False)
    sns.despine(figure)
    return figure


def density_scatter(arrays: Arrays) -> Figure:
    """A panel per method: P(x) against P(z), each over its largest value, and the diagonal.

    As Figure 5 of RaDOGAGA.
    """
    methods = [name for name in LABELS if f"{name}_estimated" in arrays]
    figure, places = panels(len(methods))
    density = _over_largest(arrays["density"])
    for name, axes in zip(methods, places, strict=True):
        estimated = _over_largest(arrays[f"{name}_estimated"])
        shown: dict[str, Any] = {"color": colour(name), "alpha": 0.4, "rasterized": True}
        axes.scatter(density, estimated, s=4, lw=0, **shown)
        axes.plot([0, 1], [0, 1], color="0.4", lw=0.8, ls="--")
        axes.set(title=LABELS[name], xlabel="P(x)", aspect="equal", xlim=(0, 1), ylim=(0, 1.02))
    for axes in places[::COLUMNS]:
        axes.set_ylabel("P(z)")
    sns.despine(figure)
    return figure


def latent_scatter(arrays: Arrays) -> Figure:
    """Source and latents in their two widest directions, as points shaded by density.

    As Figures 4 and 10 of RaDOGAGA.
    """
    methods = [name for name in LABELS if f"{name}_z" in arrays]
    shown = {LABELS[name]: (arrays[f"{name}_z"], arrays[f"{name}_estimated"]) for name in methods}
    if "source" in arrays:
        shown = {"the source s": (arrays["source"], arrays["density"]), **shown}
    figure, places = panels(len(shown))
    for (title, (z, estimated)), axes in zip(shown.items(), places, strict=True):
        centred = z - z.mean(0)
        _, _, directions = np.linalg.svd(centred, full_matrices=False)
        x, y = directions[:2] @ centred.T
        shade = _over_largest(estimated)
        points = axes.scatter(x, y, c=shade, s=4, lw=0, cmap="viridis", rasterized=True)
        axes.set(title=title, xticks=[], yticks=[], xlabel="first direction")
    for axes in places[::COLUMNS]:
        axes.set_ylabel("second direction")
    figure.colorbar(points, ax=places, shrink=0.8, label="density over its largest value")
    sns.despine(figure)
    return figure


def _over_largest(values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    return np.asarray(values / values.max(), dtype=np.float64)
