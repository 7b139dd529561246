"""A record as a table, beside what the paper prints."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from rdo.evaluation import paired_p_value
from rdo.experiments.settings import METHODS, TRAINED_CONTROLS
from rdo.ledger import Arm, Claim, Record, claims_table, load_claims, scoreboard

__all__ = ["LABELS", "errata", "origin", "results_table", "training_helps", "verdicts"]

LABELS = {
    "pca": "PCA",
    "isolation_forest": "Isolation Forest",
    "gaussian_mixture": "Gaussian mixture",
    "untrained": "untrained network",
    "pca_em": "PCA + EM mixture",
    "untrained_em": "untrained network + EM mixture",
    **TRAINED_CONTROLS,
    **METHODS,
    "h_d": "h(d) = d",
    "h_d_printed": "h(d) = d, as printed",
    "h_d_glorot": "h(d) = d, Glorot's start",
    "h_log": "h(d) = log d",
    "h_log_printed": "h(d) = log d, as printed",
    "h_log_glorot": "h(d) = log d, Glorot's start",
    "straight": "straight encoder",
    "exact": "best exact encoder",
}
"""Arms of a record as pages name them, controls first."""

_FINE, _NOTHING = 5e-4, 1e-12  # below the first three decimals show nothing, the second is nothing


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
        A row an arm: for each metric that an arm has ours and, where the paper prints one, the
        paper's, as ``mean (sd)``; and the number of seeds that trained to the end.
    """
    claims = {
        (claim.method, claim.metric): claim
        for claim in load_claims()
        if (claim.experiment, claim.dataset) == (record.experiment, record.dataset)
        and record.data.name == record.dataset  # no printed value is of a user's own table
        and not claim.is_statement
    }
    arms = {name: record.arms[name] for name in LABELS if name in record.arms}
    columns: dict[tuple[str, str], list[str]] = {}
    for metric, title in metrics.items():
        if not any(metric in arm.metrics for arm in arms.values()):
            continue
        columns[title, "ours"] = [_ours(arm, metric) for arm in arms.values()]
        printed = [_printed(claims.get((name, metric))) for name in arms]
        if any(printed):
            columns[title, "printed"] = printed
    table = pd.DataFrame(columns, index=[LABELS[name] for name in arms])
    table["seeds", ""] = [len(record.seeds) - len(arm.failures) for arm in arms.values()]
    return table


def training_helps(record: Record, metric: str) -> pd.DataFrame:
    """Each trained method against the untrained network, paired over the seeds.

    Parameters
    ----------
    record
        What was measured, an untrained arm among it.
    metric
        Its name in the record.

    Returns
    -------
    pandas.DataFrame
        A row a method: the mean difference, and the one-sided p-values that training raises and
        that it lowers the metric (Wilcoxon's signed-rank test).
    """

    def values(name: str) -> npt.NDArray[np.float64]:
        return np.array(record.arms[name].metrics[metric], dtype=float)  # None becomes NaN

    untrained = values("untrained")
    rows = {
        LABELS[name]: {
            "mean difference": f"{np.nanmean(values(name) - untrained):+.3f}",
            "p, training raises it": f"{paired_p_value(values(name), untrained):.2g}",
            "p, training lowers it": f"{paired_p_value(untrained, values(name)):.2g}",
        }
        for name in METHODS
    }
    return pd.DataFrame.from_dict(rows, orient="index")


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


def _ours(arm: Arm, metric: str) -> str:
    values = np.array([value for value in arm.metrics.get(metric, []) if value is not None])
    if not len(values):
        return ""
    style = ".1e" if _NOTHING < abs(values.mean()) < _FINE else ".3f"
    spread = f" ({values.std(ddof=1):{style}})" if len(values) > 1 else ""
    return f"{values.mean():{style}}{spread}"


def _printed(claim: Claim | None) -> str:
    if claim is None:
        return ""
    spread = "" if claim.spread is None else f" ({claim.spread:.{claim.decimals}f})"
    return f"{claim.value:.{claim.decimals}f}{spread}"
