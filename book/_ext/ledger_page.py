"""The rows of the ledger, and the page that has all of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from docutils import nodes
from ledger_index import index, titles
from ledger_nodes import (
    anchored,
    chapter_link,
    link,
    number,
    paragraph,
    record_link,
    section,
    small,
    table,
    verdict,
    with_formulas,
)
from sphinx.environment import BuildEnvironment
from verdict_tables import changed_rules

from replication.ledger import PAPERS, REPOSITORY, Claim, Judgement, read_record
from replication.ledger.wording import claimed_text, kept_text, measured_text

__all__ = ["claims_table", "grouped", "ledger_page", "place_name"]

_WIDTHS = [37, 13, 14, 8, 28]


def grouped(judgements: Sequence[Judgement], *fields: str) -> dict[Any, list[Judgement]]:
    """Judgements by fields of their claims, in their order."""
    groups: dict[Any, list[Judgement]] = {}
    for one in judgements:
        values = tuple(getattr(one.claim, field) for field in fields)
        groups.setdefault(values if len(fields) > 1 else values[0], []).append(one)
    return groups


def ledger_page(judgements: Sequence[Judgement], env: BuildEnvironment) -> Iterator[nodes.Node]:
    """Contents; a section for each paper and place; at the end the claims by their verdict."""
    papers = grouped(judgements, "paper")
    yield _contents(papers)
    for paper, title in titles(judgements).items():
        own = section(title, f"ledger-{paper}", env)
        for place, group in grouped(papers[paper], "place").items():
            part = section(place, place_name(paper, place), env)
            part += _made_by(group, env)
            part += list(_tables(group, env))
            own += part
        yield own
    yield index(judgements, env)


def claims_table(judgements: Sequence[Judgement], env: BuildEnvironment) -> nodes.table:
    """One row per claim, for a page other than the ledger: each links to its row there."""
    rows = _folded(judgements)
    return _table([_cells(one, same, env, on_ledger=False) for one, same in rows])


def place_name(paper: str, place: str) -> str:
    """The anchor of a place's section; several places may share the part of their claims' ids."""
    return f"ledger-{paper}-{nodes.make_id(place)}"


def _contents(papers: dict[Any, list[Judgement]]) -> nodes.Node:
    items = []
    for paper, own in papers.items():
        links = [link(place_name(paper, place), place) for place in grouped(own, "place")]
        apart = [node for one in links for node in (nodes.Text(" · "), one)][1:]
        name = link(f"ledger-{paper}", PAPERS.get(paper, paper))
        items.append(nodes.list_item("", paragraph(nodes.strong("", "", name), ": ", *apart)))
    by_verdict = nodes.strong("", "", link("ledger-by-verdict", "All claims by their verdict"))
    items.append(nodes.list_item("", paragraph(by_verdict)))
    return nodes.bullet_list("", *items)


def _made_by(group: Sequence[Judgement], env: BuildEnvironment) -> nodes.Node:
    """The records that judge a place: the command that makes each again, and its chapter."""
    items = []
    for record, judgements in _by_record(group).items():
        command = read_record(REPOSITORY / record).provenance.command
        line: list[nodes.Node | str] = [
            nodes.literal("", command),
            " makes ",
            record_link(record, record, env),
        ]
        chapter = chapter_link(judgements[0].claim.experiment, "the chapter", env)
        line += [", told in ", chapter] if chapter is not None else []
        item = nodes.list_item("", paragraph(*line))
        # A record may judge several places, and each lists it.
        item["ids"].append(_record_name(judgements[0].claim, record))
        items.append(item)
    return nodes.bullet_list("", *items, classes=["made-by"])


def _by_record(group: Sequence[Judgement]) -> dict[str, list[Judgement]]:
    records: dict[str, list[Judgement]] = {}
    for one in group:
        if one.record is not None:
            records.setdefault(one.record, []).append(one)
    return records


def _record_name(claim: Claim, record: str) -> str:
    return (
        f"{place_name(claim.paper, claim.place)}-{record.removesuffix('.json').replace('/', '-')}"
    )


def _tables(group: Sequence[Judgement], env: BuildEnvironment) -> Iterator[nodes.Node]:
    own = [one for one in group if not one.claim.quoted]
    quoted = [one for one in group if one.claim.quoted]
    if own:
        yield _table([_cells(one, same, env, on_ledger=True) for one, same in _folded(own)])
    if quoted:
        yield paragraph(
            "Rows that the paper quotes from others. It did not run these methods, and neither did "
            "we: they are not judged."
        )
        rows = [
            [_quoted(one, same, env), number(claimed_text(one.claim)), one.claim.cited_from]
            for one, same in _folded(quoted)
        ]
        yield table(["claim", "printed", "quoted from"], rows, [50, 25, 25], "ledger", "quoted")


def _folded(judgements: Sequence[Judgement]) -> list[tuple[Judgement, list[Judgement]]]:
    """Each row with the other numbers of the same row of a printed table."""
    ids = {one.claim.id for one in judgements}
    heads: list[Judgement] = []
    same: dict[str, list[Judgement]] = {}
    for one in judgements:
        head = one.claim.counts_with
        if one.claim.kind in ("printed", "quoted") and head in ids:
            same.setdefault(head, []).append(one)
        else:
            heads.append(one)
    return [(one, same.get(one.claim.id, [])) for one in heads]


def _table(rows: Sequence[Sequence[nodes.Node]]) -> nodes.table:
    return table(["claim", "claimed", "measured", "seeds", "verdict"], rows, _WIDTHS, "ledger")


def _cells(
    one: Judgement, same: Sequence[Judgement], env: BuildEnvironment, *, on_ledger: bool
) -> list[nodes.Node]:
    return [
        _claim(one, same, env, on_ledger=on_ledger),
        number(claimed_text(one.claim)),
        number(measured_text(one)),
        number(kept_text(one)),
        _verdict(one, env, on_ledger=on_ledger),
    ]


def _claim(
    one: Judgement, same: Sequence[Judgement], env: BuildEnvironment, *, on_ledger: bool
) -> nodes.Node:
    claim = one.claim
    cell = nodes.inline("", "", *with_formulas(claim.statement))
    cell += small(link(claim.id, claim.id, "identifier"))
    for other in same:
        cell += _same_row(other, env, on_ledger=on_ledger)
    for remark in (
        claim.note,
        claim.identity and f"Not counted, for it cannot fail: {claim.identity}",
    ):
        if remark:
            cell += small(remark)
    if claim.counts_with:
        cell += small("Counted with ", link(claim.counts_with, claim.counts_with), ".")
    if claim.corrects:
        cell += small("Corrects ", link(claim.corrects, claim.corrects), ".")
    if claim.open:
        cell += small(f"Left open by the paper: {claim.open}")
    if claim.any_scale and one.scale == "reduced":
        cell += small(f"A reduced run may judge it: {claim.any_scale}")
    if on_ledger:
        anchored(cell, claim.id, claim.id, env)
    return cell


def _quoted(one: Judgement, same: Sequence[Judgement], env: BuildEnvironment) -> nodes.Node:
    cell = nodes.inline("", "", *with_formulas(one.claim.statement))
    numbers: list[nodes.Node | str] = []
    for other in same:
        told = nodes.inline("", f"{other.claim.metric} {claimed_text(other.claim)}")
        numbers += [", ", anchored(told, other.claim.id, other.claim.id, env)]
    if numbers:
        cell += small(*numbers[1:])
    return anchored(cell, one.claim.id, one.claim.id, env)


def _same_row(one: Judgement, env: BuildEnvironment, *, on_ledger: bool) -> nodes.Node:
    """Another number of the same row of a table, in small print."""
    claim, ours = one.claim, measured_text(one)
    told = f"{claim.metric}: {claimed_text(claim)}" + (f", ours {ours}" if ours else "")
    line = small(f"{told}, {one.verdict}")
    return anchored(line, claim.id, claim.id, env) if on_ledger else line


def _verdict(one: Judgement, env: BuildEnvironment, *, on_ledger: bool) -> nodes.Node:
    cell = nodes.inline("", "", verdict(one.verdict), small(one.reason))
    if one.entered == "after":
        seen = "when its value had been seen" if one.claim.seen else "after its record"
        cell += small(f"Entered {seen}.")
    if one.claim.id in (changed := changed_rules()) and not one.claim.seen:
        cell += small(f"Its rule changed on {changed[one.claim.id]}.")
    if one.record is None:
        return cell
    links: list[nodes.Node] = [record_link(one.record, "record", env)]
    chapter = chapter_link(one.claim.experiment, "chapter", env)
    links += [chapter] if chapter is not None else []
    if on_ledger:
        name = _record_name(one.claim, one.record)
        links.append(nodes.reference("", "", nodes.Text("command"), internal=True, refid=name))
    apart = [node for each in links for node in (nodes.Text(" · "), each)][1:]
    cell += small(*apart)
    return cell
