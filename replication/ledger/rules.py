"""Rules in force, when each judged claim was entered, and every amendment.

``claims/rules.json`` holds what was known of a claim when it was first judged. A rule that differs
from it is a change after a result was seen, and is entered in ``claims/amendments.json`` with its
reason and the verdicts that moved. Both are written by ``python -m replication.ledger.amending``.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Literal, TypeVar

import pandas as pd
from annotated_types import MinLen
from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter
from pydantic.dataclasses import dataclass

from rdo.errors import InputError, shown
from replication.ledger.claims import Claim
from replication.ledger.documents import is_there, read_json
from replication.ledger.evidence import LEVEL, SIGNIFICANCE
from replication.ledger.history import Entered, bound_of, entered
from replication.ledger.judgements import VERDICTS, Judgement
from replication.ledger.provenance import REPOSITORY

__all__ = [
    "STORED_AMENDMENTS",
    "STORED_RULES",
    "Amendment",
    "Rule",
    "amended",
    "check_none_is_gone",
    "entered_as_stored",
    "moved_table",
    "read_amendments",
    "read_rules",
    "rule_of",
    "stored_as",
    "unentered",
]

_Folder = Path | None
_T = TypeVar("_T")

FORMER = ("not reproduced",)
"""Verdicts that amendments alone may name: it has become *not reached* and *refuted*."""


def _is_verdict(word: str) -> str:
    if word not in (*VERDICTS, *FORMER, "withdrawn"):
        raise ValueError(f"{shown(word)} is no verdict")
    return word


def _in_order(amendments: "list[Amendment]") -> "list[Amendment]":
    for earlier, later in pairwise(amendments):
        if later.date < earlier.date:
            raise ValueError(f"the amendment of {later.date} stands after that of {earlier.date}")
        if later == earlier:
            raise ValueError(f"an amendment of {later.date} stands there twice")
    return amendments


_NUMBER = r"-?\d+(\.\d+)?(e[+-]?\d+)?"
_Id = Annotated[str, Field(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+){3,4}$", max_length=300)]
_Bound = Annotated[
    str,
    Field(pattern=rf"^((at_most|at_least) {_NUMBER}|{_NUMBER}(, {_NUMBER})?( within {_NUMBER})?)$"),
]
_Verdict = Annotated[str, AfterValidator(_is_verdict)]
_STRICT = ConfigDict(strict=True, extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class Rule:
    """What is stored of a judged claim."""

    entered: Literal["before", "after"]
    """Whether it was committed before what it is judged by was measured."""
    bound: _Bound
    """The number that was claimed then."""
    rule: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    """Digest of the rule by which it is judged."""


@dataclass(frozen=True, config=_STRICT)
class Amendment:
    """A change of rules after results were seen."""

    date: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    why: Annotated[str, Field(pattern=r"\S")]
    moved: Annotated[dict[_Id, tuple[_Verdict, _Verdict]], MinLen(1)]
    """The verdict before and after, by the id of each claim whose rule changed, or whose value
    turned out to have been seen when it was entered."""


STORED_RULES = TypeAdapter(dict[_Id, Rule])
STORED_AMENDMENTS = TypeAdapter(Annotated[list[Amendment], AfterValidator(_in_order)])


def rule_of(claim: Claim) -> str:
    """Digest of all that a verdict on a claim depends on, but for the record.

    The reasons for an exception (``open``, ``any_scale``, ``identity``) may be put in other words;
    whether there is one may not change unnoticed.
    """
    parts = (
        bound_of(claim), claim.kind, claim.judged, claim.printed_runs, claim.experiment,
        claim.dataset, claim.method, claim.metric, claim.minus, claim.above, claim.below,
        claim.minimum_seeds, claim.profile, claim.two_sided, bool(claim.open),
        bool(claim.any_scale), bool(claim.identity), claim.counts_with, LEVEL, SIGNIFICANCE,
    )  # fmt: skip
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def read_rules(folder: _Folder = None) -> dict[str, Rule]:
    """Read what is stored of the judged claims, by their ids; nothing if the file is not there.

    Raises
    ------
    InputError
        If the file cannot be read or does not hold rules.
    """
    return _read("rules.json", STORED_RULES, {}, folder)


def read_amendments(folder: _Folder = None) -> list[Amendment]:
    """Read every amendment, oldest first; none if the file is not there.

    Raises
    ------
    InputError
        If the file cannot be read or does not hold amendments.
    """
    return _read("amendments.json", STORED_AMENDMENTS, [], folder)


def _read(name: str, kind: TypeAdapter[_T], otherwise: _T, folder: _Folder) -> _T:
    path = (folder or REPOSITORY / "claims") / name
    return read_json(path, kind) if is_there(path) else otherwise


def check_none_is_gone(claims: Iterable[Claim], folder: _Folder = None) -> None:
    """Raise :class:`InputError` if a claim whose rule is stored is in no file any more.

    A claim is withdrawn with a reason; one that a slip in a file has lost is not.
    """
    present = {claim.id for claim in claims}
    gone = [name for name in read_rules(folder) if name not in present]
    if gone:
        more = f" and {len(gone) - 1} more" if len(gone) > 1 else ""
        raise InputError(
            f"rules.json stores how {gone[0]}{more} is judged, and no file of claims has it: mend "
            'the file, or withdraw it with python -m replication.ledger.amending --why "..."'
        )


def entered_as_stored(claims: Iterable[Claim], folder: _Folder = None) -> dict[str, Entered | None]:
    """For each claim's id, whether it was entered before or after, as stored or from history.

    History is asked only for claims that are not stored with their present bound.
    """
    claims, stored = list(claims), read_rules(folder)
    known: dict[str, Entered | None] = {
        claim.id: stored[claim.id].entered
        for claim in claims
        if claim.id in stored and stored[claim.id].bound == bound_of(claim)
    }
    new = [claim for claim in claims if claim.id not in known]
    if new and folder is None:
        known |= entered(new)
    return {claim.id: "after" if claim.seen else known.get(claim.id) for claim in claims}


def unentered(claims: Iterable[Claim], folder: _Folder = None) -> list[str]:
    """Ids of stored claims that are gone, or whose rule is another, without an amendment."""
    rules = {claim.id: rule_of(claim) for claim in claims}
    return [name for name, rule in read_rules(folder).items() if rules.get(name) != rule.rule]


def stored_as(judgements: Iterable[Judgement]) -> dict[str, Rule]:
    """What is to be stored of the claims that have a verdict, by their ids."""
    judged = [one for one in judgements if one.verdict != "not run"]
    return {
        one.claim.id: Rule(one.entered, bound_of(one.claim), rule_of(one.claim))
        for one in judged
        if one.entered is not None
    }


def amended(
    stored: Mapping[str, Rule], before: Iterable[Judgement], after: Iterable[Judgement]
) -> dict[str, tuple[str, str]]:
    """The verdicts before and after on every stored claim whose rule is another now, or gone.

    So are those of which it turned out that their value had been seen when they were entered.
    """
    old = {one.claim.id: one.verdict for one in before}
    new = {one.claim.id: one for one in after}
    moved: dict[str, tuple[str, str]] = {}
    for name, rule in stored.items():
        if name not in new:
            moved[name] = (old.get(name, "not run"), "withdrawn")
        elif rule_of(new[name].claim) != rule.rule or (
            (rule.entered, new[name].entered) == ("before", "after")
        ):
            moved[name] = (old.get(name, "not run"), new[name].verdict)
    return moved


def moved_table(amendment: Amendment) -> pd.DataFrame:
    """How many claims an amendment moved from which verdict (rows) to which (columns).

    Both stand in the order of the verdicts, those that are none today last but for "not run".
    """
    pairs = pd.DataFrame(amendment.moved.values(), columns=["before", "after"])
    counts = pd.crosstab(pairs["before"], pairs["after"])
    return counts.loc[sorted(counts.index, key=_order), sorted(counts.columns, key=_order)]


def _order(verdict: str) -> tuple[int, str]:
    judged = [one for one in VERDICTS if one != "not run"]
    if verdict in judged:
        return judged.index(verdict), ""
    return len(judged) + (verdict == "not run"), verdict
