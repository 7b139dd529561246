"""Tables in Parquet files: what is read, and what is refused in one sentence."""

import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rdo.detectors import Columns
from rdo.detectors.table_files import read_rows, read_whole
from rdo.errors import InputError


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
    with pytest.raises(
        InputError, match=r"row labels of pandas in column 3, .* to_parquet\(\.\.\., index=False\)"
    ):
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
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"needs pyarrow: pip install pyarrow"):
        read_whole(path)
