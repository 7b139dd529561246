"""Rate-distortion training, score and drift in one picture."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rdo.theory import gaussian_map
from replication.kit.style import WIDTH, Arrays, floats

__all__ = ["one_theory"]

_REACH = 3.0  # where the data are; at its ends the solution depends on the interval


def one_theory(trained: Arrays, line: Arrays) -> Figure:
    r"""One root on the left, one field on the right.

    Left: how much of a unit of x comes back, for a Gaussian of variance 1, against
    :math:`\lambda = 1 / \lambda_1`: the solution of Eq. 7, and the ab of trained RaDOGAGAs.
    Right: the displacement of a lossy autoencoder over :math:`\lambda`, and the drift of a Langevin
    chain, half the score.

    Parameters
    ----------
    trained
        Arrays of the part ``gaussian`` of ``analytic_h``.
    line
        Arrays of the part ``mixture_1d`` of ``lossy_autoencoder_score``.
    """
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 3.6), layout="constrained")
    _root(left, trained)
    _field(right, line)
    sns.despine(figure)
    return figure


def _root(axes: Axes, trained: Arrays) -> None:
    theory, points = sns.color_palette("colorblind", 2)
    lam = np.linspace(0, 0.5, 200)
    back = [gaussian_map(np.eye(1), value)[0, 0] for value in lam]
    axes.plot(lam, back, color=theory, label="Eq. 7, solved")
    axes.plot(lam, 1 - lam / 2, color=theory, ls="--", label="Proposition 2, first order")
    returned = floats(trained, "h_d_ab")
    at = np.broadcast_to(1 / floats(trained, "sweep"), returned.shape)
    axes.plot(
        at.ravel(), returned.ravel(), "o", ms=4, color=points, alpha=0.7, label="RaDOGAGA, trained"
    )
    axes.axvline(0.5, color="0.6", lw=0.8, ls=":")
    axes.set(
        xlabel=r"$\lambda$, or $1 / \lambda_1$",
        ylabel="what comes back of a unit of x",
        xlim=(0, 1.05),
        title="one root",
    )
    axes.legend(frameon=False, fontsize="small", loc="lower left", bbox_to_anchor=(0.0, 0.12))


def _field(axes: Axes, line: Arrays) -> None:
    x = floats(line, "x")
    near = np.abs(x) <= _REACH
    lams = floats(line, "lams")
    colours = sns.color_palette("viridis", 2)
    shown = (int(np.argmin(lams)), int(np.argmax(lams)))
    for k, colour, style in zip(shown, colours, ("-", "-."), strict=True):
        moved = floats(line, "displacement")[k] / lams[k]
        label = rf"$(r(x) - x) / \lambda$, $\lambda$ = {lams[k]:g}"
        axes.plot(x[near], moved[near], color=colour, ls=style, label=label)
    half = floats(line, "half_score")
    axes.plot(x[near], half[near], color="black", ls=":", lw=2, label="drift of a Langevin chain")
    axes.axhline(0, color="0.85", lw=0.8, zorder=0)
    axes.set(xlabel="x", ylabel="where a point is moved", title="one field")
    axes.legend(frameon=False, fontsize="small")
