"""The book is built from its own checkout's records and notebooks."""

import importlib
import os
from pathlib import Path
from types import ModuleType

import pytest

from tests.book.conftest import EXTENSIONS


@pytest.fixture
def extension(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(EXTENSIONS))
    return importlib.import_module("own_checkout")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A book without pages, and two notebooks beside it."""
    for name in ("notebooks", "book"):
        (tmp_path / name).mkdir()
    for name in ("one.ipynb", "two.ipynb", "two.py"):
        (tmp_path / "notebooks" / name).write_text(name)
    return tmp_path / "book"


def test_the_records_of_another_checkout_are_refused_in_a_sentence(
    extension: ModuleType, book: Path
) -> None:
    extension.check_records(EXTENSIONS.parent)
    with pytest.raises(SystemExit) as found:
        extension.check_records(book)
    ours = EXTENSIONS.parents[1]
    told = str(found.value)
    assert told.startswith(
        f"This book lies in {book.parent}, and its records would be those of {ours}"
    )
    assert told.endswith(f"run `make book` in {book.parent}.")


def test_the_notebooks_are_brought_and_kept_alike(extension: ModuleType, book: Path) -> None:
    def brought() -> dict[str, str]:
        extension.bring_notebooks(book)
        return {path.name: path.read_text() for path in (book / "notebooks").iterdir()}

    assert brought() == {"one.ipynb": "one.ipynb", "two.ipynb": "two.ipynb"}
    (book.parent / "notebooks" / "one.ipynb").write_text("another")
    (book.parent / "notebooks" / "two.ipynb").unlink()
    assert brought() == {"one.ipynb": "another"}


def test_an_unchanged_notebook_keeps_its_age(extension: ModuleType, book: Path) -> None:
    extension.bring_notebooks(book)
    copy = book / "notebooks" / "one.ipynb"
    before = copy.stat().st_mtime_ns
    os.utime(book.parent / "notebooks" / "one.ipynb")  # as git does on a change of branch
    extension.bring_notebooks(book)
    assert copy.stat().st_mtime_ns == before
