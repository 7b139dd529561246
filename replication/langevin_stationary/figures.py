"""Figures of walks in the plane: how far their stationary densities are from p, and where.

``arrays`` are those of the part ``mixture``, ``trained`` those of the part of that name.
"""

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from replication.kit.style import Arrays, floats, panels
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
    """Over lambda: divergence of stationary densities, steps to forget, divergence at ten steps.

    In the middle the steps that walks take to forget their start; grey on the right, the start. Of
    trained networks the median over the seeds, with the range from the least to the largest.
    """
    figure, places = panels(3, height=3.6)
    far, slow, soon = places
    for i, (name, label) in enumerate(LABELS.items()):
        source = arrays if f"{name}_lams" in arrays else trained or {}
        colour = _COLOURS[i]
        for axes, what in zip(places, ("divergence", "relaxation", "ten_steps"), strict=True):
            if f"{name}_{what}" not in source:
                continue
            lams, values = floats(source, f"{name}_lams"), floats(source, f"{name}_{what}")
            median, mfc = np.median(np.atleast_2d(values), 0), "white" if i % 2 else colour
            (curve,) = axes.loglog(lams, median, _MARKERS[i], ls=_STYLES[i], color=colour, mfc=mfc)
            if axes is far:
                curve.set_label(label)
            if values.ndim == 2:
                low, high = values.min(0), values.max(0)
                axes.fill_between(lams, low, high, color=colour, alpha=0.25, lw=0)
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
    """Maps of the true density and of the stationary densities of walks at their least lambda.

    With trained networks there are two more panels, of the first seed's walks.
    """
    sources = [(arrays, *pair) for pair in _MIXTURE.items()]
    if trained is not None:
        sources[1:1] = [(trained, *pair) for pair in _TRAINED.items()]
    pictures = [("true density", floats(arrays, "density"))]
    for source, name, title in sources:
        lam = floats(source, f"{name}_lams")[0]
        pictures.append((f"{title},\nλ = {lam:g}", floats(source, f"{name}_settled")))
    columns, height = (4, 2.2) if trained is None else (3, 2.55)
    figure, places = panels(len(pictures), columns=columns, height=height, shared=True)
    shown = np.abs(floats(arrays, "side")) <= _NEAR
    side = floats(arrays, "side")[shown]
    for axes, (title, values) in zip(places, pictures, strict=True):
        square = values[np.ix_(shown, shown)].T
        levels = square.max() * np.array([0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0])
        axes.contourf(side, side, square, levels=levels, cmap="Blues")
        axes.set_title(title, fontsize="small")
        axes.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal")
        axes.label_outer()
    sns.despine(figure)
    return figure
