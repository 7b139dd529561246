"""Counts on pages, each against the judgements that they are of."""

import importlib
import re
from collections import Counter
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from replication.ledger import CAUSES, PAPERS, VERDICTS, Judgement, scoreboard
from replication.ledger.rules import Amendment
from tests.book.conftest import Build, Judged

Ledger = tuple[Judgement, ...]


def cells(html: str) -> dict[str, list[str]]:
    """The rows of all tables, by their first cell; headings within cells left out, dashes short."""
    rows = {}
    for row in re.findall(r"<tbody>.*?</tbody>", html, re.DOTALL):
        for line in re.findall(r"<tr.*?</tr>", row, re.DOTALL):
            line = re.sub(r'<span class="heading">.*?</span>', "", line)
            texts = [
                unescape(re.sub(r"<[^>]+>", "", cell)).strip().replace("\N{EN DASH}", "-")
                for cell in re.findall(r"<td.*?</td>", line, re.DOTALL)
            ]
            rows[texts[0]] = texts[1:]
    return rows


def test_five_rows_in_the_order_of_the_book(build: Build, ledger: Ledger) -> None:
    html, _ = build(".. verdict-table::", ledger=True)
    rows = cells(html)
    assert list(rows) == list(PAPERS.values())
    assert rows["RaDOGAGA"] == ["3", "-", "-", "1", "-", "-", "1", "1", "-"]
    assert rows["EBAE"] == ["1", *"-" * 7, "1"]
    assert rows["DAGMM"][0] == "none yet"


def test_another_paper_comes_after_those_of_the_book(
    build: Build, judged: Judged, ledger: Ledger
) -> None:
    claim = replace(ledger[-1].claim, id="coins.section1.fair.throws.distance", paper="coins")
    judged((*ledger, replace(ledger[-1], claim=claim)))
    html, out = build(".. verdict-table::", ledger=True)
    assert list(cells(html)) == [*PAPERS.values(), "coins"]
    assert 'id="coins.section1.fair.throws.distance"' in (out / "ledger.html").read_text()


@pytest.mark.usefixtures("ledger")
def test_every_number_leads_to_its_claims(build: Build) -> None:
    html, out = build(".. verdict-table::\n\n.. verdict-table::\n   :own:", ledger=True)
    targets = set(re.findall(r'href="ledger\.html#([^"]+)"', html))
    assert {"claims-radogaga-all", "claims-radogaga-refuted", "own-radogaga-holds"} <= targets
    page = (out / "ledger.html").read_text()
    assert all(f'id="{target}"' in page for target in targets)


@pytest.mark.usefixtures("ledger")
def test_what_is_undecided_and_not_run_is_said(build: Build) -> None:
    html, _ = build(".. verdict-table::", ledger=True)
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))
    assert "4 claims of the papers are entered. 0 hold" in text
    why = CAUSES["interval"]
    assert f"Undecided, and why. {why[0].upper()}{why[1:]}: 1." in text
    assert "EBAE, none of whose 1 claims has been run yet" in text
    assert "Noise-fitting VAE, of which no claim is entered yet" in text


@pytest.mark.usefixtures("ledger")
def test_ours_are_counted_apart(build: Build) -> None:
    html, _ = build(".. verdict-table::\n   :own:", ledger=True)
    assert cells(html) == {"RaDOGAGA: corrections": ["1", "1", "-", "-", "-"]}
    text = re.sub(r"\s+", " ", html)
    assert "1 numbers that the papers quote" in text
    assert "2 that repeat a counted one" in text
    assert "1 that cannot fail" in text


def test_the_real_table_agrees_with_the_ledger(build: Build) -> None:
    judgements = scoreboard()
    html, _ = build(".. verdict-table::", ledger=True)
    rows = cells(html)
    for paper, name in PAPERS.items():
        own = [
            one
            for one in judgements
            if one.claim.paper == paper
            and one.claim.counted
            and one.claim.kind in ("printed", "stated")
        ]
        counts = Counter(one.verdict for one in own)
        expected = [str(counts[verdict] or "-") for verdict in VERDICTS]
        assert rows[name] == [str(len(own)) if own else "none yet", *expected]


@pytest.mark.usefixtures("ledger")
def test_counts_in_a_sentence(build: Build) -> None:
    html, _ = build(
        "So :ledger-count:`before` and :ledger-count:`after` of :ledger-count:`judged`, "
        ":ledger-count:`claims` claims of :ledger-count:`papers` papers."
    )
    entered = Counter(one.entered for one in _dated())
    told = f"So {entered['before']} and {entered['after']} of {sum(entered.values())}, 4 claims"
    assert told in re.sub(r"\s+", " ", html)


def _dated() -> list[Judgement]:
    shown = importlib.import_module("ledger_nodes").scoreboard()
    return [one for one in shown if one.claim.counted and one.verdict != "not run"]


@pytest.mark.usefixtures("ledger")
def test_an_unknown_count_stops_the_build(build: Build) -> None:
    with pytest.raises(Exception, match="known are papers"):
        build(":ledger-count:`everything`")


def test_amendments_and_when_claims_were_entered(
    build: Build, judged: Judged, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(replace(one, entered="before") for one in ledger)
    moved = {"a": ("refuted", "undecided"), "b": ("refuted", "holds"), "c": ("refuted", "holds")}
    entry = Amendment("2026-01-02", "The bound asked for <more>.", moved)
    module = importlib.import_module("scoreboard")
    monkeypatch.setattr(module, "read_amendments", lambda: [entry])
    html, _ = build(".. amendments::\n\n.. entered::")
    rows = cells(html)
    assert "2026-01-02" in html
    assert "The bound asked for &lt;more&gt;." in html
    assert rows["refuted"] == ["2", "1"]
    assert rows["RaDOGAGA"] == ["4", "-"]


@pytest.mark.usefixtures("ledger")
def test_without_amendments_that_is_said(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.import_module("scoreboard"), "read_amendments", list)
    html, _ = build(".. amendments::")
    assert "No rule has been changed since a result was seen." in html


def test_digits_of_reruns(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ["experiment", "data", "threads", "digits, least", "digits, median"]
    found = pd.DataFrame([("table4", "thyroid", 2, "6", "9.5")], columns=columns)
    monkeypatch.setattr(
        importlib.import_module("verdict_tables"), "digits_by_experiment", lambda: found
    )
    html, _ = build(".. digits::")
    assert all(word in html for word in (*columns, "table4", "thyroid", "9.5"))
