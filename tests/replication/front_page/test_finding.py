"""A finding refers to something that the book has."""

from pathlib import Path

import yaml

from replication.front_page import Finding

BOOK = Path(__file__).parents[3] / "_toc.yml"


def test_every_chapter_of_a_finding_is_in_the_contents(cards: tuple[Finding, ...]) -> None:
    parts = yaml.safe_load(BOOK.read_text())["parts"]
    chapters = {chapter["file"] for part in parts for chapter in part["chapters"]}
    assert {f"notebooks/{one.chapter}" for one in cards} <= chapters


def test_no_two_findings_share_a_figure(cards: tuple[Finding, ...]) -> None:
    assert len({one.name for one in cards}) == len(cards)
