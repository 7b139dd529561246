"""Tables 1 and 4 seen across data sets: arms in pairs, both starts, and the way there."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from rdo.evaluation import paired_p_value
from replication.kit.anomaly.config import LABELS
from replication.kit.labels import METHODS, TRAINED_CONTROLS, data_label, label
from replication.kit.style import Arrays, floats, over_seeds
from replication.kit.tables import printed_cell, printed_values
from replication.ledger import Record, find_record

__all__ = [
    "RATE_DISTORTION",
    "STARTS",
    "TRAINING",
    "paired_differences",
    "steps_that_reach",
    "with_glorot",
]

TRAINING = [(name, "untrained") for name in (*METHODS, *TRAINED_CONTROLS)]
"""Pairs of arms that say whether training helps."""

_DECIMALS = 12  # as the ledger takes them: 0.75 - 0.65 is 0.1, and ties with another 0.1

RATE_DISTORTION = [
    (name, other)
    for name in ("radogaga_d", "radogaga_log")
    for other in ("dagmm", "dagmm_warm", "autoencoder")
]
"""Pairs of arms that say whether RaDOGAGA's loss helps: against DAGMM's, from the printed start and
from a fair one, and against the reconstruction error alone."""


def paired_differences(
    records: Sequence[Record], metric: str, pairs: Sequence[tuple[str, str]]
) -> pd.DataFrame:
    """Arms against each other, paired over the seeds, each of which has its own split.

    One row per pair of arms that any record has and one column per data set: the mean difference of
    the first to the second and, in brackets, the one-sided p-value of Wilcoxon's signed-rank test
    for the side that this mean is on; twice that where neither side was predicted. Empty where a
    record lacks one of the two, or no seed finished both.
    """

    def name(arm: str) -> str:
        return LABELS.get(arm) or label(records[0], arm)

    rows = {
        (name(pair[0]), name(pair[1])): [_difference(one, metric, *pair) for one in records]
        for pair in pairs
        if any(set(pair) <= set(one.arms) for one in records)
    }
    columns = [f"{data_label(one.dataset)}, {len(one.seeds)} seeds" for one in records]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index = pd.MultiIndex.from_tuples(rows, names=["", "against"])
    return table


def _difference(record: Record, metric: str, first: str, second: str) -> str:
    if not {first, second} <= set(record.arms):
        return ""
    a, b = (record.arms[name].by_seed(metric) for name in (first, second))
    difference = np.round(a - b, _DECIMALS)
    difference = difference[np.isfinite(difference)]  # a failed seed is None, so NaN
    if not len(difference):
        return ""
    mean, zeros = difference.mean(), np.zeros_like(difference)
    p = paired_p_value(difference, zeros) if mean > 0 else paired_p_value(zeros, difference)
    return f"{mean:+.3f}\N{NO-BREAK SPACE}({'<0.0001' if p < 1e-4 else f'{p:.2g}'})"


STARTS = [
    (f"{name}_glorot", other)
    for name in ("radogaga_d", "radogaga_log")
    for other in (name, "dagmm", "dagmm_warm", "autoencoder")
]
"""Pairs of arms of :func:`with_glorot` that say what RaDOGAGA's start is worth."""


def with_glorot(gauge: Record) -> Record | None:
    """RaDOGAGA from a fixed gauge and from Glorot's weights in one record, None without the second.

    What was trained for the first is kept, the other record's methods are added as
    ``<method>_glorot``, and every arm keeps the seeds that both records have.
    """
    glorot = find_record(gauge.experiment, gauge.dataset, variant="glorot")
    if glorot is None:
        return None
    both = min(len(gauge.seeds), len(glorot.seeds))
    trained = (*METHODS, *TRAINED_CONTROLS)
    arms = {name: gauge.arms[name] for name in trained if name in gauge.arms}
    arms |= {f"{name}_glorot": glorot.arms[name] for name in METHODS if name in glorot.arms}
    seeds = gauge.seeds[:both]
    shared = {
        name: replace(
            arm,
            metrics={metric: v[:both] for metric, v in arm.metrics.items()},
            failures=[failure for failure in arm.failures if failure.seed in seeds],
        )
        for name, arm in arms.items()
    }
    return replace(gauge, seeds=seeds, arms=shared)


def steps_that_reach(record: Record, arrays: Arrays, metric: str = "f1") -> pd.DataFrame:
    """When, along the training, the mean over the seeds reaches the printed value.

    This reads the test labels, and explains; it sets nothing. Step 0 comes before the method's own
    loss: an untrained network, or one after its warm-up.

    One row per method of the record that gave any number: the printed value, the mean at the end,
    the highest mean and its step; and the first step at which, and the number of evaluations at
    which, the mean is no more than one printed deviation below the printed one.
    """
    rows = {}
    for method, claim in printed_values(record.experiment, record.dataset, metric).items():
        if method not in record.arms:
            continue
        assert claim.spread is not None  # the rows that are not cited all have one
        finished = record.arms[method].finished(metric)
        steps = np.asarray(arrays[f"{method}_observed_at"], dtype=int)
        means = over_seeds(np.nanmean, floats(arrays, f"{method}_observed_{metric}"))
        if not np.isfinite(means).any():
            continue
        reached = means >= claim.value - claim.spread
        rows[data_label(record.dataset), METHODS[method]] = {
            "printed": printed_cell(claim),
            "at the end": f"{finished.mean():.3f}" if len(finished) else "",
            "highest on the way": f"{np.nanmax(means):.3f}",
            "at step": f"{steps[np.nanargmax(means)]:,}",
            "reached first at": f"{steps[reached.argmax()]:,}" if reached.any() else "never",
            "evaluations there": f"{reached.sum()} of {len(steps)}",
        }
    return pd.DataFrame.from_dict(rows, orient="index")
