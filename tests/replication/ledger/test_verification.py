"""Reruns of records, kept and read back."""

import dataclasses
from pathlib import Path

import pytest

from rdo.errors import InputError
from replication.ledger import write_record
from replication.ledger.verification import (
    Difference,
    Measurement,
    digits_by_experiment,
    find_verification,
    keep_measurement,
    record_checksum,
)
from tests.replication.ledger.examples import make_record

RECORD = make_record({"dagmm": [0.5, 0.6, 0.7]})


def measurement(folder: Path, absolute: float = 0.0, *, threads: int = 1) -> Measurement:
    """A rerun of two seeds of the record that is stored."""
    checksum = record_checksum("table1", "thyroid", folder)
    assert checksum is not None
    differences = {"dagmm": {"f1": Difference(absolute, absolute / 0.5)}}
    return Measurement(
        checksum, 2, threads, "a processor", "cpu", "0" * 40, {"torch": "2"}, differences
    )


def test_the_largest_difference_over_the_reruns_is_the_records(tmp_path: Path) -> None:
    write_record(RECORD, tmp_path)
    assert find_verification("table1", "thyroid", tmp_path) is None
    for threads, absolute in ((1, 0.0), (2, 1e-5)):
        path = keep_measurement(
            "table1", "thyroid", measurement(tmp_path, absolute, threads=threads), tmp_path
        )
    assert path == tmp_path / "verified" / "table1" / "thyroid.json"
    found = find_verification("table1", "thyroid", tmp_path)
    assert found is not None
    assert [one.threads for one in found.measurements] == [1, 2]
    assert found.difference("dagmm", "f1") == 1e-5
    assert found.difference("dagmm", "auc") == found.difference("pca", "f1") == 0.0


def test_a_rerun_on_as_many_threads_replaces_the_earlier_one(tmp_path: Path) -> None:
    write_record(RECORD, tmp_path)
    for absolute in (1e-3, 1e-4):
        keep_measurement("table1", "thyroid", measurement(tmp_path, absolute), tmp_path)
    found = find_verification("table1", "thyroid", tmp_path)
    assert found is not None
    assert [one.differences["dagmm"]["f1"].absolute for one in found.measurements] == [1e-4]


def test_reruns_of_an_earlier_record_say_nothing_of_this_one(tmp_path: Path) -> None:
    write_record(RECORD, tmp_path)
    keep_measurement("table1", "thyroid", measurement(tmp_path, 1e-3), tmp_path)
    write_record(make_record({"dagmm": [0.5, 0.6, 0.8]}), tmp_path)
    assert find_verification("table1", "thyroid", tmp_path) is None
    assert digits_by_experiment(tmp_path).empty


def test_digits_are_of_the_relative_difference() -> None:
    for relative, digits in ((0.0, None), (1e-7, 7), (2e-7, 6), (0.5, 0), (1.0, 0), (2.0, 0)):
        assert Difference(1.0, relative).digits == digits


def test_the_table_has_a_row_for_every_rerun(tmp_path: Path) -> None:
    write_record(RECORD, tmp_path)
    exact = measurement(tmp_path)
    keep_measurement("table1", "thyroid", exact, tmp_path)
    differences = {
        "dagmm": {name: Difference(d, d) for name, d in zip("abc", (0.0, 1e-3, 1e-6), strict=True)}
    }
    two = dataclasses.replace(exact, threads=2, differences=differences)
    keep_measurement("table1", "thyroid", two, tmp_path)
    table = digits_by_experiment(tmp_path)
    assert list(table.columns)[:3] == ["experiment", "data", "threads"]
    assert table.values.tolist() == [
        ["table1", "thyroid", 1, "all", "all"],
        ["table1", "thyroid", 2, "3", "6"],
    ]


def test_the_reruns_of_this_checkout_can_be_read() -> None:
    assert set(digits_by_experiment()["threads"]) <= set(range(1, 257))


@pytest.mark.parametrize("text", ["", "{}", '{"experiment": "table1", "dataset": 3}'])
def test_a_file_of_something_else_is_named(tmp_path: Path, text: str) -> None:
    write_record(RECORD, tmp_path)
    path = keep_measurement("table1", "thyroid", measurement(tmp_path), tmp_path)
    path.write_text(text)
    with pytest.raises(InputError, match=r"thyroid\.json cannot be used"):
        find_verification("table1", "thyroid", tmp_path)
    moved = path.with_name("wine.json")
    path.unlink()
    keep_measurement("table1", "thyroid", measurement(tmp_path), tmp_path).rename(moved)
    with pytest.raises(InputError, match=r"wine\.json holds reruns of 'table1' on 'thyroid'"):
        find_verification("table1", "wine", tmp_path)
