"""The digests that tell one version of the sources from another."""

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

import rdo
from replication.ledger import sources


def test_every_source_file_of_both_packages_has_a_digest() -> None:
    found = sources.source_digests()
    assert {"rdo/errors.py", "replication/ledger/sources.py"} <= set(found)
    assert all(len(digest) == 64 for digest in found.values())
    assert sources.source_digests() == found


def test_an_edit_shows_wherever_the_sources_lie(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert rdo.__file__ is not None
    copy = tmp_path / "elsewhere" / "rdo"
    shutil.copytree(Path(rdo.__file__).parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(sources, "_PACKAGES", (rdo,))
    here = sources.source_digests()
    moved = SimpleNamespace(__file__=str(copy / "__init__.py"))
    monkeypatch.setattr(sources, "_PACKAGES", (moved,))
    assert sources.source_digests() == here
    (copy / "errors.py").write_text("edited = True\n")
    edited = sources.source_digests()
    assert {name for name in here if here[name] != edited[name]} == {"rdo/errors.py"}
    assert sources.digest_of(edited) != sources.digest_of(here)
