"""Tables of the unstated choices: each against the rule, and the first to reach what is printed."""

import pandas as pd

from replication.kit.labels import METHODS
from replication.kit.tables import mean_and_sd, printed_cell, printed_values
from replication.ledger import Record
from replication.unstated_choices.config import CHOICES

__all__ = ["choice_table", "smallest_departures"]


def smallest_departures(record: Record, metric: str = "f1") -> pd.DataFrame:
    """For each method, the first choice in order under which the printed value is reached.

    One row per method: the printed value, ours under the rule, and the first choice whose mean over
    the seeds is no more than one printed deviation below the printed mean. This reads the test
    labels, and explains; it sets nothing.
    """
    printed = printed_values("table1", record.dataset, metric)
    rows = {}
    for method, label in METHODS.items():
        claim = printed[method]
        assert claim.spread is not None  # the rows of Table 1 that are not cited all have one
        means = {
            choice: record.arms[arm].finished(metric).mean()
            for choice in record.config["choices"]
            if (arm := f"{method}_{choice}") in record.arms
        }
        reached = [c for c, value in means.items() if value >= claim.value - claim.spread]
        rows[label] = {
            "printed": printed_cell(claim),
            "under the rule": f"{means['rule']:.3f}",
            "first reached under": CHOICES[reached[0]].title if reached else "none of these",
            "there": f"{means[reached[0]]:.3f}" if reached else "",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def choice_table(record: Record, metric: str = "f1") -> pd.DataFrame:
    """Mean and standard deviation over the seeds, one row per choice and one column per method."""
    rows = {
        CHOICES[choice].title: {
            label: mean_and_sd(record.arms[arm], metric) if arm in record.arms else ""
            for method, label in METHODS.items()
            for arm in [f"{method}_{choice}"]
        }
        for choice in record.config["choices"]
    }
    return pd.DataFrame.from_dict(rows, orient="index")
