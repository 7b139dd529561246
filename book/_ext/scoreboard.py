"""The directives that put verdicts on a page, computed from claims/ and results/ at build time."""

from collections.abc import Iterable
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from ledger_nodes import judged
from ledger_page import claims_table, grouped, ledger_page
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole
from verdict_tables import (
    COUNTS,
    amendments,
    digits_table,
    entered_table,
    own_claims,
    papers_claims,
    summary,
)

from rdo.errors import InputError
from replication.ledger import PAPERS, Judgement
from replication.ledger.rules import read_amendments

__all__ = [
    "Amendments",
    "Digits",
    "Entered",
    "Ledger",
    "LedgerCount",
    "Scoreboard",
    "VerdictTable",
    "setup",
]


class _FromLedger(SphinxDirective):
    """Reads the ledger; one that cannot be read stops the build."""

    def run(self) -> list[nodes.Node]:
        """Return the nodes that :meth:`show` makes of every judgement."""
        # Results change without the page's text changing.
        self.env.note_reread()
        try:
            return list(self.show(judged(self.env.app)))
        except InputError as error:
            raise self.error(f"the ledger cannot be read: {error}") from None

    def show(self, judgements: tuple[Judgement, ...]) -> Iterable[nodes.Node]:
        """What stands on the page."""
        raise NotImplementedError


class Scoreboard(_FromLedger):
    """Show the part of the ledger that the options choose, each row with a link into it.

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

    def show(self, judgements: tuple[Judgement, ...]) -> Iterable[nodes.Node]:
        """A selection without any claim is an error, not an empty page."""
        chosen = [one for one in judgements if self._chosen(one)]
        if not chosen:
            raise self.error(f"no claim in the ledger has {self.options}")
        if "summary" in self.options:
            yield summary(chosen)
            return
        for (paper, place), group in grouped(chosen, "paper", "place").items():
            yield nodes.rubric("", f"{PAPERS.get(paper, paper)}, {place}")
            yield claims_table(group, self.env)

    def _chosen(self, judgement: Judgement) -> bool:
        claim = judgement.claim
        return all(
            self.options.get(option, value) == value
            for option, value in (("paper", claim.paper), ("place", claim.place))
        )


class Ledger(_FromLedger):
    """Every claim, with headings and an anchor for each; on one page of the book alone."""

    def show(self, judgements: tuple[Judgement, ...]) -> Iterable[nodes.Node]:
        """Its sections."""
        return ledger_page(judgements, self.env)


class VerdictTable(_FromLedger):
    """Show how many claims of each paper stand under each verdict; each number links to them.

    Options
    -------
    own
        Our corrections and tests instead of what the papers claim.
    """

    option_spec: ClassVar = {"own": directives.flag}

    def show(self, judgements: tuple[Judgement, ...]) -> Iterable[nodes.Node]:
        """The table, and the sentences that go with it."""
        return own_claims(judgements) if "own" in self.options else papers_claims(judgements)


class Amendments(_FromLedger):
    """Show each change of rules after results were seen."""

    def show(self, judgements: tuple[Judgement, ...]) -> Iterable[nodes.Node]:
        """For each its date, its reason and the verdicts that moved."""
        return amendments(read_amendments())


class Entered(_FromLedger):
    """Show how many judged claims of each paper were entered before their record."""

    def show(self, judgements: tuple[Judgement, ...]) -> Iterable[nodes.Node]:
        """The table."""
        return [entered_table(judgements)]


class Digits(_FromLedger):
    """Show to how many digits reruns met the records."""

    def show(self, judgements: tuple[Judgement, ...]) -> Iterable[nodes.Node]:
        """The table."""
        return [digits_table()]


class LedgerCount(SphinxRole):
    """A number computed from the ledger: one of ``COUNTS`` by its name."""

    def run(self) -> tuple[list[nodes.Node], list[Any]]:
        """The number as text."""
        self.env.note_reread()
        if self.text not in COUNTS:
            known = ", ".join(COUNTS)
            message = self.inliner.reporter.error(f"ledger-count {self.text!r}: known are {known}")
            return [], [message]
        return [nodes.Text(str(COUNTS[self.text](judged(self.env.app))))], []


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("scoreboard", Scoreboard)
    app.add_directive("ledger", Ledger)
    app.add_directive("verdict-table", VerdictTable)
    app.add_directive("amendments", Amendments)
    app.add_directive("entered", Entered)
    app.add_directive("digits", Digits)
    app.add_role("ledger-count", LedgerCount())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
