"""The directive that puts verdicts on a page, computed from claims/ and results/ at build time."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from rdo.errors import InputError
from replication.ledger import VERDICTS, Judgement, claims_table, scoreboard, summary_table

__all__ = ["Scoreboard", "setup"]


class Scoreboard(SphinxDirective):
    """Show the ledger, or the part of it that the options choose.

    Options
    -------
    paper, place
        Only the claims of this paper (``radogaga``), or of this place in a paper (``Table 1``).
    summary
        How many claims stand under each verdict, place by place, instead of the claims themselves.
    """

    option_spec: ClassVar = {
        "paper": directives.unchanged_required,
        "place": directives.unchanged_required,
        "summary": directives.flag,
    }

    def run(self) -> list[nodes.Node]:
        """Return the tables; a selection without any claim is an error, not an empty page."""
        # Results change without the page's text changing.
        self.env.note_reread()
        try:
            judgements = [judgement for judgement in scoreboard() if self._chosen(judgement)]
        except InputError as error:
            raise self.error(f"the ledger cannot be read: {error}") from None
        if not judgements:
            raise self.error(f"no claim in the ledger has {self.options}")
        if "summary" in self.options:
            return [_summary(judgements)]
        return list(_tables_by_place(judgements))

    def _chosen(self, judgement: Judgement) -> bool:
        claim = judgement.claim
        return all(
            self.options.get(option, value) == value
            for option, value in (("paper", claim.paper), ("place", claim.place))
        )


def _tables_by_place(judgements: Sequence[Judgement]) -> Iterator[nodes.Node]:
    for (paper, place), group in groupby(judgements, lambda j: (j.claim.paper, j.claim.place)):
        yield nodes.rubric("", f"{paper}, {place}")
        yield _claims(list(group))


def _summary(judgements: Sequence[Judgement]) -> nodes.table:
    counts = summary_table(judgements)
    header = [
        nodes.Text("paper"),
        nodes.Text("place"),
        *(_verdict(verdict) for verdict in VERDICTS),
        nodes.Text("claims"),
    ]
    labels = [*counts.index.to_list(), ("all", "")]
    numbers = [*counts.to_numpy().tolist(), counts.sum().tolist()]
    rows = [
        [
            nodes.Text(paper),
            nodes.Text(place),
            *(_number(str(number)) for number in [*row, sum(row)]),
        ]
        for (paper, place), row in zip(labels, numbers, strict=True)
    ]
    return _table(header, rows, widths=[13, 12, *[14] * len(VERDICTS), 9])


def _claims(judgements: Sequence[Judgement]) -> nodes.table:
    table = claims_table(judgements).astype(str)
    rows = [
        [
            _lines(nodes.Text(claim), judgement.claim.id, judgement.claim.note or None),
            _number(claimed),
            _number(measured),
            _number(n),
            _lines(_verdict(verdict), judgement.reason, judgement.record),
        ]
        for (claim, claimed, measured, n, verdict), judgement in zip(
            table.to_numpy().tolist(), judgements, strict=True
        )
    ]
    header = [nodes.Text(column) for column in table.columns]
    return _table(header, rows, widths=[40, 14, 14, 5, 27])


def _verdict(verdict: str) -> nodes.inline:
    return nodes.inline("", verdict, classes=["verdict", f"verdict-{verdict.replace(' ', '-')}"])


def _number(text: str) -> nodes.inline:
    return nodes.inline("", text, classes=["number"])


def _lines(content: nodes.Node, *asides: str | None) -> nodes.inline:
    small = [nodes.inline("", aside, classes=["aside"]) for aside in asides if aside is not None]
    return nodes.inline("", "", content, *small)


def _table(
    header: Sequence[nodes.Node], rows: Sequence[Sequence[nodes.Node]], widths: Sequence[int]
) -> nodes.table:
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(widths))
    group += nodes.thead("", _row(header))
    group += nodes.tbody("", *(_row(cells) for cells in rows))
    return nodes.table("", group, classes=["scoreboard", "colwidths-given"])


def _row(cells: Sequence[nodes.Node]) -> nodes.row:
    return nodes.row("", *(nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("scoreboard", Scoreboard)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
