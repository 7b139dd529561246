"""Counts on pages, each against the judgements that they are of."""

import importlib
import re
from collections import Counter
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from replication.ledger import CAUSES, PAPERS, VERDICTS, Judgement
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


@pytest.mark.usefixtures("ledger")
def test_a_row_for_each_paper(build: Build) -> None:
    html, _ = build(".. verdict-table::", ledger=True)
    rows = cells(html)
    assert list(rows) == ["RaDOGAGA", "EBAE"]
    assert rows["RaDOGAGA"] == ["3", "-", "-", "1", "-", "-", "1", "1", "-"]
    assert rows["EBAE"] == ["1", *"-" * 7, "1"]


def test_another_paper_comes_after_those_of_the_book(
    build: Build, judged: Judged, ledger: Ledger
) -> None:
    claim = replace(ledger[-1].claim, id="coins.section1.fair.throws.distance", paper="coins")
    judged((*ledger, replace(ledger[-1], claim=claim)))
    html, out = build(".. verdict-table::", ledger=True)
    assert list(cells(html)) == ["RaDOGAGA", "EBAE", "coins"]
    assert 'id="coins.section1.fair.throws.distance"' in (out / "ledger.html").read_text()


@pytest.mark.usefixtures("ledger")
def test_every_number_leads_to_its_claims(build: Build) -> None:
    html, out = build(".. verdict-table::\n\n.. verdict-table::\n   :own:", ledger=True)
    targets = set(re.findall(r'href="ledger\.html#([^"]+)"', html))
    assert {"claims-radogaga-all", "claims-radogaga-refuted", "erratum-radogaga-holds"} <= targets
    assert {"claims-all-all", "claims-all-refuted", "claims-all-undecided-interval"} <= targets
    page = (out / "ledger.html").read_text()
    assert all(f'id="{target}"' in page for target in targets)


@pytest.mark.usefixtures("ledger")
def test_what_is_undecided_and_not_run_is_said(build: Build) -> None:
    html, _ = build(".. verdict-table::", ledger=True)
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))
    assert (
        "4 claims of the papers are entered. 0 hold (reproduced 0, holds 0), 0 exceed what is "
        "printed, 2 do not hold (direction only 1, not reached 0, refuted 1), 1 are undecided and "
        "1 not run."
    ) in text
    why = CAUSES["interval"]
    assert f"Undecided, and why. {why[0].upper()}{why[1:]}: 1." in text
    assert "EBAE, none of whose 1 claims has been run yet" in text


def test_what_an_open_setting_spares_is_counted(
    build: Build, judged: Judged, everything: dict[str, Judgement]
) -> None:
    judgements = tuple(everything.values())
    judged(judgements)
    html, _ = build(".. verdict-table::", ledger=True)
    own = [
        one
        for one in judgements
        if one.claim.counted
        and one.claim.kind in ("printed", "stated")
        and one.verdict != "not run"
    ]
    spared = Counter(one.verdict for one in own if one.claim.open)
    others = Counter(one.verdict for one in own if not one.claim.open)
    # A statement at an open setting has no third verdict, and printed numbers have no such setting.
    assert set(spared) == {"holds", "undecided"}
    held = others["reproduced"] + others["holds"]
    failed = others["direction only"] + others["not reached"] + others["refuted"]
    text = re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))
    assert (
        f"Of {spared.total()} such claims that were judged, {spared['holds']} hold, "
        f"{spared['undecided']} are undecided, and none could have been refuted; of the "
        f"{others.total()} others, {held} hold, {others['exceeded']} exceed what is printed, "
        f"{failed} do not hold ({others['refuted']} refuted) and {others['undecided']} are "
        "undecided."
    ) in text


@pytest.mark.usefixtures("ledger")
def test_ours_are_counted_apart(build: Build) -> None:
    html, _ = build(".. verdict-table::\n   :own:", ledger=True)
    assert cells(html) == {"RaDOGAGA: corrections": ["1", "1", "-", "-", "-"]}
    text = re.sub(r"\s+", " ", html)
    assert "1 numbers that the papers quote" in text
    assert "2 that repeat a counted one" in text
    assert "1 that cannot fail" in text


def test_the_real_table_agrees_with_the_ledger(
    build: Build, everything: dict[str, Judgement]
) -> None:
    html, _ = build(".. verdict-table::", ledger=True)
    rows = cells(html)
    for paper, name in PAPERS.items():
        own = [
            one
            for one in everything.values()
            if one.claim.paper == paper
            and one.claim.counted
            and one.claim.kind in ("printed", "stated")
        ]
        counts = Counter(one.verdict for one in own)
        expected = [str(counts[verdict] or "-") for verdict in VERDICTS]
        assert rows[name] == [str(len(own)), *expected]
    assert list(rows) == list(PAPERS.values())


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
    pairs = [("refuted", "undecided"), ("refuted", "holds"), ("refuted", "holds")]
    moved = {f"a.b.c.d{k}": pair for k, pair in enumerate(pairs)}
    entry = Amendment("2026-01-02", "The bound asked for <more>.", moved)
    module = importlib.import_module("scoreboard")
    monkeypatch.setattr(module, "read_amendments", lambda: [entry])
    own = [one for one in ledger if one.claim.paper == "radogaga" and one.claim.counted]
    changed = {own[0].claim.id: "2026-01-02"}
    monkeypatch.setattr(importlib.import_module("verdict_tables"), "changed_rules", lambda: changed)
    html, _ = build(".. amendments::\n\n.. entered::")
    rows = cells(html)
    assert "2026-01-02" in html
    assert "The bound asked for &lt;more&gt;." in html
    assert rows["refuted"] == ["2", "1"]
    assert rows["RaDOGAGA"] == ["3", "1", "-"]


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
