"""Every claim with its verdict: for programs, for the terminal and for pages."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from replication.ledger.claim_files import load_claims
from replication.ledger.claims import Claim
from replication.ledger.records import Record
from replication.ledger.storage import find_record
from replication.ledger.verdicts import VERDICTS, Judgement, judge

__all__ = ["claims_table", "scoreboard", "summary_table", "to_json", "to_text"]

_HEADER = ("claim", "claimed", "measured", "n", "verdict")


def scoreboard(
    claims_folder: Path | None = None, results_folder: Path | None = None
) -> tuple[Judgement, ...]:
    """Judge every claim from the best record there is: ``paper``, or else ``reduced``.

    Claims and records are by default those of this checkout.

    Raises
    ------
    InputError
        If a claim or a record cannot be used; names the file.
    """
    records: dict[tuple[str, str, str | None], Record | None] = {}
    judgements = []
    for claim in load_claims(claims_folder):
        key = (claim.experiment, claim.dataset, claim.profile)
        if key not in records:
            records[key] = find_record(*key[:2], profile=claim.profile, folder=results_folder)
        judgements.append(judge(claim, records[key]))
    return tuple(judgements)


def to_json(judgements: Iterable[Judgement]) -> list[dict[str, Any]]:
    """Return the scoreboard as JSON values, one object per claim.

    ``claimed`` is ``{mean, sd}`` with sd null where none is printed, and for a statement the mean
    is its bound; ``measured`` is null or ``{mean, sd}``; ``record`` is null or a path relative to
    the repository.
    """
    return [
        {
            "id": judgement.claim.id,
            "paper": judgement.claim.paper,
            "place": judgement.claim.place,
            "claimed": {"mean": judgement.claim.value, "sd": judgement.claim.spread},
            "measured": judgement.measured and judgement.measured._asdict(),
            "median": judgement.median,
            "rule": judgement.claim.rule,
            "n": judgement.n,
            "verdict": judgement.verdict,
            "record": judgement.record,
            "reason": judgement.reason,
        }
        for judgement in judgements
    ]


def to_text(judgements: Iterable[Judgement]) -> str:
    """Return the scoreboard as an aligned table, with the number of claims under each verdict."""
    judgements = tuple(judgements)
    rows = [_HEADER, *((one.claim.id, *map(str, _shown(one))) for one in judgements)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    counts = Counter(judgement.verdict for judgement in judgements)
    totals = ", ".join(f"{counts[verdict]} {verdict}" for verdict in VERDICTS)
    return "\n".join([*lines, "", f"{len(judgements)} claims: {totals}"])


def claims_table(judgements: Iterable[Judgement]) -> pd.DataFrame:
    """Return one row per claim: what is claimed, what we measured, and the verdict.

    Values read mean (standard deviation), to the digits the paper prints; a value judged by its
    median says so. A statement shows its bound, and ours to two significant digits.
    """
    rows = [(one.claim.statement, *_shown(one)) for one in judgements]
    return pd.DataFrame(rows, columns=_HEADER)


def summary_table(judgements: Iterable[Judgement]) -> pd.DataFrame:
    """Return how many claims each place of each paper has under each verdict.

    The index is the paper and the place in it, the columns are the verdicts.
    """
    counts: dict[tuple[str, str], Counter[str]] = {}
    for judgement in judgements:
        place = (judgement.claim.paper, judgement.claim.place)
        counts.setdefault(place, Counter())[judgement.verdict] += 1
    return pd.DataFrame(
        [[count[verdict] for verdict in VERDICTS] for count in counts.values()],
        index=pd.MultiIndex.from_tuples(list(counts), names=["paper", "place"]),
        columns=list(VERDICTS),
    )


def _shown(judgement: Judgement) -> tuple[str, str, int, str]:
    return _claimed(judgement.claim), _measured(judgement), judgement.n, judgement.verdict


def _claimed(claim: Claim) -> str:
    if claim.is_statement:
        return f"{claim.rule.replace('_', ' ')} {claim.value:g}"
    return _number(claim.value, claim.spread, claim.decimals)


def _measured(judgement: Judgement) -> str:
    decimals = judgement.claim.decimals
    if judgement.measured is None:
        return ""
    if judgement.claim.is_statement:
        mean, sd = judgement.measured
        return f"{mean:.2g}" + (f" ({sd:.1g})" if judgement.n > 1 else "")
    if judgement.median is not None:
        return f"median {judgement.median:.{decimals}f}"
    return _number(*judgement.measured, decimals)


def _number(mean: float, sd: float | None, decimals: int) -> str:
    return f"{mean:.{decimals}f}" + ("" if sd is None else f" ({sd:.{decimals}f})")
