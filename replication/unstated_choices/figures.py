"""Figures of the unstated choices: each over the steps, and what is kept of each direction."""

from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from replication.kit.labels import METHODS, data_label
from replication.kit.style import WIDTH, Arrays, floats, over_seeds, panel_grid
from replication.ledger import Record
from replication.unstated_choices.config import CHOICES, Choice

__all__ = ["choice_curves", "kept_by_choice"]


def choice_curves(record: Record, arrays: Arrays, metric: str, title: str) -> Figure:
    """A metric along training, a row per choice and a column per method; dashed is the rule.

    The metric is named as in the record, say ``"f1"``; the title says what it measures.
    """
    choices = [name for name in record.config["choices"] if name != "rule"]
    height = 0.6 + 1.35 * len(choices)
    figure, grid = panel_grid(len(choices), len(METHODS), height, sharex=True, sharey=True)
    colour = sns.color_palette("colorblind")[0]
    for row, choice in zip(grid, choices, strict=True):
        for axes, method in zip(row, METHODS, strict=True):
            axes.grid(color="0.92")
            for name, shade, style in (("rule", "0.45", "--"), (choice, colour, "-")):
                arm = f"{method}_{name}"
                if arm not in record.arms:
                    axes.text(0.5, 0.5, "does not apply", transform=axes.transAxes, ha="center")
                    break
                values = floats(arrays, f"{arm}_observed_{metric}")
                steps = floats(arrays, f"{arm}_observed_at") / 1000
                low, high = over_seeds(np.nanmin, values), over_seeds(np.nanmax, values)
                axes.fill_between(steps, low, high, color=shade, alpha=0.2, lw=0)
                axes.plot(steps, over_seeds(np.nanmedian, values), color=shade, ls=style, lw=1.4)
        row[0].set_ylabel(f"{fill(CHOICES[choice].title, 14)}\n{title}")
    for axes, label in zip(grid[0], METHODS.values(), strict=True):
        axes.set_title(label)
    for axes in grid[-1]:
        axes.set_xlabel("thousand steps")
    figure.suptitle(data_label(record.dataset))
    sns.despine(figure)
    return figure


def kept_by_choice(record: Record, arrays: Arrays) -> Figure:
    r"""Points: the share of each direction that RaDOGAGA(d) keeps; a curve: ab of Appendix D.

    One point per seed and direction, over :math:`\lambda_1 \sigma_i^2`, for the choices that bear
    on it: jitter, start and scaling. The curve exists from 2 on.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.6), layout="constrained")
    palette = sns.color_palette("colorblind")
    concerned: tuple[Choice, ...] = ("rule", "jitter", "glorot", "symmetric", "standard")
    strongest = 2.0
    for choice, marker, colour in zip(concerned, "ov^sD", palette, strict=False):
        name = f"radogaga_d_{choice}"
        if name not in record.arms:
            continue
        strength = record.arms[name].config["lambda1"] * arrays[f"{name}_direction_variance"]
        strongest = max(strongest, float(strength.max()))
        marked = {"marker": marker, "s": 20, "facecolor": "none", "edgecolor": colour}
        kept = arrays[f"{name}_direction_kept"]
        axes.scatter(strength, kept, label=CHOICES[choice].title, **marked)
    along = np.geomspace(2, strongest, 200)
    axes.plot(along, (1 + np.sqrt(1 - 2 / along)) / 2, color="black", label="ab of Appendix D")
    axes.axvline(2, color="0.5", ls=":", lw=1)
    axes.set(
        title=data_label(record.dataset),
        xscale="log",
        xlabel=r"$\lambda_1 \sigma_i^2$ of a principal direction (no solution left of the line)",
        ylabel="share kept",
    )
    axes.grid(color="0.92")
    axes.legend(frameon=False)
    sns.despine(figure)
    return figure
