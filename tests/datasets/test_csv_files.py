import bz2
import gzip
import io
import lzma
import os
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from rdo.datasets import csv_files, read_csv_table, read_density_csv
from rdo.errors import InputError


def write(folder: Path, text: str) -> Path:
    path = folder / "table.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_csv_round_trip(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(20, 3)), columns=["a", "b c", "p"])
    path = tmp_path / "table.csv"
    frame.to_csv(path, index=False)
    X, names = read_csv_table(path)
    np.testing.assert_array_equal(X, frame.to_numpy())
    assert names == ("a", "b c", "p")


def test_csv_as_spreadsheets_write_it(tmp_path: Path) -> None:
    table = '\ufeff"a", b\r\n1, 2e3\r\n"-0.5",4\r\n\r\n'
    X, names = read_csv_table(write(tmp_path, table))
    np.testing.assert_array_equal(X, [[1, 2000], [-0.5, 4]])
    assert names == ("a", "b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "cannot be read"),
        ("a,b\n", "no rows"),
        ("1,2\n3,4\n", "first line"),
        ("a,b\n1,2\n3,x\n", "'x' in row 2, column 'b'"),
        ("a,b\n1,\n3,4\n", "row 1, column 'b'"),
        ("a,b\n1\n3,4\n", "row 1, column 'b'"),
        ("a,b\n1,2,3\n", "cannot be read"),
        ("a,b\n1,nan\n", "'nan' in row 1, column 'b'"),
        ("a,b\n1,inf\n", "'inf' in row 1, column 'b'"),
        ("a,b\n1,1e999\n", "'1e999' in row 1, column 'b'"),
    ],
)
def test_bad_csv_is_named(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path, text)
    with pytest.raises(InputError, match=message) as caught:
        read_csv_table(path)
    assert str(path) in str(caught.value)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.csv"):
        read_csv_table(tmp_path / "none.csv")
    with pytest.raises(InputError, match="is a folder"):
        read_csv_table(tmp_path)
    binary = tmp_path / "image.csv"
    binary.write_bytes(b"\x89PNG\xff\xfe\x00\x01")
    with pytest.raises(InputError, match=r"image\.csv"):
        read_csv_table(binary)


def test_density_is_the_last_column(tmp_path: Path) -> None:
    X, density, names = read_density_csv(write(tmp_path, "a,b,p\n1,2,0.5\n3,5,0\n"))
    np.testing.assert_array_equal(X, [[1, 2], [3, 5]])
    np.testing.assert_array_equal(density, [0.5, 0])
    assert names == ("a", "b")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("p\n0.5\n", "one column"),
        ("a,p\n1,0.5\n2,-0.25\n", "-0.25 in row 2, column 'p'"),
        ("a,b,p\n1,2,0.5\n1,3,0.5\n", "column 'a'; drop"),
        ("a,p\n1,0.5\n2,0.5\n", "same density, 0.5, in every row"),
    ],
)
def test_bad_density_table(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_density_csv(write(tmp_path, text))


TEXT = "x1,x2\n" + "1.5,2.5\n2.5,0\n" * 2000
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zip": lambda content: zipped({"table.csv": content}),
}


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("ending", PACKED)
def test_packed_tables(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"table.csv.{ending}"
    content = PACKED[ending](TEXT.encode())
    path.write_bytes(content)
    X, names = read_csv_table(path)
    assert (X.shape, names) == ((4000, 2), ("x1", "x2"))
    middle = len(content) // 2
    flipped = bytes([content[middle] ^ 255])
    for damaged in (
        content[:middle],
        content[:9],
        content[:middle] + flipped + content[middle + 1 :],
        content[middle:],
        b"",
        b"x1,x2\n1,2\n",
    ):
        path.write_bytes(damaged)
        with pytest.raises(InputError, match=str(path)):
            read_csv_table(path)


def test_archives_of_other_contents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "table.csv.zip"
    for files in ({}, {"a.csv": b"a\n1\n", "b.csv": b"a\n1\n"}):
        path.write_bytes(zipped(files))
        with pytest.raises(InputError, match=rf"holds {len(files)} files; give an archive of one"):
            read_csv_table(path)
    monkeypatch.setattr(csv_files, "_MOST_BYTES", 2**20)
    for ending, pack in PACKED.items():
        path = tmp_path / f"bomb.csv.{ending}"
        path.write_bytes(pack(b"a\n" + b"0.5\n" * 2**19))
        with pytest.raises(InputError, match="more than 1 MiB of text"):
            read_csv_table(path)


@pytest.mark.parametrize(
    "content",
    [b"\xff\xfea\x00,\x00b\x00", "größe,b\n1,2\n".encode("latin-1"), b"a,b\n1,2\n\x00\n"],
)
def test_text_of_another_kind(tmp_path: Path, content: bytes) -> None:
    (path := tmp_path / "table.csv").write_bytes(content)
    with pytest.raises(InputError, match=r"cannot be read: .* (UTF-8|zero bytes)"):
        read_csv_table(path)


@pytest.mark.parametrize("path", [None, 3, b"a.csv", "", "x" * 5000, "a\0b", ["a.csv"], "a/" * 99])
def test_paths_that_are_none(path: Any) -> None:
    with pytest.raises(InputError) as caught:
        read_csv_table(path)
    assert len(str(caught.value)) < 300


def test_what_is_no_file_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "dangling.csv").symlink_to(tmp_path / "gone")
    (tmp_path / "file").write_text("")
    start = time.perf_counter()
    for name in ("pipe.csv", "loop.csv", "dangling.csv", "file/table.csv", "."):
        with pytest.raises(InputError, match=r"folder or a device|cannot be read|not there"):
            read_csv_table(tmp_path / name)
    with pytest.raises(InputError, match="is a folder or a device"):
        read_csv_table("/dev/zero")
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (",a\n0,1\n1,3\n", "no name for column 1; name it or, if it holds the row numbers that"),
        ("Unnamed: 0,a\n0,1\n1,3\n", "no name for column 1"),
        ("a,,b\n1,2,3\n", "no name for column 2"),
        ("a,b,\n1,2,\n", "no name for column 3"),
        ("a,b,a\n1,2,3\n", "more than one column 'a'"),
        ("a, a\n1,2\n", "more than one column 'a'"),
        (
            "a,id\n" + "".join(f"{k % 3},{k}\n" for k in range(7, 30)),
            "counts the rows in column 'id'",
        ),
        ('a,b\n"1,2\n', "cannot be read"),
        ("a,b\n1,2\n" * 3, "'a' in row 2, column 'a'"),
        ("a" + ",a" * 20_000 + "\n1\n", "more than 10,000 columns"),
        ("\n\n", "cannot be read"),
        ("a,b\n1," + "9" * 100_000 + "\n", "holds '9999"),
    ],
)
def test_bad_columns_are_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_csv_table(write(tmp_path, text))
    assert len(str(caught.value)) < 500


def test_the_index_that_pandas_writes_is_refused(tmp_path: Path) -> None:
    frame = pd.DataFrame(np.random.default_rng(0).random((30, 2)), columns=["x", "density"])
    for shuffled in (frame, frame.sample(frac=1, random_state=0)):
        shuffled.to_csv(tmp_path / "unnamed.csv")
        shuffled.to_csv(tmp_path / "named.csv", index_label="row")
        shuffled.to_csv(tmp_path / "right.csv", index=False)
        for name, message in (
            ("unnamed", "no name for column 1"),
            ("named", "column 'row', from 0"),
        ):
            with pytest.raises(InputError, match=message):
                read_density_csv(tmp_path / f"{name}.csv")
        assert read_density_csv(tmp_path / "right.csv")[2] == ("x",)


def test_long_tables_are_read_piece_by_piece(tmp_path: Path) -> None:
    rows = np.random.default_rng(0).random((45_000, 2)).round(3)
    path = tmp_path / "long.csv"
    pd.DataFrame(rows, columns=["a", "b"]).to_csv(path, index=False)
    np.testing.assert_array_equal(read_csv_table(path)[0], rows)
    with path.open("a") as file:
        file.write("1,x\n")
    with pytest.raises(InputError, match="'x' in row 45001, column 'b'"):
        read_csv_table(path)


def test_milliseconds_beside_a_density_are_named(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    columns = {"x": rng.random(9), "ms": 1.7e12 + 1e6 * rng.random(9), "p": rng.random(9)}
    pd.DataFrame(columns).to_csv(tmp_path / "table.csv", index=False)
    with pytest.raises(InputError, match=r"in column 'ms' as column 'x' varies; scaled"):
        read_density_csv(tmp_path / "table.csv")
