"""Small books to build."""

import dataclasses
import importlib
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace

from replication.ledger import Judgement, scoreboard

EXTENSIONS = Path(__file__).parents[2] / "book" / "_ext"
SPHINX_EXTENSIONS = [
    "sphinx.ext.mathjax",
    "myst_parser",
    "offline_mathjax",
    "scoreboard",
    "findings",
]

Build = Callable[..., tuple[str, Path]]
Judged = Callable[[Iterable[Judgement]], None]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Build a page from its reStructuredText; return its HTML and the folder it lies in.

    With ``ledger`` the book has the whole ledger too, as ``ledger.html``.
    """
    monkeypatch.syspath_prepend(str(EXTENSIONS))

    def build(text: str, *, ledger: bool = False) -> tuple[str, Path]:
        source, out = tmp_path / "source", tmp_path / "out"
        (source / "notebooks").mkdir(parents=True)
        contents = ".. toctree::\n   :hidden:\n\n" + "".join(
            f"   {page}\n" for page in (["ledger"] if ledger else []) + ["notebooks/table1"]
        )
        (source / "index.rst").write_text(f"Page\n====\n\n{text}\n\n{contents}")
        (source / "notebooks" / "table1.rst").write_text("Table 1\n=======\n")
        if ledger:
            (source / "ledger.rst").write_text("All\n===\n\n.. ledger::\n")
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
def judged(monkeypatch: pytest.MonkeyPatch) -> Judged:
    """Pages show these judgements instead of those of the checkout."""
    monkeypatch.syspath_prepend(str(EXTENSIONS))

    def judged(judgements: Iterable[Judgement]) -> None:
        chosen = tuple(judgements)
        monkeypatch.setattr(importlib.import_module("ledger_nodes"), "scoreboard", lambda: chosen)

    return judged


@pytest.fixture(scope="session")
def everything() -> dict[str, Judgement]:
    """The ledger of this checkout, by the claims' ids."""
    return {one.claim.id: one for one in scoreboard()}


@pytest.fixture
def ledger(judged: Judged, everything: dict[str, Judgement]) -> tuple[Judgement, ...]:
    """Two rows of Table 1, one with precision and recall; a statement, its correction; quoted."""
    table1, appendix = "radogaga.table1.thyroid", "radogaga.appendix_d.linear"

    def one(name: str, **changes: object) -> Judgement:
        kinds = {key: changes.pop(key) for key in ("statement", "identity") if key in changes}
        found = everything[name]
        claim = dataclasses.replace(found.claim, **kinds)  # type: ignore[arg-type]
        return dataclasses.replace(found, claim=claim, **changes)  # type: ignore[arg-type]

    chosen = (
        one(f"{table1}.dagmm_cited.f1"),
        one(f"{table1}.dagmm.precision"),
        one(f"{table1}.dagmm.recall"),
        one(f"{table1}.dagmm.f1", verdict="direction only", reason="because of <order>"),
        one(f"{table1}.radogaga_d.f1", verdict="undecided", cause="interval", entered="before"),
        one(
            f"{appendix}.h_d_printed.ab_error",
            verdict="refuted",
            entered="after",
            statement=r"Here $ab = \sqrt{2}$ (error)",
        ),
        one(f"{appendix}.h_d.ab_error", verdict="holds", entered="before"),
        one(f"{appendix}.h_d.b_error", verdict="holds", identity="It is its own definition"),
        one("ebae.table3.config1.auc", verdict="not run", record=None),
    )
    judged(chosen)
    return chosen
