"""Tables in files: what is read, and what is refused in one sentence."""

import bz2
import gzip
import lzma
import os
import sys
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rdo.detectors import Columns
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
        (b"a,\n1,2\n", "no name for column 2"),
        (b"a,b\n1,2\n3,4,5\n", "Expected 2 fields in line 3, saw 3"),
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


def test_parquet_is_read_with_its_types_and_some_rows_at_a_time(tmp_path: Path) -> None:
    table = pd.DataFrame(
        {
            "x": [1.5, None, 3.0],
            "n": [1, 2, 3],
            "t": [True, False, True],
            "c": pd.Categorical(["u", "v", None]),
            "d": pd.to_datetime(["2024-01-01"] * 3),
        }
    )
    path = tmp_path / "t.parquet"
    table.to_parquet(path, index=False)
    parts = list(read_rows(path, rows=2))
    assert [len(part) for part in parts] == [2, 1]
    found = read_whole(path)
    assert list(found.columns) == list(table.columns)
    pd.testing.assert_series_equal(found["x"], table["x"])
    assert found["t"].tolist() == [True, False, True]
    with pytest.raises(InputError, match="date or time"):
        Columns.learn(found[["d"]], "t.parquet")


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"a": [[1, 2], [3]]}, "has list<.*in column 'a'; give numbers"),
        ({"a": [{"b": 1}, {"b": 2}]}, "has struct<.*in column 'a'"),
        ({"a": [b"x", b"y"]}, "has binary in column 'a'"),
        ({"a": []}, "has a header and no rows"),
    ],
)
def test_parquet_of_other_things_is_refused(
    tmp_path: Path, cells: dict[str, list[object]], message: str
) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame(cells).to_parquet(path, index=False)
    with pytest.raises(InputError, match=message):
        read_whole(path)


def test_damaged_parquet_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    pd.DataFrame({"a": np.arange(500.0), "b": ["x", "y"] * 250}).to_parquet(path, index=False)
    whole = path.read_bytes()
    rng = np.random.default_rng(0)
    for _ in range(100):
        damaged = bytearray(whole)
        for place in rng.integers(0, len(whole), 3):
            damaged[place] ^= 1 << rng.integers(8)
        path.write_bytes(bytes(damaged[: rng.integers(1, len(whole) + 1)]))
        with suppress(InputError):  # some flips change a number and nothing else
            read_whole(path)


def test_an_index_of_pandas_is_a_column_or_refused(tmp_path: Path) -> None:
    table = pd.DataFrame({"a": [1.0, 5.0, 2.0], "b": [3.0, 4.0, 9.0]})
    table.set_index("a").to_parquet(tmp_path / "t.parquet")
    assert set(read_whole(tmp_path / "t.parquet").columns) == {"a", "b"}
    table.iloc[[2, 0, 1]].to_parquet(tmp_path / "t.parquet")
    with pytest.raises(InputError, match="no name for column 3"):
        read_whole(tmp_path / "t.parquet")


def test_whole_numbers_are_the_same_with_and_without_a_missing_cell(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    far = 2**53 + 1
    for cells in ([1, 2, far], [1, None, far]):
        pd.DataFrame({"a": pd.array(cells, dtype="Int64")}).to_parquet(path, index=False)
        found = read_whole(path)["a"]
        assert str(found.dtype) == "Int64"
        assert found.dropna().tolist() == [cell for cell in cells if cell]


def test_without_pyarrow_parquet_says_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    path = written(tmp_path / "t.parquet", b"PAR1")
    with pytest.raises(InputError, match=r"needs pyarrow: pip install pyarrow"):
        read_whole(path)
