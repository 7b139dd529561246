"""The findings as cards, through a Sphinx build of a small book."""

import importlib
import re
from html import unescape

import pytest

from rdo.errors import InputError
from replication.front_page import findings
from replication.ledger import Judgement
from tests.book.conftest import Build, Judged


def test_each_finding_is_a_card_with_figure_words_and_link(
    build: Build, everything: dict[str, Judgement], judged: Judged
) -> None:
    judged(everything.values())
    html, out = build(".. findings::", ledger=True)
    cards = [card.split("</div>")[0] for card in html.split('<div class="finding ')[1:]]
    expected = findings(everything.values())
    assert len(cards) == len(expected)
    for one, card in zip(expected, cards, strict=True):
        assert one.title in unescape(card).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
        assert f">{one.number}<" in card
        (image,) = re.findall(r'<img alt="([^"]+)" src="([^"]+)"', card)
        assert unescape(image[0]) == one.alt
        drawing = (out / image[1]).read_text()
        assert "<svg" in drawing
        assert "<dc:date>" not in drawing  # the same records give the same file
        told_here = one.chapter == "table1"  # the one chapter of this small book
        assert ('href="notebooks/table1.html"' in card) == told_here
        sections = re.findall(r'href="ledger\.html#(ledger-[a-z0-9_-]+)"', card)
        assert len(sections) == len(one.places)
    assert r"\(h(d) = \log d\)" in html
    assert "$" not in "".join(cards)


def test_a_missing_record_stops_the_build(build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: object) -> None:
        raise InputError("the front page needs the record of table1 on thyroid")

    monkeypatch.setattr(importlib.import_module("findings"), "findings", missing)
    with pytest.raises(Exception, match="table1 on thyroid"):
        build(".. findings::")
