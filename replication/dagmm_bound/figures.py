"""The figure."""

import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from replication.kit.style import Arrays, floats, panel_grid

__all__ = ["bound_and_collapse"]

_BLUE, _ORANGE = sns.color_palette("colorblind")[:2]


def bound_and_collapse(mixture: Arrays, collapse: Arrays) -> Figure:
    """Left: bound and energy during EM, first seed. Right: energy of a latent, with penalty too.

    On the left the bound, taken before each E step, is the upper line: both fall, and the gap
    narrows. On the right the energy alone falls without end as the variance does, and with the
    penalty it has a least value, at the dotted line.
    """
    figure, (row,) = panel_grid(1, 2, 2.8)
    for name, label, style in (("em_bound", "bound", "--"), ("em_energy", "energy", "-")):
        path = floats(mixture, name)[0]
        colour = _ORANGE if name == "em_bound" else _BLUE
        row[0].plot(np.arange(len(path)), path, style, color=colour, label=label)
    row[0].set(xlabel="rounds of EM", ylabel="mean, nats")
    variance, penalised = floats(collapse, "variance"), floats(collapse, "penalised")
    energy = floats(collapse, "energy")
    row[1].plot(variance, penalised, "--", color=_ORANGE, label="energy and penalty")
    row[1].plot(variance, energy, color=_BLUE, label="energy")
    row[1].axvline(variance[penalised.argmin()], color="0.5", ls=":", lw=1)
    row[1].set(xlabel="variance of the latent", ylabel="nats", xscale="log", ylim=(-7, 12))
    for axes in row:
        axes.legend(frameon=False)
        axes.grid(color="0.92")
    sns.despine(figure)
    return figure
