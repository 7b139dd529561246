"""Claims counted: by paper and verdict, by why they are undecided, by when they were entered."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from docutils import nodes
from ledger_index import (
    ALL,
    KINDS_APART,
    PRINTED_AND_STATED,
    cause_name,
    counted,
    index_name,
    titles,
)
from ledger_nodes import link, paragraph, table, verdict, words

from replication.ledger import CAUSES, PAPERS, VERDICTS, Judgement, Kind, Verdict, summary_table
from replication.ledger.rules import Amendment, moved_table, read_amendments
from replication.ledger.verification import digits_by_experiment, find_verification

__all__ = [
    "COUNTS",
    "amendments",
    "changed_rules",
    "digits_table",
    "entered_table",
    "own_claims",
    "papers_claims",
    "summary",
]

_HELD: tuple[Verdict, ...] = ("reproduced", "holds")
_OF_STATEMENTS = ("holds", "refuted", "undecided", "not run")
_FAILED: tuple[Verdict, ...] = ("direction only", "not reached", "refuted")


def papers_claims(judgements: Sequence[Judgement]) -> Iterator[nodes.Node]:
    """What the papers claim themselves: the sum, a row each, what is undecided and not run."""
    own = counted(judgements, PRINTED_AND_STATED)
    yield paragraph(
        nodes.strong("", "", _of_all(len(own), ALL), nodes.Text(" claims of the papers")),
        " are entered. ",
        *_sum(own, _HELD, "hold"),
        ", ",
        *_sum(own, ("exceeded",), "exceed what is printed"),
        ", ",
        *_sum(own, _FAILED, "do not hold"),
        ", ",
        *_sum(own, ("undecided",), "are undecided"),
        " and ",
        *_sum(own, ("not run",), "not run"),
        ". Each number leads to its claims.",
    )
    rows = [
        _row(paper, name, PRINTED_AND_STATED, [one for one in own if one.claim.paper == paper])
        for paper, name in titles(own).items()
    ]
    yield _table("paper", rows, VERDICTS)
    yield from _undecided(own)
    yield _asymmetry(own)
    yield from _not_run(own)


def own_claims(judgements: Sequence[Judgement]) -> Iterator[nodes.Node]:
    """Our corrections and tests, and what is shown without being counted."""
    found = {one.verdict for one in counted(judgements, tuple(KINDS_APART))}
    names = tuple(name for name in VERDICTS if name in {*_OF_STATEMENTS, *found})
    rows = [
        _row(paper, f"{name}: {called}", (kind,), group, names)
        for paper, name in titles(judgements).items()
        for kind, called in KINDS_APART.items()
        if (group := [one for one in counted(judgements, (kind,)) if one.claim.paper == paper])
    ]
    if rows:
        yield _table("corrections and tests", rows, names)
    rest = [one.claim for one in judgements if not one.claim.counted]
    quoted = sum(claim.quoted for claim in rest)
    identities = sum(claim.identity != "" and not claim.quoted for claim in rest)
    yield paragraph(
        f"Shown in the ledger and not counted: {quoted} numbers that the papers quote from others; "
        f"{len(rest) - quoted - identities} that repeat a counted one, as precision and recall do "
        f"F1 where the number of flagged rows is fixed; and {identities} that cannot fail by their "
        "construction."
    )


def summary(judgements: Sequence[Judgement]) -> nodes.table:
    """How many claims stand under each verdict, place by place."""
    counts = summary_table(judgements)
    labels = [*counts.index.to_list(), ("all", "")]
    numbers = [*counts.to_numpy().tolist(), counts.sum().tolist()]
    rows = [
        [PAPERS.get(paper, paper), place, *(_quiet(number) for number in [sum(row), *row])]
        for (paper, place), row in zip(labels, numbers, strict=True)
    ]
    header = ["paper", "place", "claims", *map(verdict, VERDICTS)]
    return table(header, rows, [13, 14, 9, *[8] * len(VERDICTS)], "counts")


def amendments(entries: Sequence[Amendment]) -> Iterator[nodes.Node]:
    """Every change of rules after results were seen, with the verdicts that moved."""
    for entry in entries:
        moved = moved_table(entry)
        yield nodes.paragraph("", "", nodes.strong("", f"{entry.date}. "), nodes.Text(entry.why))
        rows = [
            [verdict(before), *(_quiet(int(moved.loc[before, after])) for after in moved.columns)]
            for before in moved.index
        ]
        header = ["before, and after:", *map(verdict, moved.columns)]
        widths = [20, *[80 // len(moved.columns)] * len(moved.columns)]
        yield table(header, rows, widths, "counts")
    if not entries:
        yield paragraph("No rule has been changed since a result was seen.")


def entered_table(judgements: Sequence[Judgement]) -> nodes.table:
    """How many judged claims were entered before their record and after it, paper by paper."""
    own, changed = _dated(judgements), changed_rules()
    rows = []
    for paper, name in titles(judgements).items():
        group = [one for one in own if one.claim.paper == paper]
        when = Counter((one.entered, one.claim.id in changed) for one in group)
        if when:
            counts = when["before", False], when["before", True]
            after = when["after", False] + when["after", True]
            rows.append([name, *map(_quiet, (*counts, after))])
    header = ["judged claims of", "before, rule unchanged", "before, rule changed since"]
    return table([*header, "entered after"], rows, [34, 22, 22, 22], "counts")


@cache
def changed_rules() -> dict[str, str]:
    """The day of the last amendment of each claim that any names, by its id."""
    return {name: entry.date for entry in read_amendments() for name in entry.moved}


def digits_table() -> nodes.table:
    """To how many digits reruns met the records, for every rerun that was kept."""
    found = digits_by_experiment()
    rows = [list(map(str, row)) for row in found.itertuples(index=False)]
    return table(list(found.columns), rows, [30, 22, 12, 18, 18], "counts")


def _dated(judgements: Sequence[Judgement]) -> list[Judgement]:
    """Judged claims, each counted once, of which it is known when they were entered."""
    return [
        one
        for one in judgements
        if one.claim.counted and one.verdict != "not run" and one.entered is not None
    ]


def _entered(judgements: Sequence[Judgement], when: str) -> int:
    return sum(one.entered == when for one in _dated(judgements))


def _rerun(judgements: Sequence[Judgement]) -> int:
    """Those whose record was rerun."""
    judged = Counter((one.claim.experiment, one.claim.dataset) for one in _dated(judgements))
    return sum(n for pair, n in judged.items() if find_verification(*pair) is not None)


COUNTS = {
    "papers": lambda judgements: len(PAPERS),
    "claims": lambda judgements: len(counted(judgements, PRINTED_AND_STATED)),
    "judged": lambda judgements: len(_dated(judgements)),
    "before": lambda judgements: _entered(judgements, "before"),
    "after": lambda judgements: _entered(judgements, "after"),
    "rerun": lambda judgements: _rerun(judgements),
}
"""What the role ``ledger-count`` gives."""


def _row(
    paper: str,
    title: str,
    kinds: Sequence[Kind],
    judgements: Sequence[Judgement],
    names: Sequence[Verdict] = VERDICTS,
) -> list[nodes.Node | str]:
    counts = Counter(one.verdict for one in judgements)
    return [
        link(f"ledger-{paper}", title),
        link(index_name(paper, kinds, ALL), str(len(judgements)), "number"),
        *(_quiet(counts[name], index_name(paper, kinds, name)) for name in names),
    ]


def _quiet(number: int, target: str = "") -> nodes.Node:
    """A number, linked where it has a target; a zero is a dash."""
    if not number:
        return words("\N{EN DASH}", "quiet", "zero")
    return link(target, str(number), "number") if target else words(str(number), "number")


def _table(
    first: str, rows: Sequence[Sequence[nodes.Node | str]], names: Sequence[str]
) -> nodes.table:
    header = [first, "claims", *map(verdict, names)]
    widths = [22, 10, *[round(68 / len(names))] * len(names)]
    return table(header, rows, widths, "counts")


def _of_all(count: int, name: str) -> nodes.Node:
    """A count over all papers, linked to its claims; a zero has none."""
    if not count:
        return words("0", "number")
    return link(index_name(ALL, PRINTED_AND_STATED, name), str(count), "number")


def _sum(own: Sequence[Judgement], names: Sequence[Verdict], what: str) -> list[nodes.Node | str]:
    """How many stand under these verdicts together and, if they are several, under each."""
    counts = {name: sum(one.verdict == name for one in own) for name in names}
    leads = names[0] if len(names) == 1 else ALL
    total = nodes.strong("", "", _of_all(sum(counts.values()), leads), nodes.Text(f" {what}"))
    if len(names) == 1:
        return [total]
    each = [piece for name in names for piece in (", ", f"{name} ", _of_all(counts[name], name))]
    return [total, " (", *each[1:], ")"]


def _undecided(own: Sequence[Judgement]) -> Iterator[nodes.Node]:
    causes = Counter(one.cause for one in own if one.verdict == "undecided")
    told: list[nodes.Node | str] = []
    for cause, why in CAUSES.items():
        if causes[cause]:
            number = link(cause_name(cause), str(causes[cause]), "number")
            told += [f" {why[0].upper()}{why[1:]}: ", number, "."]
    if told:
        yield paragraph(nodes.strong("", "Undecided, and why."), *told)


def _asymmetry(own: Sequence[Judgement]) -> nodes.Node:
    """That an open setting spares a claim from being refuted, and how the others fared."""
    judged = [one for one in own if one.verdict != "not run"]
    spared, others = (
        [one for one in judged if bool(one.claim.open) == is_open] for is_open in (True, False)
    )

    def count(group: Sequence[Judgement], *names: Verdict) -> int:
        return sum(one.verdict in names for one in group)

    return paragraph(
        nodes.strong("", "What could not be refuted. "),
        f"Where a paper leaves open a setting that a claim depends on, our runs can show the claim "
        f"and cannot refute it. Of {len(spared)} such claims that were judged, "
        f"{count(spared, *_HELD)} hold, {count(spared, 'undecided')} are undecided, and none could "
        f"have been refuted; of the {len(others)} others, {count(others, *_HELD)} hold, "
        f"{count(others, 'exceeded')} exceed what is printed, {count(others, *_FAILED)} do not "
        f"hold ({count(others, 'refuted')} refuted) and {count(others, 'undecided')} are "
        "undecided.",
    )


def _not_run(own: Sequence[Judgement]) -> Iterator[nodes.Node]:
    told: list[nodes.Node | str] = []
    for paper, name in titles(own).items():
        group = [one for one in own if one.claim.paper == paper]
        missing = sum(one.verdict == "not run" for one in group)
        number = link(index_name(paper, PRINTED_AND_STATED, "not run"), str(missing), "number")
        if missing == len(group):
            told += ["; ", f"{name}, none of whose ", number, " claims has been run yet"]
        elif missing:
            told += ["; ", number, f" of the {len(group)} claims of {name}"]
    if told:
        yield paragraph(nodes.strong("", "Not run: "), *told[1:], ".")
