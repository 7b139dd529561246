"""Figures of Table 3 of the EBAE supplement: its rows beside each other, and what comes back."""

from collections.abc import Mapping

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from replication.ebae_ablation.config import LABELS, ROWS
from replication.kit.style import WIDTH, Arrays, floats
from replication.kit.tables import printed_values
from replication.ledger import Record

__all__ = ["along_training", "rebuilt", "rows_beside_each_other"]

_BLUE, _ORANGE, _GREEN = sns.color_palette("colorblind")[:3]


def rows_beside_each_other(records: Mapping[str, Record]) -> Figure:
    """AUC of every seed by row of Table 3: before EBAE training, after it, and as printed.

    A row without a record shows the printed value alone.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.2), layout="constrained")
    for place, name in enumerate(ROWS):
        for arm, colour, marker, offset in (
            ("autoencoder", _BLUE, "o", -0.15),
            ("ebae", _ORANGE, "s", 0.15),
        ):
            values = records[name].arms[arm].finished("auc") if name in records else np.empty(0)
            at = place + offset + np.linspace(-0.05, 0.05, len(values))
            label = LABELS[arm] if place == 0 else None
            axes.plot(at, values, marker, color=colour, ms=6, mfc="none", label=label)
        printed = printed_values("ebae_ablation", name, "auc")["ebae"].value
        label = "printed" if place == 0 else None
        axes.plot(place, printed, "D", color="black", ms=7, mfc="none", label=label)
    ticks = [
        f"No. {name[-1]}\n{row.latent_steps} steps\n{'replay' if row.replay else 'no replay'}\n"
        f"{'sphere' if row.sphere else 'no sphere'}"
        for name, row in ROWS.items()
    ]
    axes.set_xticks(range(len(ticks)), ticks)
    axes.axhline(0.5, color="0.5", lw=1, ls=":")
    axes.set(ylabel="ROC AUC of the nines", ylim=(None, 1.02))
    axes.grid(axis="y", color="0.92")
    axes.legend(frameon=False, ncols=3, loc="lower center", bbox_to_anchor=(0.5, 1.0))
    sns.despine(figure)
    return figure


def along_training(arrays: Arrays) -> Figure:
    """Energies of batches and of samples along EBAE's training, and the AUC; one line per seed."""
    figure, (left, right) = plt.subplots(1, 2, figsize=(WIDTH, 2.6), layout="constrained")
    steps = arrays["ebae_steps"]
    for name, sign, colour, style, label in (
        ("reconstruction", 1, _BLUE, "-", "digits"),
        ("negative", -1, _ORANGE, "--", "own samples"),
    ):
        lines = left.plot(steps, sign * floats(arrays, f"ebae_{name}"), style, color=colour, lw=1)
        lines[0].set_label(label)
    left.set(yscale="log", xlabel="steps with negatives", ylabel="mean energy")
    left.legend(frameon=False)
    right.plot(arrays["ebae_observed_at"], arrays["ebae_observed_auc"], color=_GREEN, lw=1.2)
    right.axhline(0.5, color="0.5", lw=1, ls=":")
    right.set(xlabel="steps with negatives", ylabel="ROC AUC of the nines")
    for axes in (left, right):
        axes.grid(color="0.92")
    sns.despine(figure)
    return figure


def rebuilt(arrays: Arrays) -> Figure:
    """A test image of each digit, and what the first seed makes of it before and after.

    The nine was never trained on.
    """
    rows = {"images": "image", "rebuilt_autoencoder": "autoencoder", "rebuilt_ebae": "EBAE"}
    figure, grid = plt.subplots(len(rows), 10, figsize=(WIDTH, 2.5), layout="constrained")
    for line, (name, label) in zip(grid, rows.items(), strict=True):
        for digit, axes in enumerate(line):
            axes.imshow(arrays[name][2 * digit, 0], cmap="gray", vmin=0, vmax=1)
            axes.set(xticks=[], yticks=[])
        line[0].set_ylabel(label, size=9)
    grid[0, -1].set_title("held out", size=9)
    return figure
