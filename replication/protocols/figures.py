"""Figures of the protocols experiment."""

from collections.abc import Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from rdo.evaluation import PROTOCOLS, f1_at
from replication.kit.labels import data_label
from replication.kit.style import WIDTH, legend_above, panel_grid
from replication.ledger import Record
from replication.protocols.config import DETECTORS
from replication.protocols.tables import TEST_SETS, TITLES, values

__all__ = ["f1_by_prevalence", "f1_strip"]

_PALETTE = sns.color_palette("colorblind")
# Colours that stand for no method elsewhere in the book.
_COLOURS = dict(zip(DETECTORS, ["0.45", _PALETTE[3], _PALETTE[4], _PALETTE[9]], strict=True))
_DASHES = dict(zip(DETECTORS, (":", "--", "-.", "-"), strict=True))
_MARKS: dict[str, dict[str, Any]] = {
    detector: {"marker": marker, "color": _COLOURS[detector], "mec": "black", "mew": 0.6, "ls": ""}
    for detector, marker in zip(DETECTORS, "Xos^", strict=True)
}


def f1_strip(records: Sequence[Record]) -> Figure:
    """F1 by protocol, a point per seed and a mark per detector's mean, a panel per data set."""
    figure, (panels,) = panel_grid(1, len(records), 0.9 + 0.55 * len(PROTOCOLS), sharey=True)
    offsets = np.linspace(-0.3, 0.3, len(DETECTORS))
    for record, axes in zip(records, panels, strict=True):
        for height, name in enumerate(PROTOCOLS):
            if height % 2 == 0:
                axes.axhspan(height - 0.5, height + 0.5, color="0.96", lw=0)
            for (detector, label), offset in zip(DETECTORS.items(), offsets, strict=True):
                f1 = values(record, detector, name, "f1")
                y = np.full(len(f1), height + offset)
                axes.scatter(f1, y, s=7, color=_COLOURS[detector], alpha=0.5, lw=0)
                shown = label if height == 0 else None
                axes.plot(f1.mean(), height + offset, label=shown, **_MARKS[detector])
        axes.set(xlim=(-0.03, 1.03), xlabel="F1")
        axes.set_title(
            f"{data_label(record.dataset)}\n{len(record.seeds)} seeds", fontsize="medium"
        )
        axes.set_xticks(np.linspace(0, 1, 6 if len(records) == 1 else 3))
        axes.grid(axis="x", color="0.88")
        axes.set_axisbelow(True)
        axes.tick_params(left=False)
    panels[0].set_yticks(range(len(TITLES)), list(TITLES.values()))
    panels[0].set_ylim(len(TITLES) - 0.5, -0.5)
    legend_above(figure, panels[0], len(DETECTORS))
    sns.despine(figure, left=True)
    return figure


def f1_by_prevalence(record: Record) -> Figure:
    """Curves of each detector's F1 at one threshold over the share of anomalies, with marks.

    The threshold is the quantile of the training scores, of which neither recall nor the
    false-alarm rate depends on the prevalence; the marker is where they were measured.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.2), layout="constrained")
    prevalence = np.geomspace(0.001, 0.5, 200)
    beside: dict[str, Any] = {"textcoords": "offset points", "fontsize": 8, "color": "0.35"}
    for lift, (name, title) in zip((2, 11, 2), TEST_SETS.items(), strict=True):
        at = values(record, "random", name, "prevalence").mean()
        axes.axvline(at, color="0.75", lw=0.8, zorder=0)
        axes.annotate(title, (at, 1), (0, lift), ha="center", **beside)
    for detector, label in DETECTORS.items():
        recall, alarms, at = (
            float(values(record, detector, "training_quantile", metric).mean())
            for metric in ("recall", "false_alarm_rate", "prevalence")
        )
        curve = f1_at(prevalence, recall, alarms)
        axes.plot(prevalence, curve, color=_COLOURS[detector], ls=_DASHES[detector])
        axes.plot(at, f1_at(at, recall, alarms), label=label, **_MARKS[detector])
    axes.set(xscale="log", ylim=(0, 1), xlabel="share of anomalies among the rows tested")
    axes.set_ylabel("F1")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))
    axes.legend(loc="upper left", frameon=False)
    sns.despine(figure)
    return figure
