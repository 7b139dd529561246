"""Every claim with its verdict: for programs, for the terminal and for pages."""

import textwrap
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pandas as pd

from rdo.errors import InputError
from replication.ledger.claim_files import load_claims
from replication.ledger.claims import KINDS, Claim
from replication.ledger.judgements import CAUSES, VERDICTS, Judgement
from replication.ledger.provenance import REPOSITORY
from replication.ledger.records import Record
from replication.ledger.rules import check_none_is_gone, entered_as_stored, unentered
from replication.ledger.storage import find_record
from replication.ledger.verdicts import judge
from replication.ledger.verification import Verification, find_verification
from replication.ledger.wording import claimed_text, kept_text, measured_text, plain

__all__ = [
    "PAPERS",
    "claims_table",
    "judge_claims",
    "scoreboard",
    "select",
    "summary_table",
    "to_json",
    "to_text",
]

PAPERS = {
    "radogaga": "RaDOGAGA",
    "dagmm": "DAGMM",
    "ebae": "EBAE",
    "langevin": "Langevin sampling",
    "noise_vae": "Noise-fitting VAE",
}
"""Names of the papers by their short ones, in the order of the book."""

# A record, the reruns of it, and what is wrong with one of them.
_Evidence = tuple[Record | None, Verification | None, str]

_WIDTH, _NAME = 100, 43  # columns in the terminal, and those of them for a claim


def scoreboard(
    claims_folder: Path | None = None, results_folder: Path | None = None
) -> tuple[Judgement, ...]:
    """Judge every claim from the best record there is: ``paper``, or else ``reduced``.

    Claims and records are by default those of this checkout. Papers come in the order of the book.
    A record that cannot be used leaves its own claims *not run* and no others; a warning names it,
    and another one a claim whose rule changed without an amendment.

    Raises
    ------
    InputError
        If a file of claims cannot be used, or a claim that was judged is in none any more.
    """
    judgements = judge_claims(claims_folder, results_folder)
    claims = [one.claim for one in judgements]
    check_none_is_gone(claims, claims_folder)
    if changed := unentered(claims, claims_folder):
        more = f" and {len(changed) - 1} more" if len(changed) > 1 else ""
        warnings.warn(
            f"the rule of {changed[0]}{more} is not the one it was judged by: undo the change, "
            "or enter it by python -m replication.ledger.amending --why REASON",
            stacklevel=2,
        )
    return judgements


def judge_claims(
    claims_folder: Path | None = None, results_folder: Path | None = None
) -> tuple[Judgement, ...]:
    """:func:`scoreboard` of the claims that there are, some of which may have been withdrawn."""
    claims = sorted(load_claims(claims_folder), key=_order)
    found: dict[tuple[str, str, str | None], _Evidence] = {}
    judgements = []
    for claim in claims:
        key = (claim.experiment, claim.dataset, claim.profile)
        if key not in found:
            found[key] = _evidence(*key, results_folder)
        record, verification, fault = found[key]
        judgement = judge(claim, record, verification)
        if record is not None:
            judgement = replace(judgement, clean=record.provenance.clean is not False)
        if fault and not claim.quoted:
            judgement = replace(judgement, reason=fault)
        judgements.append(judgement)
    # A claim without a record came before it: history is asked for the others alone.
    measured = [one.claim for one in judgements if one.record is not None]
    entered = entered_as_stored(measured, claims_folder)
    return tuple(replace(one, entered=entered.get(one.claim.id, "before")) for one in judgements)


def _evidence(experiment: str, dataset: str, profile: str | None, folder: Path | None) -> _Evidence:
    """A record and its reruns, or, with a warning, neither and why one of them cannot be used."""
    try:
        record = find_record(experiment, dataset, profile=profile, folder=folder)
        return record, find_verification(experiment, dataset, folder=folder), ""
    except InputError as error:
        fault = str(error).replace(f"{folder or REPOSITORY / 'results'}/", "results/")
    warnings.warn(f"claims of {experiment} on {dataset} are not judged: {fault}", stacklevel=3)
    return None, None, f"The record cannot be used: {fault}."


def _order(claim: Claim) -> int:
    papers = list(PAPERS)
    return papers.index(claim.paper) if claim.paper in papers else len(papers)


def select(
    judgements: Iterable[Judgement],
    *,
    paper: str | None = None,
    kind: str | None = None,
    verdict: str | None = None,
    text: str | None = None,
) -> tuple[Judgement, ...]:
    """Those of a paper, of a kind, under a verdict, with a text in id, place, words or experiment.

    Raises
    ------
    InputError
        If no claim is of that paper, or the kind or the verdict is none that there is.
    """
    judgements = tuple(judgements)
    for what, value, known in (
        ("paper", paper, dict.fromkeys(one.claim.paper for one in judgements)),
        ("kind", kind, KINDS),
        ("verdict", verdict, VERDICTS),
    ):
        if value is not None and value not in known:
            raise InputError(f"{what}={value!r}: known are {', '.join(known)}.")
    sought = (text or "").casefold()
    return tuple(
        one
        for one in judgements
        if paper in (None, one.claim.paper)
        and kind in (None, one.claim.kind)
        and verdict in (None, one.verdict)
        and any(sought in told.casefold() for told in _searched(one.claim))
    )


def _searched(claim: Claim) -> tuple[str, ...]:
    return claim.id, claim.place, plain(claim.statement), claim.experiment


def to_json(judgements: Iterable[Judgement]) -> list[dict[str, Any]]:
    """Return the scoreboard as JSON values, one object per claim.

    ``claimed`` is ``{mean, sd}`` with sd null where none is printed, and for a statement the mean
    is its bound; ``measured`` is null or ``{mean, sd}``; ``k`` of ``n`` finished seeds keep the
    bound or lie in the band; ``scale`` is the profile of the record, ``record`` its path relative
    to the repository, and both are null without one; ``clean`` is false where it was made with
    changes of the code that are in no commit; ``entered`` says whether the claim was
    committed before what it is judged by was measured, null where git's history cannot tell.
    """
    return [
        {
            "id": one.claim.id,
            "paper": one.claim.paper,
            "place": one.claim.place,
            "kind": one.claim.kind,
            "statement": plain(one.claim.statement),
            "rule": one.claim.rule,
            "judged": one.claim.judged if one.claim.is_statement else None,
            "claimed": {"mean": one.claim.value, "sd": one.claim.spread},
            "measured": one.measured and one.measured._asdict(),
            "median": one.median,
            "n": one.n,
            "k": one.k,
            "p": one.p,
            "verdict": one.verdict,
            "cause": one.cause or None,
            "scale": one.scale,
            "any_scale": one.claim.any_scale or None,
            "record": one.record,
            "clean": one.clean,
            "entered": one.entered,
            "counted": one.claim.counted,
            "reason": one.reason,
        }
        for one in judgements
    ]


def to_text(judgements: Iterable[Judgement]) -> str:
    """Return the scoreboard as text of at most 100 columns: paper by paper, place by place.

    Under each paper is a line with the number of its claims under each verdict, and one for our
    corrections and tests. A claim reads what is claimed, what was measured, how many of the seeds
    keep it and the verdict, and one that is not run, not counted or undecided says why. One whose
    record was made with changes that are in no commit says so.
    """
    lines: list[str] = []
    papers = [list(group) for _, group in groupby(judgements, lambda one: one.claim.paper)]
    for paper in papers:
        name = PAPERS.get(paper[0].claim.paper, paper[0].claim.paper)
        lines += ["", name, "=" * len(name)]
        for place, group in groupby(paper, lambda one: one.claim.place):
            lines += ["", place]
            for one in group:
                lines += _rows_of(one)
        lines += ["", *_totals(name, paper)]
    everything = [one for paper in papers for one in paper]
    if len(papers) > 1:
        lines += ["", *_totals("All", everything)]
    causes = [cause for cause in CAUSES if any(one.cause == cause for one in everything)]
    if causes:
        lines += ["", "Undecided for:", *(f"  {cause:<16} {CAUSES[cause]}" for cause in causes)]
    return "\n".join(lines[1:]) if lines else "no claim fits"


def _rows_of(one: Judgement) -> list[str]:
    name = f"  {one.claim.id}"
    verdict = "quoted" if one.claim.quoted else one.verdict
    asides = [one.cause] * bool(one.cause) + ["after"] * (one.entered == "after")
    cells = (
        f"{claimed_text(one.claim):<15} {measured_text(one):<15} {kept_text(one):>5}  {verdict}"
        + (f" ({', '.join(asides)})" if asides else "")
    )
    start = min(_NAME, _WIDTH - 1 - len(cells))
    rows = [f"{name:<{start}} {cells}".rstrip()]
    if len(name) > start:
        rows = [name, f"{'':<{start}} {cells}".rstrip()]
    if one.verdict == "not run" and not one.claim.quoted:
        rows += _aside(one.reason)
    if one.claim.identity:
        rows += _aside(f"Not counted, for it cannot fail: {one.claim.identity}")
    if not one.clean:
        rows += _aside("Its record was made with changes of the code that are in no commit.")
    return rows


def _aside(text: str) -> list[str]:
    return textwrap.wrap(plain(text), _WIDTH, initial_indent=" " * 4, subsequent_indent=" " * 4)


def _totals(name: str, judgements: Sequence[Judgement]) -> list[str]:
    """The counts under each verdict, of the papers' claims and of what is ours apart."""
    lines = []
    for heading, ours in ((f"{name}:", False), (f"{name}, our corrections and tests:", True)):
        part = [one for one in judgements if (one.claim.kind in ("erratum", "ours")) == ours]
        own = [one for one in part if one.claim.counted]
        counts = Counter(one.verdict for one in own)
        told = "".join(f", {counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict])
        rest = len(part) - len(own)
        text = f"{heading} {len(own)} claims{told}"
        text += f"; {rest} shown and not counted" if rest else ""
        lines += textwrap.wrap(text, _WIDTH, subsequent_indent="  ") if part else []
    return lines


def claims_table(judgements: Iterable[Judgement]) -> pd.DataFrame:
    """Return one row per claim: what is claimed, what we measured, and the verdict.

    Values read mean (standard deviation), to the digits the paper prints; a value judged by its
    median says so. A statement shows its bound, and ours to as many digits as tell it from that.
    """
    rows = [
        (
            plain(one.claim.statement),
            claimed_text(one.claim),
            measured_text(one),
            kept_text(one),
            one.verdict,
        )
        for one in judgements
    ]
    return pd.DataFrame(
        rows, columns=["claim", "claimed", "measured", "seeds that keep it", "verdict"]
    )


def summary_table(judgements: Iterable[Judgement]) -> pd.DataFrame:
    """Return how many claims each place of each paper has under each verdict, each counted once.

    The index is the paper and the place in it, the columns are the verdicts.
    """
    counts: dict[tuple[str, str], Counter[str]] = {}
    for one in judgements:
        if one.claim.counted:
            counts.setdefault((one.claim.paper, one.claim.place), Counter())[one.verdict] += 1
    return pd.DataFrame(
        [[count[verdict] for verdict in VERDICTS] for count in counts.values()],
        index=pd.MultiIndex.from_tuples(list(counts), names=["paper", "place"]),
        columns=list(VERDICTS),
    )
