"""Tables in files: what is read, and what is refused in one sentence."""

import bz2
import gzip
import lzma
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from rdo.detectors.table_files import read_rows, read_whole
from rdo.errors import InputError

TABLE = b"age,colour\n30,red\n41,blue\n35,red\n"


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("ending", [".csv", ".txt", ".csv.gz", ".csv.bz2", ".csv.xz", ".zip"])
def test_text_is_read_as_it_is_or_packed(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"table{ending}"
    pack: dict[str, Callable[[bytes], bytes]] = {
        ".gz": gzip.compress,
        ".bz2": bz2.compress,
        ".xz": lzma.compress,
    }
    if ending == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("table.csv", TABLE)
    else:
        path.write_bytes(pack.get(path.suffix, bytes)(TABLE))
    table = read_whole(path)
    assert list(table.columns) == ["age", "colour"]
    assert table["colour"].tolist() == ["red", "blue", "red"]
    assert table["age"].tolist() == ["30", "41", "35"]


@pytest.mark.parametrize("mark", [b";", b"\t"])
@pytest.mark.parametrize("cell", [b"30", b"30,5"])
def test_other_marks_between_cells_are_said(tmp_path: Path, mark: bytes, cell: bytes) -> None:
    lines = b"\n".join([b"age" + mark + b"flow", cell + mark + cell, cell + mark + cell])
    with pytest.raises(InputError, match=r"one column in its first line.*separate cells by commas"):
        read_whole(written(tmp_path / "t.csv", lines))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"PK\x03\x04" + b"a,b\n1,2\n", "is a spreadsheet or an archive: export it"),
        (b'[{"a": 1},\n{"a": 2}]', "is JSON"),
        (b'[\n {"a": 1,\n  "b": 2}\n]', "is JSON"),
        (b'{"a": [1, 2], "b": [3, 4]}', "is JSON"),
    ],
)
def test_other_formats_are_said(tmp_path: Path, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_whole(written(tmp_path / "t.csv", content))


def test_names_in_brackets_are_names(tmp_path: Path) -> None:
    assert list(read_whole(written(tmp_path / "t.csv", b"[Ca],[Na]\n1,2\n"))) == ["[Ca]", "[Na]"]


def test_rows_come_some_at_a_time_and_in_order(tmp_path: Path) -> None:
    lines = b"".join(b"%d,x\n" % k for k in range(25))
    parts = list(read_rows(written(tmp_path / "t.csv", b"a,b\n" + lines), rows=10))
    assert max(map(len, parts)) == 10
    assert pd.concat(parts)["a"].tolist() == [str(k) for k in range(25)]
    assert all(list(part.columns) == ["a", "b"] for part in parts)


def test_cells_stay_text_quotes_and_lines_within_them_too(tmp_path: Path) -> None:
    text = b'a,b\n007,"x, ""y""\nz"\nNA,\n'
    table = read_whole(written(tmp_path / "t.csv", b"\xef\xbb\xbf" + text))
    assert table["a"].tolist() == ["007", "NA"]
    assert table["b"].tolist() == ['x, "y"\nz', ""]


@pytest.mark.parametrize("rows", [1, 2, 100])
def test_blank_lines_are_rows_but_at_the_end(tmp_path: Path, rows: int) -> None:
    path = written(tmp_path / "t.csv", b"a\n1\n\n\n2\n\n\n")
    assert pd.concat(read_rows(path, rows))["a"].fillna("").tolist() == ["1", "", "", "2"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b"a,b\n", "has a header and no rows"),
        (b"1,2\n3,4\n", "number in its first line"),
        (b"a,a\n1,2\n", "more than one column 'a'"),
        (b"a,\n1,2\n", "has cells in column 2, which has no name"),
        (b"a,b\n1,2\n3,4,5\n", "has 3 cells in line 3, and 2 in the first"),
        (b'a,b\n1,"x\n', "cannot be read as a table"),
        (b"a,b\n1,\xff\n", "not UTF-8 text: it holds the byte 0xff"),
        (b"a\n" + 30_000 * b"1\n" + b"\xfe\n", "not UTF-8 text: it holds the byte 0xfe"),
        (b"a,b\n1,\0\n", "holds zero bytes"),
        (b"a\n" + b"1" * (2**24 + 2**17), "more than 16 MiB in line 2"),
        (b",".join(b"c%d" % k for k in range(10_001)) + b"\n", "10,001 columns"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = written(tmp_path / "t.csv", content)
    with pytest.raises(InputError, match=message) as caught:
        read_whole(path)
    assert str(path) in str(caught.value)
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv.gz", b"\x1f\x8bno"),
        ("t.csv.gz", gzip.compress(TABLE)[:-9]),
        ("t.csv.bz2", b"BZh9"),
        ("t.csv.xz", lzma.compress(TABLE)[:-3]),
        ("t.zip", b"PK\3\4"),
    ],
    ids=["no gzip", "gzip cut short", "bzip2 cut short", "xz cut short", "zip cut short"],
)
def test_a_damaged_archive_is_one_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    path = written(tmp_path / name, content)
    with pytest.raises(InputError, match="cannot be read"):
        read_whole(path)


@pytest.mark.slow
def test_an_archive_that_unpacks_without_end_is_left(tmp_path: Path) -> None:
    bomb = gzip.compress(b"a\n" + b"1\n" * 2**25)
    path = written(tmp_path / "t.csv.gz", bomb)
    with pytest.raises(InputError, match="unpacks to more than 1,000 times its size"):
        for _ in read_rows(path):
            pass


def test_an_archive_of_several_files_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr("a.csv", TABLE)
        archive.writestr("b.csv", TABLE)
    with pytest.raises(InputError, match="holds 2 files"):
        read_whole(tmp_path / "t.zip")


def test_a_folder_a_pipe_and_nothing_are_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"directory|folder"):
        read_whole(tmp_path)
    with pytest.raises(InputError, match="is not there"):
        read_whole(tmp_path / "none.csv")
    with pytest.raises(InputError, match="path=7"):
        read_whole(7)  # type: ignore[arg-type]
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(InputError, match="is a folder or a device"):
            read_whole(tmp_path / "pipe.csv")


def test_too_many_cells_to_hold_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rdo.detectors.table_files._MOST_CELLS", 5)
    with pytest.raises(InputError, match="more than 5 cells"):
        read_whole(written(tmp_path / "t.csv", TABLE))
    assert sum(map(len, read_rows(tmp_path / "t.csv"))) == 3  # some at a time they may be


def test_columns_of_a_spreadsheet_without_anything_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path / "t.csv", b"age,colour,,\n30,red,,\n41,blue,,\n")
    pd.testing.assert_frame_equal(
        read_whole(path), pd.DataFrame({"age": ["30", "41"], "colour": ["red", "blue"]})
    )
    written(path, b"age,colour,,\n30,red,, \n41,blue, ,\n")
    assert read_whole(path).shape == (2, 2)
    written(path, b"temp; in,temp; out\n30,2\n41,3\n")
    assert list(read_whole(path)) == ["temp; in", "temp; out"]
    written(path, b"age,colour,,\n30,red,,\n41,blue,,x\n")
    with pytest.raises(InputError, match="cells in column 3, which has no name: name it"):
        read_whole(path)
    written(path, b"age,,colour\n30,,red\n41,,blue\n")
    with pytest.raises(InputError, match="no name for column 2"):
        read_whole(path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a;b,c;d\n1,2;3\n", "has one column in its first line"),
        (b"a;b\n1,2;3\n", "has one column in its first line"),
        (b"Export,2024\na,b,c\n1,2,3\n", "3 cells in line 2, and 2 in the first: begin with the"),
        (b"a,b\n1,2,\n3,4,\n", "3 cells in line 2, .*end no line by a comma"),
    ],
)
def test_lines_of_another_kind_are_refused_with_what_would_do(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        read_whole(written(tmp_path / "t.csv", content))


@pytest.mark.parametrize("line", [2, 5_000])
def test_a_byte_that_is_no_text_is_told_with_its_line(tmp_path: Path, line: int) -> None:
    lines = [b"a,b"] + [b"1,x"] * 6_000
    lines[line - 1] = b"1,20 \xb0C"
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress(b"\n".join(lines)))
    with pytest.raises(InputError, match=rf"byte 0xb0, in line {line:,}\. Save it as UTF-8; "):
        read_whole(path)
