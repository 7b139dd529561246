"""The directive that puts the findings on the front page, computed when the page is built."""

import os
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
from docutils import nodes
from ledger_nodes import chapter_link, judged, link, paragraph, with_formulas, words
from ledger_page import place_name
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from rdo.errors import InputError
from replication.front_page import Finding, findings

__all__ = ["Findings", "setup"]


class Findings(SphinxDirective):
    """Show each finding as a card: number, figure, words, links to its chapter and verdicts."""

    def run(self) -> list[nodes.Node]:
        """Return the cards; a record that is missing stops the build."""
        # Results change without the page's text changing.
        self.env.note_reread()
        try:
            cards = [self._card(finding) for finding in findings(judged(self.env.app))]
        except InputError as error:
            raise self.error(f"the findings cannot be computed: {error}") from None
        return [nodes.container("", *cards, classes=["findings"])]

    def _card(self, finding: Finding) -> nodes.Node:
        card = nodes.container("", classes=["finding"])
        card += nodes.rubric("", finding.title)
        card += paragraph(
            words(finding.number, "figure-number"), words(finding.meaning, "figure-meaning")
        )
        card += nodes.image(uri=self._figure(finding), alt=finding.alt)
        chapter = chapter_link(finding.chapter, "The whole story", self.env)
        links = [chapter] if chapter is not None else []
        links += [
            link(place_name(paper, place), f"Verdicts: {place}") for paper, place in finding.places
        ]
        more = [node for one in links for node in (nodes.Text(" · "), one)][1:]
        card += paragraph(*with_formulas(finding.text), " ", *more)
        return card

    def _figure(self, finding: Finding) -> str:
        """Draw the figure; return where it lies, as pages name images."""
        folder = Path(self.env.doctreedir) / "findings"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"finding-{finding.name}.svg"
        with mpl.rc_context({"svg.hashsalt": "rdo"}):  # the same records give the same file
            figure = finding.draw()
            figure.savefig(path, metadata={"Date": None})
            plt.close(figure)
        return "/" + os.path.relpath(path, self.env.srcdir)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("findings", Findings)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
