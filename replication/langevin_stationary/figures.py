"""Figures of walks in the plane: how far their stationary densities are from p, and where."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from replication.kit.style import WIDTH, Arrays, floats
from replication.langevin_stationary.config import LABELS

__all__ = ["densities", "divergences"]

_COLOURS = sns.color_palette("colorblind")
_MARKERS = "os^DvPX"
_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), "-", "--")
_NEAR = 3.2  # of 0, what is shown of the plane
_MIXTURE = {
    "lossy": "lossy autoencoder",
    "denoiser_same": "denoiser, same noise",
    "langevin_printed": "noise as printed",
}
_TRAINED = {"radogaga_d": "trained RaDOGAGA", "denoiser_trained": "trained denoiser"}


def divergences(arrays: Arrays, trained: Arrays | None = None) -> Figure:
    r"""Divergence from p over lambda: of the stationary densities, left, and after ten steps.

    In the middle the steps that walks take to forget their start; grey on the right, the start. Of
    trained networks the median over the seeds, with the range from the least to the largest.

    Parameters
    ----------
    arrays
        Of an outcome of ``langevin_stationary`` on ``mixture``.
    trained
        Of one on ``trained``.
    """
    figure, panels = plt.subplots(1, 3, figsize=(WIDTH, 3.9), layout="constrained")
    for i, (name, label) in enumerate(LABELS.items()):
        source = arrays if f"{name}_lams" in arrays else trained or {}
        colour = _COLOURS[i]
        for axes, what in zip(panels, ("divergence", "relaxation", "ten_steps"), strict=True):
            if f"{name}_{what}" not in source:
                continue
            lams, values = floats(source, f"{name}_lams"), floats(source, f"{name}_{what}")
            axes.loglog(
                lams,
                np.median(np.atleast_2d(values), 0),
                color=colour,
                ls=_STYLES[i],
                marker=_MARKERS[i],
                mfc="white" if i % 2 else colour,
                label=label if what == "divergence" else None,
            )
            if values.ndim == 2:
                low, high = values.min(0), values.max(0)
                axes.fill_between(lams, low, high, color=colour, alpha=0.25, lw=0)
    far, slow, soon = panels
    lams = floats(arrays, "langevin_lams")
    guide = 0.4 * floats(arrays, "langevin_divergence")[-1] * (lams / lams[-1]) ** 2
    far.loglog(lams, guide, color="0.6", lw=0.8)
    far.annotate("slope 2", (lams[0], guide[0]), (6, -4), textcoords="offset points")
    far.set(xlabel="λ", ylabel="divergence from the true density, nats")
    slow.set(xlabel="λ", ylabel="steps to forget the start")
    soon.axhline(float(arrays["start_divergence"]), color="0.6", lw=0.8)
    soon.set(xlabel="λ", ylabel="divergence after ten steps, nats")
    figure.legend(loc="outside upper center", ncols=2, frameon=False)
    sns.despine(figure)
    return figure


def densities(arrays: Arrays, trained: Arrays | None = None) -> Figure:
    """The true density, and stationary densities of walks at their smallest lambda.

    Parameters
    ----------
    arrays
        Of an outcome of ``langevin_stationary`` on ``mixture``.
    trained
        Of one on ``trained``: two more panels, its first seed's walks.
    """
    sources = [(arrays, *pair) for pair in _MIXTURE.items()]
    if trained is not None:
        sources[1:1] = [(trained, *pair) for pair in _TRAINED.items()]
    pictures = [("true density", floats(arrays, "density"))]
    for source, name, title in sources:
        lam = floats(source, f"{name}_lams")[0]
        pictures.append((f"{title},\nλ = {lam:g}", floats(source, f"{name}_settled")))
    rows = 1 if trained is None else 2
    figure, panels = plt.subplots(
        rows,
        len(pictures) // rows,
        figsize=(WIDTH, 2.5 if rows == 1 else 5.4),
        layout="constrained",
        sharex=True,
        sharey=True,
        squeeze=False,
    )
    shown = np.abs(floats(arrays, "side")) <= _NEAR
    side = floats(arrays, "side")[shown]
    for axes, (title, values) in zip(panels.flat, pictures, strict=True):
        square = values[np.ix_(shown, shown)].T
        levels = square.max() * np.array([0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
        axes.contourf(side, side, square, levels=levels, cmap="Blues")
        axes.set_title(title, fontsize="small")
        axes.set_aspect("equal")
    for axes in panels[-1]:
        axes.set_xlabel("$x_1$")
    for axes in panels[:, 0]:
        axes.set_ylabel("$x_2$")
    sns.despine(figure)
    return figure
