"""Tables of the protocols experiment."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.evaluation import PROTOCOLS
from replication.kit.labels import data_label
from replication.kit.tables import mean_and_sd, printed_values
from replication.ledger import Record
from replication.protocols.config import DETECTORS, arm_name

__all__ = [
    "TEST_SETS",
    "TITLES",
    "f1_range",
    "f1_table",
    "false_alarm_table",
    "flagged_table",
    "ranking_table",
    "values",
]

TITLES = {
    name: f"{number}. {protocol.label}"
    for number, (name, protocol) in enumerate(PROTOCOLS.items(), start=1)
}
"""Protocols with their numbers."""

TEST_SETS = {
    "all_normals": "all normal rows tested",
    "paper": "half of each class tested",
    "all_anomalies": "all anomalies tested",
}
"""One protocol for each set of test rows."""


def values(record: Record, detector: str, protocol: str, metric: str) -> npt.NDArray[np.float64]:
    """Of the seeds that finished."""
    return record.arms[arm_name(detector, protocol)].finished(metric)


def flagged_table(record: Record) -> pd.DataFrame:
    """What a protocol fixes before any row is scored, over all seeds and detectors.

    One row per protocol: the prevalence among the rows tested, how many are flagged, and the ratio
    of precision to recall; a range where the scores decide.
    """
    rows = {}
    for name, title in TITLES.items():
        prevalence, flagged, precision, recall = (
            np.concatenate([values(record, detector, name, metric) for detector in DETECTORS])
            for metric in ("prevalence", "n_flagged", "precision", "recall")
        )
        hit = recall > 0
        rows[title] = {
            "prevalence": f"{100 * prevalence.mean():.1f} %",
            "rows flagged": _range(flagged, ",.0f"),
            "precision / recall": _range(precision[hit] / recall[hit], ".4f"),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _range(found: npt.NDArray[np.float64], digits: str) -> str:
    low, high = f"{found.min():{digits}}", f"{found.max():{digits}}"
    return low if low == high else f"{low} to {high}"


def f1_table(record: Record) -> pd.DataFrame:
    """Mean F1 and its standard deviation over the seeds, per protocol (row) and detector."""
    rows = {
        title: {
            label: mean_and_sd(record.arms[arm_name(detector, name)], "f1")
            for detector, label in DETECTORS.items()
        }
        for name, title in TITLES.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def f1_range(records: Sequence[Record]) -> pd.DataFrame:
    """How far the mean F1 of one and the same scores moves between two protocols.

    One row per data set and detector that is not random: the lowest and the highest mean F1, the
    numbers of the protocols they come from, their difference; and for comparison by how much the
    better RaDOGAGA beats DAGMM in the printed Table 1, where the data set is in it.
    """
    rows = {}
    for record in records:
        printed = {m: c.value for m, c in printed_values("table1", record.dataset, "f1").items()}
        gain = ""
        if "dagmm" in printed:
            better = max(printed["radogaga_d"], printed["radogaga_log"])
            gain = f"{better - printed['dagmm']:.3f}"
        for detector in list(DETECTORS)[1:]:
            means = [values(record, detector, name, "f1").mean() for name in PROTOCOLS]
            low, high = int(np.argmin(means)), int(np.argmax(means))
            rows[data_label(record.dataset), DETECTORS[detector]] = {
                ("lowest", "F1"): f"{means[low]:.3f}",
                ("lowest", "no."): str(low + 1),
                ("highest", "F1"): f"{means[high]:.3f}",
                ("highest", "no."): str(high + 1),
                ("difference", ""): f"{means[high] - means[low]:.3f}",
                ("printed gain", ""): gain,
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def ranking_table(record: Record) -> pd.DataFrame:
    """ROC AUC and average precision, means over the seeds: one column per set of test rows."""
    metrics = {"roc_auc": "ROC AUC", "average_precision": "average precision"}
    columns = {}
    for name, title in TEST_SETS.items():
        prevalence = values(record, "random", name, "prevalence").mean()
        columns[title, f"{100 * prevalence:.1f} %"] = {
            (heading, label): f"{values(record, detector, name, metric).mean():.3f}"
            for metric, heading in metrics.items()
            for detector, label in DETECTORS.items()
        }
    return pd.DataFrame(columns)


def false_alarm_table(records: Sequence[Record]) -> pd.DataFrame:
    """The share of new normal rows above the threshold that was to let 5 % through, and recall."""
    alarms, found = "false alarms, % of normal rows", "recall, % of anomalies"
    rows = {
        (data_label(record.dataset), label): {
            title: _percent(values(record, detector, "training_quantile", metric))
            for metric, title in {"false_alarm_rate": alarms, "recall": found}.items()
        }
        for record in records
        for detector, label in DETECTORS.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _percent(shares: npt.NDArray[np.float64]) -> str:
    deviation = f" ({100 * shares.std(ddof=1):.1f})" if len(shares) > 1 else ""
    return f"{100 * shares.mean():.1f}{deviation}"
