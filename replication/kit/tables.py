"""A record as a table, beside what the paper prints."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from replication.kit.labels import data_label, label, ordered
from replication.ledger import Arm, Claim, Record, claims_table, load_claims, scoreboard
from replication.ledger.wording import plain

__all__ = [
    "errata",
    "mean_and_sd",
    "origin",
    "paper_table",
    "printed_cell",
    "printed_values",
    "results_table",
    "verdicts",
]

_FINE, _NOTHING = 5e-4, 1e-12  # below the first three decimals show nothing, the second is nothing
_DIGITS = 4  # of a mean, three of them decimals at most


def results_table(record: Record, metrics: Mapping[str, str]) -> pd.DataFrame:
    """Mean and standard deviation over the seeds, beside the printed values.

    The metrics have titles by their name in the record, say ``{"f1": "F1"}``. One row per arm that
    has one of them: for each metric ours, as ``mean (sd)``, and the number of seeds that trained to
    the end. Where the paper prints one of the metrics, each has two columns, ours and the paper's.
    """
    return _one_heading(_beside_printed(record, metrics))


def _one_heading(table: pd.DataFrame) -> pd.DataFrame:
    """The table without its second row of headings where nothing printed stands beside ours."""
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
    arms = {name: record.arms[name] for name in _shown(record, metrics)}
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
    table = pd.DataFrame(columns, index=[label(record, name) for name in arms])
    table["seeds", ""] = [len(record.seeds) - len(arm.failures) for arm in arms.values()]
    return table


def _shown(record: Record, metrics: Mapping[str, str]) -> list[str]:
    """The arms that have any of the metrics, in their order."""
    return [name for name in ordered(record) if metrics.keys() & record.arms[name].metrics.keys()]


def paper_table(records: Sequence[Record], metrics: Mapping[str, str]) -> pd.DataFrame:
    """:func:`results_table` of several data sets in one, with the verdicts if there are any.

    One row per data set and arm; the verdict is on the first of the metrics.
    """
    judged, *others = metrics
    verdict_of = {
        (one.claim.experiment, one.claim.dataset, one.claim.method): one.verdict
        for one in scoreboard()
        if one.claim.metric == judged and not one.claim.is_statement
    }
    parts = {}
    for record in records:
        table = _beside_printed(record, metrics)
        where = record.experiment, record.dataset
        table["verdict", ""] = [
            "" if record.variant else verdict_of.get((*where, arm), "")
            for arm in _shown(record, metrics)
        ]
        parts[data_label(record.dataset)] = table
    whole = pd.concat(parts).fillna("")
    if not whole["verdict", ""].any():
        return _one_heading(whole.drop(columns="verdict", level=0))
    return whole[[metrics[judged], "verdict", "seeds", *(metrics[other] for other in others)]]


def printed_values(experiment: str, dataset: str, metric: str) -> dict[str, Claim]:
    """What a paper prints of a metric, by method."""
    return {
        claim.method: claim
        for claim in load_claims()
        if (claim.experiment, claim.dataset, claim.metric) == (experiment, dataset, metric)
        and not claim.is_statement
    }


def verdicts(paper: str, place: str, dataset: str | None = None) -> pd.DataFrame:
    """The ledger's verdicts on what a paper claims itself, say ``radogaga`` in its ``"Table 1"``.

    On one data set, or on all if it is left out.
    """
    judgements = [
        judgement
        for judgement in scoreboard()
        if (judgement.claim.paper, judgement.claim.place) == (paper, place)
        and dataset in (None, judgement.claim.dataset)
        and not judgement.claim.quoted
    ]
    return claims_table(judgements).set_index("claim").rename_axis(None)


def errata(paper: str, place: str) -> pd.DataFrame:
    """What a paper prints wrongly at one place, beside what is right, with the verdicts on both."""
    judged = {judgement.claim.id: judgement for judgement in scoreboard()}
    pairs = [
        (judged[judgement.claim.corrects], judgement)
        for judgement in judged.values()
        if (judgement.claim.paper, judgement.claim.place) == (paper, place)
        and judgement.claim.corrects
    ]
    return pd.DataFrame(
        {
            "as printed": [plain(printed.claim.statement) for printed, _ in pairs],
            "verdict": [printed.verdict for printed, _ in pairs],
            "corrected": [plain(corrected.claim.statement) for _, corrected in pairs],
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
    values = arm.finished(metric)
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
