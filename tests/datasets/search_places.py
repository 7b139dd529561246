"""Search places in a folder of their own, and a data file whose content is known."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from rdo.datasets import (
    sources,
)
from rdo.datasets.entries import CATALOGUE

CONTENT = b"not a matrix, but the right bytes"
FILE = "thyroid/thyroid.mat"


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    """Four empty search places, and a thyroid file whose right content is CONTENT."""
    here = tmp_path / "project" / "notebooks"
    here.mkdir(parents=True)
    (tmp_path / "named").mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("RDO_DATA", str(tmp_path / "named"))
    monkeypatch.setattr("pooch.os_cache", lambda project: tmp_path / "cache" / project)
    # Far from the checkout, whose own data folders would be found.
    monkeypatch.setattr(sources, "__file__", str(tmp_path / "site" / "rdo" / "datasets" / "x.py"))
    known = CATALOGUE["thyroid"]
    assert known.source is not None
    source = replace(known.source, sha256=hashlib.sha256(CONTENT).hexdigest())
    monkeypatch.setitem(CATALOGUE, "thyroid", replace(known, source=source))
    return {
        "named": tmp_path / "named",
        "data": here / "data",
        "shared": tmp_path / "project" / "shared" / "data",
        "cache": tmp_path / "cache" / "rdo",
    }


def put(place: Path, content: bytes = CONTENT) -> Path:
    path = place / FILE
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path
