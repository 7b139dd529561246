"""The extensions of the book, each through a Sphinx build of one small page."""

import dataclasses
import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

import replication.ledger
from rdo.errors import InputError

EXTENSIONS = Path(__file__).parents[2] / "book" / "_ext"
SPHINX_EXTENSIONS = ["sphinx.ext.mathjax", "myst_parser", "offline_mathjax", "scoreboard"]

Build = Callable[[str], tuple[str, Path]]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build a page from its reStructuredText; return its HTML and the folder it lies in."""
    monkeypatch.syspath_prepend(str(EXTENSIONS))

    def build(text: str) -> tuple[str, Path]:
        source, out = tmp_path / "source", tmp_path / "out"
        source.mkdir()
        (source / "index.rst").write_text(f"Page\n====\n\n{text}\n")
        with docutils_namespace():
            app = Sphinx(
                source,
                None,
                out,
                tmp_path / "doctrees",
                "html",
                confoverrides={"extensions": SPHINX_EXTENSIONS, "html_theme": "basic"},
                status=None,
                warningiserror=True,
            )
            app.build()
        return (out / "index.html").read_text(), out

    return build


@pytest.fixture
def ledger(monkeypatch: pytest.MonkeyPatch) -> tuple[replication.ledger.Judgement, ...]:
    """Two claims of Table 1 and one of another place, each with another verdict."""
    monkeypatch.syspath_prepend(str(EXTENSIONS))
    judgements = replication.ledger.scoreboard()
    table1 = [judgement for judgement in judgements if judgement.claim.place == "Table 1"]
    elsewhere = [judgement for judgement in judgements if judgement.claim.place != "Table 1"]
    verdicts: tuple[replication.ledger.Verdict, ...] = (
        "reproduced",
        "not reproduced",
        "direction only",
    )
    chosen = tuple(
        dataclasses.replace(judgement, verdict=verdict, reason=f"because of <{verdict}>")
        for judgement, verdict in zip([*table1[:2], elsewhere[0]], verdicts, strict=True)
    )
    monkeypatch.setattr(importlib.import_module("scoreboard"), "scoreboard", lambda: chosen)
    return chosen


def test_every_claim_is_shown_with_verdict_and_reason(
    build: Build, ledger: tuple[replication.ledger.Judgement, ...]
) -> None:
    html, _ = build(".. scoreboard::")
    for judgement in ledger:
        name = judgement.verdict.replace(" ", "-")
        assert judgement.claim.id in html
        assert re.search(rf'class="verdict verdict-{name}">\s*{judgement.verdict}<', html)
        assert f"because of &lt;{judgement.verdict}&gt;" in html


def test_options_choose(build: Build, ledger: tuple[replication.ledger.Judgement, ...]) -> None:
    html, _ = build(".. scoreboard::\n   :paper: radogaga\n   :place: Table 1")
    shown = [judgement.claim.id in html for judgement in ledger]
    assert shown == [True, True, False]


@pytest.mark.usefixtures("ledger")
def test_summary_counts(build: Build) -> None:
    html, _ = build(".. scoreboard::\n   :summary:")
    rows = [re.findall(r'class="number">(\d+)<', row) for row in html.split("<tr")]
    # reproduced, exceeded, direction only, not reproduced, not run, and all of them
    assert ["1", "0", "0", "1", "0", "2"] in rows
    assert ["0", "0", "1", "0", "0", "1"] in rows
    assert rows[-1] == ["1", "0", "1", "1", "0", "3"]


@pytest.mark.usefixtures("ledger")
def test_a_choice_of_nothing_is_an_error(build: Build) -> None:
    with pytest.raises(Exception, match="no claim in the ledger"):
        build(".. scoreboard::\n   :place: Table 99")


@pytest.mark.usefixtures("ledger")
def test_a_broken_ledger_stops_the_build(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise InputError("radogaga.toml: claim 'a' appears twice")

    monkeypatch.setattr(importlib.import_module("scoreboard"), "scoreboard", broken)
    with pytest.raises(Exception, match="appears twice"):
        build(".. scoreboard::")


def test_equations_need_no_network(build: Build) -> None:
    html, out = build(".. math:: a^2 + b^2 = c^2")
    (script,) = re.findall(r'src="([^"?]*MathJax\.js)', html)
    assert (out / script).is_file()
    assert "STIX-Web" in html
    assert not re.search(r'<(script|link|img)[^>]+(src|href)="(https?:)?//', html)
