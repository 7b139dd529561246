"""What the book is built from: records and notebooks of the checkout that it lies in."""

import filecmp
import shutil
from pathlib import Path

from sphinx.application import Sphinx

from replication.ledger import REPOSITORY

__all__ = ["bring_notebooks", "check_records", "setup"]


def check_records(book: Path) -> None:
    """Stop the build, in one sentence, where pages would show the records of another checkout."""
    here = book.resolve().parent
    if here != REPOSITORY:
        # Not an error of Sphinx's, which would come with the traceback of an extension.
        raise SystemExit(
            f"This book lies in {here}, and its records would be those of {REPOSITORY}, which the "
            f"Python running now has installed: run `make book` in {here}."
        )


def bring_notebooks(book: Path) -> None:
    """Make ``notebooks/`` in the book's folder equal to the folder beside it.

    Sphinx reads no page from outside its own folder, and a link to another is not one on every
    file system that a clone may lie on.
    """
    pages = {path.name: path for path in (book.parent / "notebooks").glob("*.ipynb")}
    copies = book / "notebooks"
    copies.mkdir(exist_ok=True)
    for copy in copies.glob("*.ipynb"):
        if copy.name not in pages:
            copy.unlink()
    for name, page in pages.items():
        copy = copies / name
        if not (copy.exists() and filecmp.cmp(page, copy)):
            shutil.copy2(page, copy)  # of the same age, so an unchanged page is not read again


def setup(app: Sphinx) -> dict[str, bool]:
    """Do both before anything is read; nothing is registered."""
    check_records(Path(app.srcdir))
    bring_notebooks(Path(app.srcdir))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
