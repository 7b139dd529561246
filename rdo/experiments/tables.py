"""A record as a table, beside what the paper prints."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.evaluation import paired_p_value
from rdo.experiments.labels import LABELS
from rdo.experiments.settings import METHODS, TRAINED_CONTROLS
from rdo.ledger import (
    Arm,
    Claim,
    Record,
    claims_table,
    find_record,
    load_claims,
    scoreboard,
)

__all__ = [
    "RATE_DISTORTION",
    "STARTS",
    "TRAINING",
    "errata",
    "mean_and_sd",
    "origin",
    "paired_differences",
    "paper_table",
    "printed_cell",
    "printed_values",
    "results_table",
    "steps_that_reach",
    "verdicts",
    "with_glorot",
]

_ORDER = {name: place for place, name in enumerate(LABELS)}
_FINE, _NOTHING = 5e-4, 1e-12  # below the first three decimals show nothing, the second is nothing
_DIGITS = 4  # of a mean, three of them decimals at most


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
        A row an arm that has one of them: for each metric that an arm has ours, as ``mean (sd)``,
        and the number of seeds that trained to the end. Where the paper prints one of the metrics,
        each has two columns, ours and the paper's.
    """
    table = _beside_printed(record, metrics)
    titles = list(table.columns)
    if all(title[1] != "printed" for title in titles):
        table.columns = pd.Index([title[0] for title in titles])
    return table


def _beside_printed(record: Record, metrics: Mapping[str, str]) -> pd.DataFrame:
    claims = {
        (claim.method, claim.metric): claim
        for claim in load_claims()
        if (claim.experiment, claim.dataset) == (record.experiment, record.dataset)
        and record.data.name == record.dataset  # no printed value is of a user's own table
        and not claim.is_statement
    }
    names = sorted(record.arms, key=lambda name: _ORDER.get(name, len(_ORDER)))
    arms = {
        name: record.arms[name]
        for name in names
        if any(metric in record.arms[name].metrics for metric in metrics)
    }
    columns: dict[tuple[str, str], list[str]] = {}
    for metric, title in metrics.items():
        if not any(metric in arm.metrics for arm in arms.values()):
            continue
        columns[title, "ours"] = [mean_and_sd(arm, metric) for arm in arms.values()]
        printed = [
            printed_cell(claims[name, metric]) if (name, metric) in claims else "" for name in arms
        ]
        if any(printed):
            columns[title, "printed"] = printed
    table = pd.DataFrame(columns, index=[LABELS.get(name, name) for name in arms])
    table["seeds", ""] = [len(record.seeds) - len(arm.failures) for arm in arms.values()]
    return table


def paper_table(records: Sequence[Record], metrics: Mapping[str, str]) -> pd.DataFrame:
    """:func:`results_table` of several data sets in one, with the verdicts.

    Parameters
    ----------
    records
        What was measured, a data set each, at least one.
    metrics
        Titles of the columns by the metric's name in the records; the verdict is on the first.

    Returns
    -------
    pandas.DataFrame
        A row a data set and arm.
    """
    judged = next(iter(metrics))
    verdict_of = {
        (one.claim.experiment, one.claim.dataset, one.claim.method): one.verdict
        for one in scoreboard()
        if one.claim.metric == judged
    }
    names = {label: name for name, label in LABELS.items()}
    parts = {}
    for record in records:
        table = _beside_printed(record, metrics)
        where = record.experiment, record.dataset
        shown = [verdict_of.get((*where, names[label]), "") for label in table.index]
        table["verdict", ""] = shown
        others = (title for metric, title in metrics.items() if metric != judged)
        parts[record.dataset] = table[[metrics[judged], "verdict", "seeds", *others]]
    return pd.concat(parts)


def printed_values(experiment: str, dataset: str, metric: str) -> dict[str, Claim]:
    """What a table prints of our three methods, by method."""
    return {
        claim.method: claim
        for claim in load_claims()
        if (claim.experiment, claim.dataset, claim.metric) == (experiment, dataset, metric)
        and claim.method in METHODS
    }


def steps_that_reach(
    record: Record, arrays: Mapping[str, npt.NDArray[np.generic]], metric: str = "f1"
) -> pd.DataFrame:
    """When, along the training, the mean over the seeds reaches the printed value.

    This reads the test labels, and explains; it sets nothing. Step 0 comes before the method's own
    loss: an untrained network, or one after its warm-up.

    Parameters
    ----------
    record
        Of Table 1 or 4.
    arrays
        Its arrays.
    metric
        Its name in the record.

    Returns
    -------
    pandas.DataFrame
        A row a method of the record: the printed value, the mean at the end, the highest mean and
        its step; and the first step at which, and the number of looks at which, the mean is no more
        than one printed deviation below the printed one.
    """
    rows = {}
    for method, claim in printed_values(record.experiment, record.dataset, metric).items():
        if method not in record.arms:
            continue
        assert claim.spread is not None  # the rows that are not cited all have one
        end = np.nanmean(np.array(record.arms[method].metrics[metric], dtype=float))
        steps = np.asarray(arrays[f"{method}_observed_at"], dtype=int)
        means = np.nanmean(np.asarray(arrays[f"{method}_observed_{metric}"], dtype=float), axis=1)
        reached = means >= claim.value - claim.spread
        rows[record.dataset, METHODS[method]] = {
            "printed": printed_cell(claim),
            "at the end": f"{end:.3f}",
            "highest look": f"{np.nanmax(means):.3f}",
            "at step": f"{steps[np.nanargmax(means)]:,}",
            "reached first at": f"{steps[reached.argmax()]:,}" if reached.any() else "never",
            "looks there": f"{reached.sum()} of {len(steps)}",
        }
    return pd.DataFrame.from_dict(rows, orient="index")


TRAINING = [(name, "untrained") for name in (*METHODS, *TRAINED_CONTROLS)]
"""Pairs of arms that say whether training helps."""

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

    Parameters
    ----------
    records
        What was measured, a data set each.
    metric
        Its name in the records.
    pairs
        Two arms each; a pair that no record has is left out.

    Returns
    -------
    pandas.DataFrame
        A row a pair and a column a data set: the mean difference of the first to the second and, in
        brackets, the one-sided p-value of Wilcoxon's signed-rank test for the side that this mean
        is on; twice that where neither side was predicted. Empty where a record lacks one of the
        two.
    """
    rows = {
        (LABELS[pair[0]], LABELS[pair[1]]): [_difference(one, metric, *pair) for one in records]
        for pair in pairs
        if any(set(pair) <= set(one.arms) for one in records)
    }
    columns = [f"{one.dataset}, {len(one.seeds)} seeds" for one in records]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index = pd.MultiIndex.from_tuples(rows, names=["", "against"])
    return table


def _difference(record: Record, metric: str, first: str, second: str) -> str:
    if not {first, second} <= set(record.arms):
        return ""
    a, b = (np.array(record.arms[name].metrics[metric], dtype=float) for name in (first, second))
    mean = np.nanmean(a - b)  # a failed seed is None, so NaN
    p = paired_p_value(a, b) if mean > 0 else paired_p_value(b, a)
    return f"{mean:+.3f}\N{NO-BREAK SPACE}({'<0.0001' if p < 1e-4 else f'{p:.2g}'})"


STARTS = [
    (f"{name}_glorot", other)
    for name in ("radogaga_d", "radogaga_log")
    for other in (name, "dagmm", "dagmm_warm", "autoencoder")
]
"""Pairs of arms of :func:`with_glorot` that say what RaDOGAGA's start is worth."""


def with_glorot(gauge: Record) -> Record | None:
    """RaDOGAGA from a fixed gauge and from Glorot's weights in one record, None without the second.

    Parameters
    ----------
    gauge
        From the fixed gauge. What was trained for it is kept, the other record's methods are added
        as ``<method>_glorot``, and every arm keeps the seeds that both records have.
    """
    glorot = find_record(gauge.experiment, gauge.dataset, variant="glorot")
    if glorot is None:
        return None
    both = min(len(gauge.seeds), len(glorot.seeds))
    trained = (*METHODS, *TRAINED_CONTROLS)
    arms = {name: gauge.arms[name] for name in trained if name in gauge.arms}
    arms |= {f"{name}_glorot": glorot.arms[name] for name in METHODS if name in glorot.arms}
    shared = {
        name: replace(arm, metrics={metric: v[:both] for metric, v in arm.metrics.items()})
        for name, arm in arms.items()
    }
    return replace(gauge, seeds=gauge.seeds[:both], arms=shared)


def verdicts(place: str, dataset: str | None = None) -> pd.DataFrame:
    """The ledger's verdicts on what a paper claims itself at one place.

    Parameters
    ----------
    place
        Say ``"Table 1"``.
    dataset
        Its name in the ledger; all of them if left out.
    """
    judgements = [
        judgement
        for judgement in scoreboard()
        if judgement.claim.place == place
        and dataset in (None, judgement.claim.dataset)
        and not judgement.claim.cited_from
    ]
    return claims_table(judgements).set_index("claim").rename_axis(None)


def errata(place: str) -> pd.DataFrame:
    """What a paper prints wrongly at one place, beside what is right, with the verdicts on both.

    Parameters
    ----------
    place
        Say ``"Appendix D"``.
    """
    judged = {judgement.claim.id: judgement for judgement in scoreboard()}
    pairs = [
        (judged[judgement.claim.corrects], judgement)
        for judgement in judged.values()
        if judgement.claim.place == place and judgement.claim.corrects
    ]
    return pd.DataFrame(
        {
            "as printed": [printed.claim.statement for printed, _ in pairs],
            "verdict": [printed.verdict for printed, _ in pairs],
            "corrected": [corrected.claim.statement for _, corrected in pairs],
            "its verdict": [corrected.verdict for _, corrected in pairs],
        }
    )


def origin(record: Record) -> pd.Series:
    """Where a record comes from, as a column of text."""
    source = record.provenance
    commit = "not a checkout"
    if source.commit is not None:
        commit = f"{source.commit} ({'clean' if source.clean else 'with changes'})"
    return pd.Series(
        {
            "command": source.command,
            "commit": commit,
            "data": f"{record.data.name}, {record.data.rows:,} x {record.data.columns}",
            "checksum of the data": record.data.sha256,
            "machine": f"{source.machine['processor']}, {source.machine['cores']} cores",
            "versions": ", ".join(f"{name} {value}" for name, value in source.versions.items()),
            "started": source.started,
            "took": f"{source.seconds / 60:.0f} minutes",
        },
        name=str(record.path),
    )


def mean_and_sd(arm: Arm, metric: str) -> str:
    """Mean and standard deviation over the finished seeds, empty if there is none."""
    values = np.array([value for value in arm.metrics.get(metric, []) if value is not None])
    if not len(values):
        return ""
    size = abs(values.mean())
    decimals = max(0, _DIGITS - 1 - int(np.log10(max(size, 1))))
    style = ".1e" if _NOTHING < size < _FINE else f".{decimals}f"
    return _cell(values.mean(), values.std(ddof=1) if len(values) > 1 else None, style)


def printed_cell(claim: Claim) -> str:
    """A printed mean and standard deviation, with the digits that the paper gives."""
    return _cell(claim.value, claim.spread, f".{claim.decimals}f")


def _cell(value: float, spread: float | None, style: str) -> str:
    if spread is None:
        return f"{value:{style}}"
    # No cell breaks between the two.
    return f"{value:{style}}\N{NO-BREAK SPACE}({spread:{style}})"
