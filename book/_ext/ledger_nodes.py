"""What pages about the ledger are made of: verdicts, formulas, links, tables."""

import os
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment

from replication.ledger import REPOSITORY, Judgement, scoreboard
from replication.ledger.wording import parts

__all__ = [
    "anchored",
    "chapter_link",
    "judged",
    "link",
    "number",
    "paragraph",
    "record_link",
    "section",
    "small",
    "table",
    "verdict",
    "with_formulas",
    "words",
]

_POWER = re.compile(r"(?P<sign>-?)(?P<factor>\d+(?:\.\d+)?)e(?P<power>[+-]\d+)")

# Experiments whose story is told in the chapter of another.
_TOLD_IN = {"langevin_stationary": "langevin_sampling", "principal_plane": "langevin_sampling"}


@lru_cache(maxsize=1)
def judged(app: Sphinx) -> tuple[Judgement, ...]:
    """Every claim with its verdict, once a build."""
    return scoreboard()


def words(text: str, *classes: str) -> nodes.inline:
    """Text with classes for the style sheet."""
    return nodes.inline("", text, classes=list(classes))


def verdict(name: str) -> nodes.inline:
    """A verdict, marked by the style sheet."""
    return words(name, "verdict", f"verdict-{name.replace(' ', '-')}")


def with_formulas(text: str) -> list[nodes.Node]:
    """A claim's text, what stands between dollar signs and powers of ten typeset."""
    return [
        node
        for piece, formula in parts(text)
        for node in ([nodes.math("", piece)] if formula else _with_powers(piece))
    ]


def number(text: str) -> nodes.inline:
    """A number as short text, its power of ten raised."""
    return nodes.inline("", "", *_with_powers(text), classes=["number"])


def _with_powers(text: str) -> list[nodes.Node]:
    made: list[nodes.Node] = []
    end = 0
    for found in _POWER.finditer(text):
        factor, power = found["factor"], int(found["power"])
        times = "" if factor == "1" else f"{factor}\N{NO-BREAK SPACE}\N{MULTIPLICATION SIGN} "
        made += [
            nodes.Text(f"{text[end : found.start()]}{found['sign']}{times}10"),
            nodes.superscript("", f"{power}".replace("-", "\N{MINUS SIGN}")),
        ]
        end = found.end()
    return [*made, nodes.Text(text[end:])]


def small(*content: nodes.Node | str) -> nodes.inline:
    """A line of small print; texts may have formulas."""
    children = [
        child
        for one in content
        for child in (with_formulas(one) if isinstance(one, str) else [one])
    ]
    return nodes.inline("", "", *children, classes=["aside"])


def paragraph(*content: nodes.Node | str) -> nodes.paragraph:
    """A paragraph of texts and nodes."""
    children = [nodes.Text(one) if isinstance(one, str) else one for one in content]
    return nodes.paragraph("", "", *children)


def link(target: str, text: str, *classes: str) -> addnodes.pending_xref:
    """A link to what :func:`anchored` marked, from any page; a target that is not there warns."""
    return addnodes.pending_xref(
        "",
        words(text, *classes),
        refdomain="std",
        reftype="ref",
        reftarget=target,
        refexplicit=True,
        refwarn=True,
    )


def anchored(node: nodes.Element, name: str, title: str, env: BuildEnvironment) -> nodes.Element:
    """Make the node a target of links by this name, its anchor on the page being the same."""
    node["ids"].append(name)
    domain = env.get_domain("std")
    if not isinstance(domain, StandardDomain):
        raise TypeError("the domain 'std' is not Sphinx's own")
    domain.anonlabels[name] = env.docname, name
    domain.labels[name] = env.docname, name, title
    return node


def section(title: str, name: str, env: BuildEnvironment) -> nodes.section:
    """A section with a heading, so that it stands in the page's contents."""
    made = nodes.section("", nodes.title("", title))
    anchored(made, name, title, env)
    return made


def record_link(record: str, text: str, env: BuildEnvironment) -> addnodes.download_reference:
    """A link to a copy of a record, given by its path in the repository."""
    return addnodes.download_reference(
        "", "", nodes.Text(text), reftarget="/" + os.path.relpath(REPOSITORY / record, env.srcdir)
    )


def chapter_link(experiment: str, text: str, env: BuildEnvironment) -> nodes.Node | None:
    """A link to the chapter that tells an experiment's story; None where the book has none."""
    chapter = f"notebooks/{_TOLD_IN.get(experiment, experiment)}"
    if chapter not in env.found_docs:
        return None
    return addnodes.pending_xref(
        "",
        words(text),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{chapter}",
        refexplicit=True,
        refwarn=True,
    )


def table(
    header: Sequence[nodes.Node | str],
    rows: Iterable[Sequence[nodes.Node | str]],
    widths: Sequence[int],
    *classes: str,
) -> nodes.table:
    """A table; each cell shows its column's heading too, which the style sheet shows on phones."""
    group = nodes.tgroup("", *(nodes.colspec(colwidth=width) for width in widths), cols=len(widths))
    group += nodes.thead("", _row(header))
    headings = [one if isinstance(one, str) else one.astext() for one in header]
    body = nodes.tbody("")
    for cells in rows:
        shown = [
            nodes.inline("", "", words(heading, "heading"), *_nodes(cell))
            for heading, cell in zip(headings, cells, strict=True)
        ]
        made = _row(shown)
        # An anchor belongs to the whole row.
        made["ids"] = [
            name for cell in cells if isinstance(cell, nodes.Element) for name in cell["ids"]
        ]
        for cell in cells:
            if isinstance(cell, nodes.Element):
                cell["ids"] = []
        body += made
    group += body
    return nodes.table("", group, classes=["scoreboard", "colwidths-given", *classes])


def _row(cells: Sequence[nodes.Node | str]) -> nodes.row:
    return nodes.row(
        "", *(nodes.entry("", nodes.paragraph("", "", *_nodes(cell))) for cell in cells)
    )


def _nodes(cell: nodes.Node | str) -> list[nodes.Node]:
    return with_formulas(cell) if isinstance(cell, str) else [cell]
