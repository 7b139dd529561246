"""A record as a table, beside what the paper prints."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from rdo.ledger import Arm, Claim, Record, load_claims

__all__ = ["LABELS", "results_table"]

LABELS = {
    "untrained": "untrained network",
    "pca_em": "PCA + EM mixture",
    "untrained_em": "untrained network + EM mixture",
    "dagmm": "DAGMM",
    "radogaga_d": "RaDOGAGA(d)",
    "radogaga_log": "RaDOGAGA(log d)",
}
"""Arms of a record as pages name them, controls first."""


def results_table(record: Record, metrics: Mapping[str, str]) -> pd.DataFrame:
    """Mean and standard deviation over the seeds, beside the printed values.

    Parameters
    ----------
    record
        What was measured.
    metrics
        Titles of the columns by the metric's name in the record, say ``{"f1": "F1"}``.

    Returns
    -------
    pandas.DataFrame
        A row an arm: for each metric ours and the paper's as ``mean (sd)``, an empty cell where
        there is none, and the number of seeds that trained to the end.
    """
    claims = {
        (claim.method, claim.metric): claim
        for claim in load_claims()
        if (claim.experiment, claim.dataset) == (record.experiment, record.dataset)
    }
    rows = {}
    for name in (name for name in LABELS if name in record.arms):
        row: dict[str, str | int] = {}
        for metric, title in metrics.items():
            row[f"{title}, ours"] = _ours(record.arms[name], metric)
            row[f"{title}, printed"] = _printed(claims.get((name, metric)))
        row["seeds"] = len(record.seeds) - len(record.arms[name].failures)
        rows[LABELS[name]] = row
    table = pd.DataFrame.from_dict(rows, orient="index")
    empty = [
        title for title in map("{}, printed".format, metrics.values()) if not table[title].any()
    ]
    return table.drop(columns=empty)


def _ours(arm: Arm, metric: str) -> str:
    values = np.array([value for value in arm.metrics.get(metric, []) if value is not None])
    if not len(values):
        return ""
    spread = f" ({values.std(ddof=1):.3f})" if len(values) > 1 else ""
    return f"{values.mean():.3f}{spread}"


def _printed(claim: Claim | None) -> str:
    if claim is None:
        return ""
    spread = "" if claim.spread is None else f" ({claim.spread:.3f})"
    return f"{claim.value:.3f}{spread}"
