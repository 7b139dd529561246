"""Figures and tables of the unstated choices."""

from collections.abc import Mapping
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure

from replication.kit.anomaly.settings import METHODS
from replication.kit.style import WIDTH
from replication.kit.tables import mean_and_sd, printed_cell, printed_values
from replication.ledger import Record
from replication.unstated_choices.run import CHOICES

__all__ = ["choice_curves", "choice_table", "kept_by_choice", "smallest_departures"]

_TITLES = {
    "rule": "the rule",
    "cosine_distance": "cosine distance",
    "jitter": "jitter 1e-4",
    "small_batch": "batches of 128",
    "glorot": "Glorot's start",
    "symmetric": "columns to [-1, 1]",
    "standard": "columns standardised",
}


def choice_curves(
    record: Record, arrays: Mapping[str, npt.NDArray[np.generic]], metric: str, title: str
) -> Figure:
    """A metric of the test rows along the training, one row per choice, over that under the rule.

    Parameters
    ----------
    record
        Of the experiment ``unstated_choices``.
    arrays
        Its arrays.
    metric
        Its name in the record, say ``"f1"``.
    title
        What it measures.
    """
    choices = [name for name in CHOICES if name in record.config["choices"] and name != "rule"]
    figure, grid = plt.subplots(
        len(choices),
        len(METHODS),
        figsize=(WIDTH, 0.6 + 1.35 * len(choices)),
        layout="constrained",
        squeeze=False,
        sharex=True,
        sharey=True,
    )
    colour = sns.color_palette("colorblind")[0]
    for row, choice in zip(grid, choices, strict=True):
        for axes, method in zip(row, METHODS, strict=True):
            axes.grid(color="0.92")
            for name, shade, style in (("rule", "0.45", "--"), (choice, colour, "-")):
                key = f"{method}_{name}_observed_{metric}"
                if key not in arrays:
                    axes.text(0.5, 0.5, "does not apply", transform=axes.transAxes, ha="center")
                    break
                values = np.asarray(arrays[key], dtype=float)
                steps = np.asarray(arrays[f"{method}_{name}_observed_at"], dtype=float) / 1000
                low, high = np.nanmin(values, axis=1), np.nanmax(values, axis=1)
                axes.fill_between(steps, low, high, color=shade, alpha=0.2, lw=0)
                axes.plot(steps, np.nanmedian(values, axis=1), color=shade, ls=style, lw=1.4)
        row[0].set_ylabel(f"{fill(_TITLES[choice], 14)}\n{title}")
    for axes, label in zip(grid[0], METHODS.values(), strict=True):
        axes.set_title(label)
    for axes in grid[-1]:
        axes.set_xlabel("thousand steps")
    figure.suptitle(record.dataset)
    sns.despine(figure)
    return figure


def kept_by_choice(record: Record, arrays: Mapping[str, npt.NDArray[np.generic]]) -> Figure:
    r"""What RaDOGAGA with h(d) = d keeps of each direction against :math:`\lambda_1 \sigma_i^2`.

    One point a seed and direction, for the choices that bear on it: jitter, start and scaling. The
    curve is the product ab of Appendix D, which exists from :math:`\lambda_1 \sigma^2 = 2` on.

    Parameters
    ----------
    record
        Of the experiment ``unstated_choices``.
    arrays
        Its arrays.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.6), layout="constrained")
    palette = sns.color_palette("colorblind")
    strongest = 2.0
    for choice, marker, colour in zip(
        ("rule", "jitter", "glorot", "symmetric", "standard"), "ov^sD", palette, strict=False
    ):
        name = f"radogaga_d_{choice}"
        if name not in record.arms:
            continue
        strength = record.arms[name].config["lambda1"] * arrays[f"{name}_direction_variance"]
        strongest = max(strongest, float(strength.max()))
        axes.scatter(
            strength,
            arrays[f"{name}_direction_kept"],
            marker=marker,
            s=20,
            facecolor="none",
            edgecolor=colour,
            label=_TITLES[choice],
        )
    along = np.geomspace(2, strongest, 200)
    axes.plot(along, (1 + np.sqrt(1 - 2 / along)) / 2, color="black", label="ab of Appendix D")
    axes.axvline(2, color="0.5", ls=":", lw=1)
    axes.set(
        title=record.dataset,
        xscale="log",
        xlabel=r"$\lambda_1 \sigma_i^2$ of a principal direction (no solution left of the line)",
        ylabel="share kept",
    )
    axes.grid(color="0.92")
    axes.legend(frameon=False)
    sns.despine(figure)
    return figure


def smallest_departures(record: Record, metric: str = "f1") -> pd.DataFrame:
    """For each method, the first choice in order under which the printed value is reached.

    This reads the test labels, and explains; it sets nothing.

    Parameters
    ----------
    record
        Of the experiment ``unstated_choices``.
    metric
        Its name in the record.

    Returns
    -------
    pandas.DataFrame
        A row per method: the printed value, ours under the rule, and the first choice whose mean
        over the seeds is no more than one printed deviation below the printed mean.
    """
    printed = printed_values("table1", record.dataset, metric)

    def mean(arm: str) -> float:
        return float(np.nanmean(np.array(record.arms[arm].metrics[metric], dtype=float)))

    rows = {}
    for method, label in METHODS.items():
        claim = printed[method]
        assert claim.spread is not None  # the rows of Table 1 that are not cited all have one
        arms = {choice: f"{method}_{choice}" for choice in record.config["choices"]}
        means = {choice: mean(arm) for choice, arm in arms.items() if arm in record.arms}
        reached = [c for c, value in means.items() if value >= claim.value - claim.spread]
        first = reached[0] if reached else None
        rows[label] = {
            "printed": printed_cell(claim),
            "under the rule": f"{means['rule']:.3f}",
            "first reached under": "none of these" if first is None else _TITLES[first],
            "there": "" if first is None else f"{means[first]:.3f}",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def choice_table(record: Record, metric: str = "f1") -> pd.DataFrame:
    """Mean and standard deviation over the seeds, one row per choice and one column per method."""
    cells = {
        label: {
            _TITLES[choice]: mean_and_sd(record.arms[f"{method}_{choice}"], metric)
            for choice in record.config["choices"]
            if f"{method}_{choice}" in record.arms
        }
        for method, label in METHODS.items()
    }
    in_order = [_TITLES[choice] for choice in record.config["choices"]]
    return pd.DataFrame(cells).reindex(in_order).fillna("")
