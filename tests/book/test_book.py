"""The book finds its files from `book/` alone."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from replication.ledger.evidence import LEVEL

ROOT = Path(__file__).parents[2]
BOOK = ROOT / "book"


@pytest.mark.parametrize("name", ["_config.yml", "_toc.yml"])
def test_the_book_has_its_own_copy_of_what_jupyter_book_looks_for_there(name: str) -> None:
    assert (BOOK / name).read_text() == (ROOT / name).read_text(), f"run: cp {name} book/"


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="not a git checkout")
def test_git_tracks_no_links_for_some_clones_have_none() -> None:
    command = ["git", "ls-files", "--stage"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not [line for line in listing.splitlines() if line.startswith("120000")]


def pages(entry: dict[str, Any]) -> list[str]:
    own = [entry[key] for key in ("root", "file") if key in entry]
    below = [*entry.get("parts", []), *entry.get("chapters", []), *entry.get("sections", [])]
    return own + [page for child in below for page in pages(child)]


def test_every_page_and_notebook_is_in_the_contents_and_exists() -> None:
    listed = pages(yaml.safe_load((ROOT / "_toc.yml").read_text()))
    texts = [*BOOK.glob("*.md"), *BOOK.glob("api/*.md")]
    present = {path.relative_to(BOOK).with_suffix("").as_posix() for path in texts}
    present |= {f"notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert sorted(listed) == sorted(present)


def test_the_front_page_has_no_number_of_a_result_typed_in() -> None:
    text = re.sub(r"```.*?```|`[^`]*`", "", (BOOK / "index.md").read_text(), flags=re.DOTALL)
    assert re.findall(r"\d[\d.]*", text) == [f"{100 * LEVEL:.0f}"]  # of the interval


def test_the_front_page_opens_with_findings_then_the_table() -> None:
    text = (BOOK / "index.md").read_text()
    directives = re.findall(r"^```\{([a-z-]+)\}\n(:own:)?", text, re.MULTILINE)
    assert directives == [("findings", ""), ("verdict-table", ""), ("verdict-table", ":own:")]
    words_before = text[: text.index("```{findings}")].split()
    assert len(words_before) < 60


def test_every_room_of_the_library_has_its_page_of_the_api() -> None:
    rooms = {path.parent.name for path in (ROOT / "rdo").glob("*/__init__.py")} - {"checks"}
    assert {path.stem for path in BOOK.glob("api/*.md")} == rooms
    overview = (BOOK / "api.md").read_text()
    for room in rooms:
        page = (BOOK / "api" / f"{room}.md").read_text()
        assert page.startswith(f"# rdo.{room}\n")
        assert f".. automodule:: rdo.{room}\n   :members:" in page
        assert f"{{doc}}`rdo.{room} <api/{room}>`" in overview
