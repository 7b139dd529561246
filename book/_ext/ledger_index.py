"""The closing index of the ledger: counted claims by verdict, where the counts on pages lead."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from docutils import nodes
from ledger_nodes import anchored, link, paragraph, section, verdict
from sphinx.environment import BuildEnvironment

from replication.ledger import CAUSES, PAPERS, VERDICTS, Judgement, Kind
from replication.ledger.judgements import Cause

__all__ = [
    "ALL",
    "KINDS_APART",
    "PRINTED_AND_STATED",
    "cause_name",
    "counted",
    "index",
    "index_name",
    "titles",
]

PRINTED_AND_STATED: tuple[Kind, ...] = ("printed", "stated")
"""Kinds of the papers' own claims."""

KINDS_APART: dict[Kind, str] = {"erratum": "corrections", "ours": "tests of ours"}
"""Kinds of our own claims, each counted by itself."""

ALL = "all"
"""Stands for every paper, or for every verdict, in the name of an anchor."""


def titles(judgements: Iterable[Judgement]) -> dict[str, str]:
    """Names of the papers that the judgements are on, by their short ones, in their order."""
    return {one.claim.paper: PAPERS.get(one.claim.paper, one.claim.paper) for one in judgements}


def counted(judgements: Iterable[Judgement], kinds: Sequence[Kind]) -> list[Judgement]:
    """Those on claims of these kinds that count."""
    return [one for one in judgements if one.claim.counted and one.claim.kind in kinds]


def index_name(paper: str, kinds: Sequence[Kind], name: str) -> str:
    """The anchor of the list of a paper's claims under one verdict."""
    first = "claims" if tuple(kinds) == PRINTED_AND_STATED else "-".join(kinds)
    return f"{first}-{paper}-{name.replace(' ', '-')}"


def cause_name(cause: Cause) -> str:
    """The anchor of the list of the papers' claims that are undecided for one cause."""
    return f"claims-{ALL}-undecided-{cause}"


def index(judgements: Sequence[Judgement], env: BuildEnvironment) -> nodes.section:
    """All papers together, with the causes of undecided; then each by verdict and kind."""
    whole = section("All claims by their verdict", "ledger-by-verdict", env)
    papers = counted(judgements, PRINTED_AND_STATED)
    if papers:
        title = "All papers: what they claim"
        part = section(title, index_name(ALL, PRINTED_AND_STATED, ALL), env)
        part += _lines(papers, ALL, PRINTED_AND_STATED, title, env)
        part += list(_causes(papers, env))
        whole += part
    for paper, called in titles(judgements).items():
        for kinds, what in (
            (PRINTED_AND_STATED, "what the paper claims"),
            *(((kind,), name) for kind, name in KINDS_APART.items()),
        ):
            own = [one for one in counted(judgements, kinds) if one.claim.paper == paper]
            if own:
                title = f"{called}: {what}"
                part = section(title, index_name(paper, kinds, ALL), env)
                part += _lines(own, paper, kinds, title, env)
                whole += part
    return whole


def _lines(
    own: Sequence[Judgement], paper: str, kinds: Sequence[Kind], title: str, env: BuildEnvironment
) -> list[nodes.Element]:
    """One for each verdict: of a paper its claims, of all papers the number in each."""
    lines = []
    for name in VERDICTS:
        under = [one for one in own if one.verdict == name]
        if under:
            told = _numbers(under, name) if paper == ALL else _claims(under)
            line = paragraph(verdict(name), f" {len(under)}: ", *told)
            lines.append(_anchored(line, index_name(paper, kinds, name), f"{title}, {name}", env))
    return lines


def _numbers(judgements: Sequence[Judgement], name: str) -> list[nodes.Node | str]:
    counts = Counter(one.claim.paper for one in judgements)
    return _apart(
        link(index_name(paper, PRINTED_AND_STATED, name), f"{called} {counts[paper]}")
        for paper, called in titles(judgements).items()
    )


def _causes(papers: Sequence[Judgement], env: BuildEnvironment) -> Iterator[nodes.Element]:
    for cause, why in CAUSES.items():
        group = [one for one in papers if one.verdict == "undecided" and one.cause == cause]
        if group:
            line = paragraph(verdict("undecided"), f" ({why}) {len(group)}")
            for paper, claims in groupby(group, lambda one: one.claim.paper):
                line += paragraph(
                    f"; {PAPERS.get(paper, paper)}: ", *_claims(list(claims))
                ).children
            yield _anchored(line, cause_name(cause), f"Undecided, {why}", env)


def _anchored(line: nodes.Element, name: str, title: str, env: BuildEnvironment) -> nodes.Element:
    line["classes"].append("by-verdict")
    return anchored(line, name, title, env)


def _claims(judgements: Iterable[Judgement]) -> list[nodes.Node | str]:
    return _apart(
        link(one.claim.id, one.claim.id.split(".", 1)[1], "identifier") for one in judgements
    )


def _apart(links: Iterable[nodes.Node]) -> list[nodes.Node | str]:
    apart: list[nodes.Node | str] = []
    for one in links:
        apart += [", ", one]
    return apart[1:]
