"""The ledger on pages, each through a Sphinx build of a small book."""

import importlib
import re
from html import unescape
from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.ledger import CAUSES, PAPERS, REPOSITORY, Judgement
from tests.book.conftest import Build, Judged

Ledger = tuple[Judgement, ...]


def row(html: str, name: str) -> str:
    """The row of a table that has this anchor."""
    found = re.search(rf'<tr[^>]* id="{re.escape(name)}"[^>]*>.*?</tr>', html, re.DOTALL)
    assert found is not None, name
    return found[0]


def text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", "", html)))


@pytest.fixture
def page(build: Build, ledger: Ledger) -> tuple[str, Path]:
    """The ledger of the small book, and the book's folder."""
    _, out = build("Text", ledger=True)
    return (out / "ledger.html").read_text(), out


def test_every_claim_has_an_anchor_that_is_its_id(page: tuple[str, Path], ledger: Ledger) -> None:
    html, _ = page
    for one in ledger:
        assert html.count(f'id="{one.claim.id}"') == 1


def test_a_row_has_the_verdict_and_its_reason(page: tuple[str, Path]) -> None:
    shown = row(page[0], "radogaga.table1.thyroid.dagmm.f1")
    assert re.search(r'class="verdict verdict-direction-only">\s*direction only<', shown)
    assert "because of &lt;order&gt;" in shown


def test_precision_and_recall_stand_in_the_row_of_f1(
    page: tuple[str, Path], everything: dict[str, Judgement]
) -> None:
    shown = row(page[0], "radogaga.table1.thyroid.dagmm.f1")
    for metric in ("precision", "recall"):
        other = everything[f"radogaga.table1.thyroid.dagmm.{metric}"]
        assert f'id="{other.claim.id}"' in shown
        assert f"{metric}: {other.claim.value:.4f} ({other.claim.spread:.4f})" in text(shown)


def test_papers_and_places_are_headings_and_in_the_contents(page: tuple[str, Path]) -> None:
    html, _ = page
    headings = [text(one).rstrip("¶") for one in re.findall(r"<h[23]>.*?</h[23]>", html)]
    assert [name for name in headings if name in PAPERS.values()] == ["RaDOGAGA", "EBAE"]
    assert {"Table 1", "Appendix D"} <= set(headings)
    for name in ("ledger-radogaga", "ledger-radogaga-table-1", "ledger-by-verdict"):
        assert f'href="#{name}"' in html
        assert f'id="{name}"' in html


def test_places_whose_claims_share_a_part_of_their_ids_have_their_own_anchors(
    build: Build, everything: dict[str, Judgement], judged: Judged
) -> None:
    judged(everything.values())
    _, out = build("Text", ledger=True)
    ids = re.findall(r' id="([^"]+)"', (out / "ledger.html").read_text())
    assert {"ledger-radogaga-table-1", "ledger-radogaga-table-1-the-order"} <= set(ids)
    assert len(ids) == len(set(ids))


def test_links_lead_to_the_record_the_chapter_and_the_command(page: tuple[str, Path]) -> None:
    html, out = page
    shown = row(html, "radogaga.table1.thyroid.radogaga_d.f1")
    (record,) = re.findall(r'href="(_downloads/[^"]+)"', shown)
    stored = REPOSITORY / "results" / "table1" / "thyroid" / "paper.json"
    assert (out / record).read_bytes() == stored.read_bytes()
    assert 'href="notebooks/table1.html"' in shown
    (command,) = re.findall(r'href="#(ledger-radogaga-table-1-[^"]+)"', shown)
    listed = re.search(rf'<li[^>]* id="{command}".*?</li>', html, re.DOTALL)
    assert listed is not None
    assert "rdo run table1 --dataset thyroid --profile paper" in text(listed[0])


def test_a_chapter_that_the_book_lacks_is_not_linked(page: tuple[str, Path]) -> None:
    shown = row(page[0], "radogaga.appendix_d.linear.h_d.ab_error")
    assert "chapter" not in text(shown)


def test_formulas_and_powers_are_typeset(page: tuple[str, Path]) -> None:
    shown = row(page[0], "radogaga.appendix_d.linear.h_d_printed.ab_error")
    assert r"\(ab = \sqrt{2}\)" in shown
    assert "$" not in text(shown)
    assert "at most 10<sup>\N{MINUS SIGN}6</sup>" in shown


def test_remarks_on_a_claim(page: tuple[str, Path]) -> None:
    html, _ = page
    printed, right = (
        f"radogaga.appendix_d.linear.{name}.ab_error" for name in ("h_d_printed", "h_d")
    )
    assert "Entered after its record." in text(row(html, printed))
    assert "Entered after" not in text(row(html, right))
    assert f"Corrects {printed}." in text(row(html, right))
    assert f'href="#{printed}"' in row(html, right)
    identity = row(html, "radogaga.appendix_d.linear.h_d.b_error")
    assert "Not counted, for it cannot fail: It is its own definition" in text(identity)


def test_quoted_rows_have_a_table_of_their_own_and_no_verdict(page: tuple[str, Path]) -> None:
    shown = row(page[0], "radogaga.table1.thyroid.dagmm_cited.f1")
    assert "Zong et al. (2018)" in text(shown)
    assert "0.4782" in text(shown)
    assert "verdict" not in shown


def test_the_index_has_what_is_counted_and_nothing_else(page: tuple[str, Path]) -> None:
    index = page[0][page[0].index('id="ledger-by-verdict"') :]
    assert "h_d.ab_error" in index
    for name in ("precision", "dagmm_cited", "h_d.b_error"):
        assert name not in index
    for name in ("claims-radogaga-direction-only", "erratum-radogaga-holds", "claims-ebae-not-run"):
        assert f'id="{name}"' in index


def test_the_index_has_all_papers_and_each_cause(page: tuple[str, Path]) -> None:
    lines = re.findall(r'<p class="by-verdict"[^>]* id="([^"]+)">(.*?)</p>', page[0], re.DOTALL)
    found = {name: text(line).strip() for name, line in lines}
    assert found["claims-all-not-run"] == "not run 1: EBAE 1"
    cause = found["claims-all-undecided-interval"]
    assert cause == f"undecided ({CAUSES['interval']}) 1; RaDOGAGA: table1.thyroid.radogaga_d.f1"


def test_another_page_shows_a_part_and_links_into_the_ledger(build: Build, ledger: Ledger) -> None:
    html, _ = build(".. scoreboard::\n   :paper: radogaga\n   :place: Table 1", ledger=True)
    name = "radogaga.table1.thyroid.radogaga_d.f1"
    assert f'href="ledger.html#{name}"' in html
    assert f'id="{name}"' not in html
    assert "appendix_d" not in html


@pytest.mark.usefixtures("ledger")
def test_summary_counts_each_once(build: Build) -> None:
    html, _ = build(".. scoreboard::\n   :summary:")
    html = html.replace("\N{EN DASH}", "-").split("</table>")[0]
    rows = [re.findall(r">(Table 1|all|\d+|-)<", one) for one in html.split("<tr")]
    # claims, then reproduced, exceeded, direction only, not reached, holds, refuted, undecided,
    # not run
    assert ["Table 1", "2", "-", "-", "1", "-", "-", "-", "1", "-"] in rows
    assert rows[-1] == ["all", "5", "-", "-", "1", "-", "1", "1", "1", "1"]


@pytest.mark.usefixtures("ledger")
def test_a_choice_of_nothing_is_an_error(build: Build) -> None:
    with pytest.raises(Exception, match="no claim in the ledger"):
        build(".. scoreboard::\n   :place: Table 99")


@pytest.mark.parametrize(
    "directive", ["scoreboard", "ledger", "verdict-table", "amendments", "entered"]
)
def test_a_broken_ledger_stops_the_build(
    build: Build, monkeypatch: pytest.MonkeyPatch, directive: str
) -> None:
    def broken() -> None:
        raise InputError("radogaga.toml: claim 'a' appears twice")

    monkeypatch.setattr(importlib.import_module("ledger_nodes"), "scoreboard", broken)
    with pytest.raises(Exception, match="appears twice"):
        build(f".. {directive}::")


def test_a_link_to_a_claim_that_is_not_there_stops_the_build(build: Build, judged: Judged) -> None:
    judged(())
    with pytest.raises(Exception, match=r"radogaga\.table1\.thyroid\.nothing"):
        build(":ref:`see <radogaga.table1.thyroid.nothing.f1>`", ledger=True)
