"""Damaged tables and model files give scores, or one line that names the file.

A hundred of each kind by default; ``pytest tests/detectors/test_fuzz_tables.py --fuzz 1000`` tries
more, and with ``--hypothesis-show-statistics`` tells how they end.
"""

import csv
import io
import math
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from rdo.detectors import Columns, RaDOGAGADetector
from rdo.detectors.detect import Fitted, detect
from rdo.detectors.table_files import read_whole
from rdo.errors import InputError

CELLS = ["", "NA", "nan", "inf", "-inf", "1e999", "0x10", "1,5", '"', "'", "=1+1", "@SUM(1)",
         "2024-01-31", "True", "red", "green", "١٢", "\x00", "\ufeff", "é", "1" * 400, "-", "+",
         "1_000", "1e-320", "9007199254740993", "1" * 300, "9" * 5_000, " 1 ",
         "\t", "\r", "{}"]  # fmt: skip
BYTES = [b"\xff", b"\xfe\xff", b"\x00", b"\r", b'"', b"\n\n\n", b",", b"\x1f\x8b", b"PK\x03\x04",
         b"\xc3", b"\x1a", b"a" * 70_000]  # fmt: skip
LONGEST = 700
SECONDS = 20.0  # of this process's own time


def rows(n: int = 40) -> pd.DataFrame:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(n, 3)), columns=["a", "b", "=c"]).round(3)
    table["colour"] = rng.choice(["red", "blue"], n)
    table["on"] = rng.choice(["yes", "no"], n)
    return table


@cache
def fitted() -> Fitted:
    table = rows().astype(str)
    columns = Columns.learn(table, "train.csv")
    brief = RaDOGAGADetector(max_steps=5, n_replicas=1, random_state=0, device="cpu")
    return Fitted.learn(brief, table, "train.csv", columns)


@st.composite
def damaged_text(draw: st.DrawFn) -> bytes:
    """A table of text after a few edits of cells, lines or bytes."""
    lines = [list(rows().columns), *rows().astype(str).to_numpy().tolist()]
    for _ in range(draw(st.sampled_from([0, 1, 1, 2]))):
        line = draw(st.integers(0, len(lines) - 1))
        kind = draw(st.sampled_from(["cell", "drop", "add", "repeat", "remove", "swap"]))
        cell = draw(st.integers(0, max(len(lines[line]) - 1, 0)))
        if kind == "cell" and lines[line]:
            lines[line][cell] = draw(st.sampled_from(CELLS) | st.text(max_size=5))
        elif kind == "drop" and lines[line]:
            del lines[line][cell]
        elif kind == "add":
            lines[line].insert(cell, draw(st.sampled_from(CELLS)))
        elif kind == "repeat":
            lines[line : line + 1] = [lines[line]] * draw(st.sampled_from([2, 3, 2_000]))
        elif kind == "remove" and len(lines) > 1:
            del lines[line]
        elif kind == "swap":
            lines[0], lines[line] = lines[line], lines[0]
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return damaged(draw, text.getvalue().encode(), (0, 0, 1))


def damaged(draw: st.DrawFn, content: bytes, edits: tuple[int, ...] = (1, 2, 3)) -> bytes:
    """The same after some edits of bytes."""
    found = bytearray(content)
    for _ in range(draw(st.sampled_from(edits))):
        at = draw(st.integers(0, max(len(found) - 1, 0)))
        kind = draw(st.sampled_from(["flip", "insert", "cut", "double"]))
        if kind == "flip" and found:
            found[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "insert":
            found[at:at] = draw(st.sampled_from(BYTES))
        elif kind == "cut":
            del found[at : at + draw(st.sampled_from([1, 10, 10**6]))]
        elif kind == "double":
            found += found[at:]
    return bytes(found)


@st.composite
def damaged_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes after an edit."""
    return damaged(draw, content)


def ends_well(work: Callable[[Path], None], content: bytes, name: str) -> None:
    """Whether work on a file of that content ends in time, in a result or in one line about it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        fitted()
        started = time.process_time()
        try:
            work(path)
        except InputError as error:
            event("refused")
            message = str(error)
            assert name in message
            assert "\n" not in message.strip()
            assert len(message) < LONGEST
        else:
            event("read")
        assert time.process_time() - started < SECONDS
        left = {file.name for file in Path(folder).iterdir()} - {name, "scores.csv"}
        assert not left


def score(path: Path) -> None:
    """Score a table; what is written has a finite score for each row, or nothing is there."""
    out = path.with_name("scores.csv")
    try:
        found = detect(fitted(), path, out)
    except InputError:
        assert not out.exists()
        raise
    with out.open(newline="", encoding="utf-8") as file:
        written = list(csv.DictReader(file))
    assert len(written) == found.rows
    assert all(math.isfinite(float(line["score"])) for line in written)


@given(damaged_text())
def test_a_damaged_text_is_scored_or_refused(content: bytes) -> None:
    ends_well(score, content, "new.csv")


@cache
def parquet() -> bytes:
    pytest.importorskip("pyarrow")
    buffer = io.BytesIO()
    rows().to_parquet(buffer)
    return buffer.getvalue()


@given(st.data())
def test_a_damaged_parquet_file_is_scored_or_refused(data: st.DataObject) -> None:
    ends_well(score, data.draw(damaged_bytes(parquet())), "new.parquet")


@pytest.fixture(scope="module")
def model() -> Iterator[bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kept.rdo"
        fitted().save(path)
        yield path.read_bytes()


@given(data=st.data())
def test_a_damaged_model_file_is_refused_or_the_same(data: st.DataObject, model: bytes) -> None:
    content = data.draw(damaged_bytes(model))

    def load(path: Path) -> None:
        found = Fitted.load(path)
        X = fitted().rows(rows().astype(str), "new.csv", 1)
        own, other = (one.detector.score_samples(X) for one in (fitted(), found))
        np.testing.assert_array_equal(own, other)

    ends_well(load, content, "kept.rdo")


@given(damaged_text())
def test_a_damaged_table_to_learn_from_is_typed_or_refused(content: bytes) -> None:
    def learn(path: Path) -> None:
        table = read_whole(path)
        columns = Columns.learn(table, str(path))
        assert np.isfinite(columns.encode(table, str(path))).all()

    ends_well(learn, content, "train.csv")
