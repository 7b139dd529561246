"""Files as they are or packed."""

import bz2
import gzip
import io
import lzma
import os
import zipfile
from contextlib import ExitStack
from pathlib import Path

import pytest

from rdo.datasets.packed_files import open_file, quoted, said, suffix_of
from rdo.errors import InputError

TEXT = b"a,b\n1,2\n" * 100


def zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


PACKED = {
    "t": TEXT,
    "t.csv": TEXT,
    "t.GZ": gzip.compress(TEXT),
    "t.csv.bz2": bz2.compress(TEXT),
    "t.xz": lzma.compress(TEXT),
    "t.zip": zipped({"inner.csv": TEXT}),
}


@pytest.mark.parametrize("name", PACKED)
def test_the_content_is_unpacked_by_the_ending(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PACKED[name])
    with ExitStack() as stack:
        opened = open_file(path, stack)
        assert opened.content.read() == TEXT
        assert opened.size == len(PACKED[name])
        assert opened.packed == (name not in ("t", "t.csv"))
    assert opened.content.closed


@pytest.mark.parametrize("files", [{}, {"a": b"1", "b": b"2"}], ids=["none", "two"])
def test_an_archive_holds_one_file(tmp_path: Path, files: dict[str, bytes]) -> None:
    path = tmp_path / "t.zip"
    path.write_bytes(zipped(files))
    with ExitStack() as stack, pytest.raises(InputError, match=f"holds {len(files)} files; give"):
        open_file(path, stack)


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    cases: list[tuple[object, str]] = [
        (tmp_path / "none.csv", "is not there"),
        (tmp_path, "is a folder or a device: give the path of a file"),
        (3, "path=3: give the path"),
        (b"t.csv", "give the path"),
    ]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        cases.append((tmp_path / "pipe", "is a folder or a device"))
    for path, message in cases:
        with ExitStack() as stack, pytest.raises(InputError, match=message):
            open_file(path, stack)  # type: ignore[arg-type]


def test_names_and_words_in_messages_are_one_line() -> None:
    assert quoted("a b.csv") == "a b.csv"
    assert "\n" not in quoted("a\nb.csv")
    assert len(quoted("x" * 10_000)) < 600
    assert said(OSError(2, "No such file", "/secret")) == "No such file"
    assert said(ValueError("Error tokenizing data. C error: two\n lines.")) == "two lines"
    assert said(EOFError()) == "EOFError"
    assert (suffix_of("a/B.CSV"), suffix_of("none")) == (".csv", "")
