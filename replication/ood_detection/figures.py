"""Figures of the out-of-distribution experiment: what comes back, and what is told apart."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure

from replication.kit.style import COLUMNS, WIDTH, Arrays, colour, panels
from replication.ledger import Record
from replication.ood_detection.config import LABELS, OUTLIERS

__all__ = ["SCORES", "auc_strips", "reconstructions"]

SCORES = {"auc": "AUC of each method's score", "relative": "AUC of the error over size"}
"""What :func:`auc_strips` can show, by the first half of the measure's name in records."""

_EACH = 2  # images of every set


def reconstructions(arrays: Arrays) -> Figure:
    """Images of every set above what each arm makes of them, for the first seed."""
    sets = {"test": "test digits", **OUTLIERS}
    names = [name for name in sets if f"shown_{name}" in arrays]
    arms = [arm for arm in LABELS if f"rebuilt_{arm}_test" in arrays]
    rows = ["shown", *(f"rebuilt_{arm}" for arm in arms)]
    figure, grid = plt.subplots(
        len(rows),
        _EACH * len(names),
        figsize=(WIDTH, 0.3 + 0.56 * len(rows)),
        gridspec_kw={"wspace": 0.06, "hspace": 0.06},
    )
    figure.subplots_adjust(
        left=0.22, right=0.995, top=1 - 0.25 / figure.get_figheight(), bottom=0.01
    )
    for line, prefix in zip(grid, rows, strict=True):
        for k, name in enumerate(names):
            for j in range(_EACH):
                axes = line[_EACH * k + j]
                axes.imshow(arrays[f"{prefix}_{name}"][j], cmap="gray", vmin=0, vmax=255)
                axes.set(xticks=[], yticks=[])
    for k, name in enumerate(names):
        grid[0, _EACH * k].set_title(sets[name], x=_EACH / 2, fontsize=9)
    for line, label in zip(grid, ["shown", *(LABELS[arm] for arm in arms)], strict=True):
        line[0].set_ylabel(label, rotation=0, ha="right", va="center", fontsize=9)
    return figure


def auc_strips(record: Record, score: str = "auc") -> Figure:
    """A panel per set of outliers, a row per arm: AUC of every seed, and the mean as a diamond.

    White diamonds are the means over the seeds.
    """
    arms = [name for name in LABELS if name in record.arms]
    sets = [name for name in OUTLIERS if f"{score}_{name}" in record.arms[arms[0]].metrics]
    figure, places = panels(len(sets), height=0.6 + 0.22 * len(arms), shared=True)
    jitter = np.random.default_rng(0)
    for name, axes in zip(sets, places, strict=True):
        axes.axvline(0.5, color="0.7", lw=1, ls="--")
        for height, arm in enumerate(arms):
            values = record.arms[arm].finished(f"{score}_{name}")
            y = height + jitter.uniform(-0.15, 0.15, len(values))
            axes.scatter(values, y, s=16, color=colour(arm), alpha=0.8, lw=0)
            if len(values):
                axes.plot(values.mean(), height, marker="D", ms=5, mfc="white", mec="black", ls="")
        axes.set(title=OUTLIERS[name], xlim=(-0.05, 1.05), xticks=[0, 0.5, 1])
        axes.grid(axis="x", color="0.92")
        axes.set_axisbelow(True)
        axes.tick_params(left=False, labelbottom=True)
        axes.set_xlabel("AUC")
    for axes in places[::COLUMNS]:
        axes.set_yticks(range(len(arms)), [LABELS[arm] for arm in arms])
        axes.set_ylim(len(arms) - 0.5, -0.5)
    figure.suptitle(SCORES[score], fontsize=10)
    sns.despine(figure, left=True)
    return figure
