"""Records of the protocols experiment as tables and figures."""

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
import pandas as pd
import seaborn as sns
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from rdo.evaluation import PROTOCOLS, f1_at
from replication.kit.labels import LABELS
from replication.kit.style import WIDTH
from replication.ledger import Record, load_claims
from replication.protocols.run import DETECTORS, arm_name

__all__ = [
    "f1_by_prevalence",
    "f1_range",
    "f1_strip",
    "f1_table",
    "false_alarm_table",
    "flagged_table",
    "ranking_table",
]

_LEARNED_FROM_DATA = [name for name in DETECTORS if name != "random"]
_PALETTE = sns.color_palette("colorblind")
# Colours that stand for no method elsewhere in the book.
_COLOURS = dict(zip(DETECTORS, ["0.45", _PALETTE[3], _PALETTE[4], _PALETTE[9]], strict=True))
_MARKERS = dict(zip(DETECTORS, "Xos^", strict=True))
_DASHES = dict(zip(DETECTORS, (":", "--", "-.", "-"), strict=True))
_TITLES = {
    name: f"{number}. {protocol.label}"
    for number, (name, protocol) in enumerate(PROTOCOLS.items(), start=1)
}
# One protocol for each set of test rows.
_TEST_SETS = {
    "all_normals": "all normal rows tested",
    "paper": "half of each class tested",
    "all_anomalies": "all anomalies tested",
}


def flagged_table(record: Record) -> pd.DataFrame:
    """What a protocol fixes before any row is scored, over all seeds and detectors.

    Returns
    -------
    pandas.DataFrame
        A row per protocol: the prevalence among the rows tested, how many are flagged, and the
        ratio of precision to recall; a range where the scores decide.
    """
    rows = {}
    for name, title in _TITLES.items():
        arms = [arm_name(detector, name) for detector in DETECTORS]
        prevalence, flagged, precision, recall = (
            np.concatenate([_values(record, arm, metric) for arm in arms])
            for metric in ("prevalence", "n_flagged", "precision", "recall")
        )
        hit = recall > 0
        rows[title] = {
            "prevalence": f"{100 * prevalence.mean():.1f} %",
            "rows flagged": _range(flagged, ",.0f"),
            "precision / recall": _range(precision[hit] / recall[hit], ".4f"),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def f1_table(record: Record) -> pd.DataFrame:
    """Mean F1 and its standard deviation over the seeds, per protocol (row) and detector."""
    return pd.DataFrame(
        {
            LABELS[detector]: {
                title: _spread(_values(record, arm_name(detector, name), "f1"))
                for name, title in _TITLES.items()
            }
            for detector in DETECTORS
        }
    )


def f1_range(records: Sequence[Record]) -> pd.DataFrame:
    """How far the mean F1 of one and the same scores moves between two protocols.

    Returns
    -------
    pandas.DataFrame
        One row per data set and detector: the lowest and the highest mean F1, the numbers of the
        protocols they come from, their difference; and for comparison by how much the better
        RaDOGAGA beats DAGMM in the printed Table 1, where the data set is in it.
    """
    rows = {}
    for record in records:
        gain = _printed_gain(record.dataset)
        for detector in _LEARNED_FROM_DATA:
            means = [_values(record, arm_name(detector, name), "f1").mean() for name in PROTOCOLS]
            low, high = int(np.argmin(means)), int(np.argmax(means))
            rows[record.dataset, LABELS[detector]] = {
                ("lowest", "F1"): f"{means[low]:.3f}",
                ("lowest", "no."): str(low + 1),
                ("highest", "F1"): f"{means[high]:.3f}",
                ("highest", "no."): str(high + 1),
                ("difference", ""): f"{means[high] - means[low]:.3f}",
                ("printed gain", ""): "" if gain is None else f"{gain:.3f}",
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def ranking_table(record: Record) -> pd.DataFrame:
    """ROC AUC and average precision, means over the seeds: one column per set of test rows."""
    columns = {}
    for name, title in _TEST_SETS.items():
        prevalence = _values(record, arm_name("random", name), "prevalence").mean()
        columns[title, f"{100 * prevalence:.1f} %"] = {
            (
                heading,
                LABELS[detector],
            ): f"{_values(record, arm_name(detector, name), key).mean():.3f}"
            for key, heading in (("roc_auc", "ROC AUC"), ("average_precision", "average precision"))
            for detector in DETECTORS
        }
    return pd.DataFrame(columns)


def false_alarm_table(records: Sequence[Record]) -> pd.DataFrame:
    """The share of new normal rows above the threshold that was to let 5 % through, and recall."""
    rows = {}
    for record in records:
        for detector in DETECTORS:
            name = arm_name(detector, "training_quantile")
            rows[record.dataset, LABELS[detector]] = {
                title: _spread(100 * _values(record, name, metric), ".1f")
                for metric, title in (
                    ("false_alarm_rate", "false alarms, % of normal rows"),
                    ("recall", "recall, % of anomalies"),
                )
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def f1_strip(records: Sequence[Record]) -> Figure:
    """F1 by protocol, every seed and the mean of each detector, one panel per record."""
    figure, panels = plt.subplots(
        1,
        len(records),
        figsize=(WIDTH, 0.9 + 0.55 * len(PROTOCOLS)),
        layout="constrained",
        sharey=True,
        squeeze=False,
    )
    offsets = np.linspace(-0.3, 0.3, len(DETECTORS))
    for record, axes in zip(records, panels[0], strict=True):
        for height, name in enumerate(PROTOCOLS):
            if height % 2 == 0:
                axes.axhspan(height - 0.5, height + 0.5, color="0.96", lw=0)
            for detector, offset in zip(DETECTORS, offsets, strict=True):
                values = _values(record, arm_name(detector, name), "f1")
                y, colour = height + offset, _COLOURS[detector]
                axes.scatter(values, np.full(len(values), y), s=7, color=colour, alpha=0.5, lw=0)
                axes.plot(
                    values.mean(),
                    y,
                    marker=_MARKERS[detector],
                    ms=6,
                    mfc=colour,
                    mec="black",
                    mew=0.6,
                    ls="",
                    label=LABELS[detector] if height == 0 else None,
                )
        axes.set(xlim=(-0.03, 1.03), xlabel="F1")
        axes.set_title(f"{record.dataset}\n{len(record.seeds)} seeds", fontsize="medium")
        axes.set_xticks(np.linspace(0, 1, 6 if len(records) == 1 else 3))
        axes.grid(axis="x", color="0.88")
        axes.set_axisbelow(True)
        axes.tick_params(left=False)
    labels = list(_TITLES.values())
    panels[0][0].set_yticks(range(len(labels)), labels)
    panels[0][0].set_ylim(len(labels) - 0.5, -0.5)
    handles, names = panels[0][0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside upper center", ncols=len(names), frameon=False)
    sns.despine(figure, left=True)
    return figure


def f1_by_prevalence(record: Record) -> Figure:
    """F1 of each detector at one threshold, where anomalies are more common or less.

    The threshold is the quantile of the training scores, of which neither recall nor the
    false-alarm rate depends on the prevalence; the marker is where they were measured.
    """
    figure, axes = plt.subplots(figsize=(WIDTH, 3.2), layout="constrained")
    prevalence = np.geomspace(0.001, 0.5, 200)
    for lift, (name, title) in zip((2, 11, 2), _TEST_SETS.items(), strict=True):
        at = _values(record, arm_name("random", name), "prevalence").mean()
        axes.axvline(at, color="0.75", lw=0.8, zorder=0)
        axes.annotate(
            title,
            (at, 1),
            xytext=(0, lift),
            textcoords="offset points",
            fontsize=8,
            color="0.35",
            ha="center",
        )
    for detector in DETECTORS:
        arm = arm_name(detector, "training_quantile")
        recall, alarms, at = (
            float(_values(record, arm, metric).mean())
            for metric in ("recall", "false_alarm_rate", "prevalence")
        )
        colour, f1 = _COLOURS[detector], f1_at(prevalence, recall, alarms)
        axes.plot(prevalence, f1, color=colour, ls=_DASHES[detector])
        axes.plot(
            at,
            f1_at(at, recall, alarms),
            marker=_MARKERS[detector],
            color=colour,
            mec="black",
            ls="",
            label=LABELS[detector],
        )
    axes.set(xscale="log", ylim=(0, 1), xlabel="share of anomalies among the rows tested")
    axes.set_ylabel("F1")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g} %"))
    axes.legend(loc="upper left", frameon=False)
    sns.despine(figure)
    return figure


def _values(record: Record, arm: str, metric: str) -> npt.NDArray[np.float64]:
    """Of the seeds that did not fail."""
    return np.array([v for v in record.arms[arm].metrics[metric] if v is not None])


def _spread(values: npt.NDArray[np.float64], digits: str = ".3f") -> str:
    spread = f" ({values.std(ddof=1):{digits}})" if len(values) > 1 else ""
    return f"{values.mean():{digits}}{spread}"


def _range(values: npt.NDArray[np.float64], digits: str) -> str:
    low, high = f"{values.min():{digits}}", f"{values.max():{digits}}"
    return low if low == high else f"{low} to {high}"


def _printed_gain(dataset: str) -> float | None:
    printed = {
        claim.method: claim.value
        for claim in load_claims()
        if (claim.experiment, claim.dataset, claim.metric) == ("table1", dataset, "f1")
    }
    if "dagmm" not in printed:
        return None
    return max(printed["radogaga_d"], printed["radogaga_log"]) - printed["dagmm"]
