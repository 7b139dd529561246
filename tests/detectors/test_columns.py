"""Columns typed on the training rows, and other rows read by them."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdo.detectors import Columns
from rdo.errors import InputError

TRAIN = pd.DataFrame(
    {
        "age": ["30", "41", "1e1", "-2.5"],
        "ill": ["yes", "No", "no", "YES"],
        "colour": ["red", "blue", "red", "blue"],
        "shape": ["a", "b", "c", "a"],
    }
)


def learn(table: pd.DataFrame = TRAIN, **options: object) -> Columns:
    return Columns.learn(table, "train.csv", **{"categories": ["shape"], **options})  # type: ignore


def small() -> pd.DataFrame:
    """TRAIN without the column whose texts hardly repeat."""
    return TRAIN.drop(columns="shape")


def test_a_level_that_was_not_learned_is_none_of_those_that_were() -> None:
    three = pd.DataFrame({"c": ["u", "v", "w", "u", "v", "w"], "x": list("301254")})
    columns = Columns.learn(three, "train.csv")
    new = three.assign(c=["u", "t", "w", "s", "t", "v"])
    encoded = columns.encode(new, "new.csv")[:, :3]
    np.testing.assert_array_equal(encoded.sum(1), [1, 0, 1, 0, 0, 1])
    ((name, where),) = columns.unseen(new).items()
    assert name == "c"
    np.testing.assert_array_equal(where, encoded.sum(1) == 0)
    assert columns.unseen(three) == {}


def test_kinds_are_told_from_the_cells() -> None:
    columns = Columns.learn(small(), "train.csv")
    assert [column.describe() for column in columns.columns] == [
        "age: number, -2.5 to 41",
        "ill: boolean",
        "colour: category (blue, red)",
    ]
    assert columns.encoded == ["age", "ill", "colour=red"]
    np.testing.assert_array_equal(
        columns.encode(small(), "train.csv"),
        [[30, 1, 1], [41, 0, 0], [10, 0, 1], [-2.5, 1, 0]],
    )


@given(st.permutations(list(small().columns)), st.permutations(range(4)))
def test_the_order_of_columns_and_rows_is_of_no_account(names: list[str], rows: list[int]) -> None:
    columns = Columns.learn(small(), "train.csv")
    shuffled = small()[names].iloc[rows]
    expected = columns.encode(small(), "train.csv")[rows]
    np.testing.assert_array_equal(columns.encode(shuffled, "new.csv"), expected)


def test_typed_columns_are_read_as_they_are() -> None:
    typed = pd.DataFrame(
        {
            "x": [1.5, 2.5, 4.0, 3.0],
            "n": np.array([1, 5, 7, 2], dtype=np.int8),
            "t": [True, False, True, True],
            "c": pd.Categorical(["u", "v", "u", "v"]),
        }
    )
    columns = Columns.learn(typed, "train.parquet")
    assert [column.kind for column in columns.columns] == [
        "number",
        "number",
        "boolean",
        "category",
    ]
    found = columns.encode(typed, "train.parquet")
    np.testing.assert_array_equal(found[:, 0], typed["x"])
    np.testing.assert_array_equal(found[:, 2:], [[1, 0], [0, 1], [1, 0], [1, 1]])


def test_missing_cells_may_count_as_usual_values() -> None:
    table = pd.DataFrame(
        {
            "x": ["1", "?", "3", "8"],
            "t": ["yes", "", "yes", "no"],
            "c": ["u", "v", "", "u"],
        }
    )
    columns = Columns.learn(table, "train.csv", missing="fill")
    assert columns.encoded == ["x", "t", "c=(missing)", "c=u", "c=v"]
    np.testing.assert_array_equal(
        columns.encode(table, "train.csv"),
        [[1, 1, 0, 1, 0], [3, 1, 0, 0, 1], [3, 1, 1, 0, 0], [8, 0, 0, 1, 0]],
    )


def test_filled_cells_are_counted_and_a_row_of_them_alone_has_no_numbers() -> None:
    table = small().astype(object)
    table.loc[1, "age"], table.loc[3, ["age", "colour"]] = "n/a", ""
    columns = Columns.learn(table, "train.csv", missing="fill", drop=["ill"])
    assert columns.filled(table) == {"age": 1}
    assert columns.without_values(table) == 1
    refusing = Columns.learn(small(), "train.csv")
    assert refusing.filled(small()) == {}
    assert refusing.without_values(small()) == 0
    encoded = columns.encode(table, "new.csv", first=11)
    np.testing.assert_array_equal(np.isnan(encoded).all(axis=1), [False, False, False, True])
    assert np.isfinite(encoded[:3]).all()


def test_words_may_say_that_a_cell_has_no_value() -> None:
    table = pd.DataFrame({"x": ["1", "ERR", "3", "8"], "c": ["u", "err ", "v", "u"]})
    with pytest.raises(InputError, match="'ERR' in row 2, column 'x'"):
        Columns.learn(table, "train.csv", missing="fill")
    with pytest.raises(InputError, match="holds nothing in row 2, column 'x'"):
        Columns.learn(table, "train.csv", absent=["err"])
    columns = Columns.learn(table, "train.csv", missing="fill", absent=["err"])
    there = [0, 2, 3]
    plain = columns.encode(table.iloc[there], "new.csv")
    np.testing.assert_array_equal(columns.encode(table, "new.csv")[there], plain)
    assert columns.without_values(table) == 1
    read = Columns.from_json(json.loads(json.dumps(columns.to_json())))
    assert read == columns
    older = columns.to_json()
    del older["absent"]
    assert Columns.from_json(json.loads(json.dumps(older))).absent == ()


def test_words_without_a_value_are_the_same_in_typed_columns() -> None:
    text = pd.DataFrame({"x": ["1.5", "-999", "3", "8"], "n": ["4", "7", "-999", "1"]})
    typed = pd.DataFrame({"x": [1.5, -999.0, 3.0, 8.0], "n": pd.array([4, 7, -999, 1], "Int64")})
    read = [
        Columns.learn(one, "t", missing="fill", absent=["-999", "ERR"]) for one in (text, typed)
    ]
    first, second = (
        columns.encode(one, "t") for columns, one in zip(read, (text, typed), strict=True)
    )
    np.testing.assert_array_equal(first, second)
    np.testing.assert_array_equal(first[[1, 2], [0, 1]], [3, 4])
    names = pd.DataFrame({"x": ["0", "000", "00", "0"] * 2, "y": list("47315926")})
    learned = Columns.learn(names, "t", missing="fill", absent=["0"], categories=["x"])
    assert {"00", "000"} <= set(learned.columns[0].levels)
    text["x"] = ["1.5", "-999.0", "3", "8"]  # the same number, however it is written
    np.testing.assert_array_equal(read[0].encode(text, "t"), first)
    days = pd.DataFrame({"x": pd.to_timedelta([1, 2, 2, 1], unit="h"), "y": [1.0, 2.0, 5.0, 3.0]})
    with pytest.raises(InputError, match="holds a date or time"):
        Columns.learn(days, "t", absent=["ERR"])


def test_rows_beyond_those_learned_from_are_counted_of_numbers() -> None:
    columns = Columns.learn(small(), "train.csv")
    there = columns.encode(small(), "train.csv")
    assert columns.beyond(there) == {}
    ages = there[:, columns.encoded.index("age")]
    moved = there.copy()
    moved[:, columns.encoded.index("age")] = np.where(ages == ages.max(), ages + 1, ages)
    assert columns.beyond(moved) == {"age": (ages == ages.max()).sum()}
    moved[:, columns.encoded.index("age")] = ages - np.ptp(ages) - 1
    assert columns.beyond(moved) == {"age": len(there)}


def test_another_truth_value_than_the_one_that_was_learned_is_beyond() -> None:
    table = pd.DataFrame({"open": ["yes"] * 4, "x": ["4", "7", "3", "1"]})
    columns = Columns.learn(table, "t")
    later = columns.encode(table.assign(open=["yes", "no", "no", "yes"]), "t")
    assert columns.beyond(later) == {"open": 2}


def test_whole_numbers_as_names_are_the_same_with_decimals() -> None:
    table = pd.DataFrame({"site": ["101", "102", "205", "101"] * 2, "x": list("47315926")})
    columns = Columns.learn(table, "t", categories=["site"])
    there = columns.encode(table, "t")
    for cells in (["101.0", "102.0", "205.0", "101.0"], [101.0, 102.0, 205.0, 101.0]):
        other = table.assign(site=cells * 2)
        np.testing.assert_array_equal(columns.encode(other, "t"), there)
        assert columns.unseen(other) == {}


def test_versions_as_names_keep_their_decimals() -> None:
    table = pd.DataFrame({"version": ["1.0", "1.1", "2.0"] * 2, "x": list("473159")})
    columns = Columns.learn(table, "t", categories=["version"])
    assert columns.columns[0].levels == ("1.0", "1.1", "2.0")
    kept = columns.to_json()
    kept["columns"][0]["levels"] = ["1.0", "2.0"]  # all whole, as an older file may have them
    read = Columns.from_json(kept)
    assert list(read.unseen(table)["version"]) == [False, True, False] * 2


def test_columns_of_another_table_alone_can_be_ignored() -> None:
    columns = Columns.learn(small(), "train.csv", drop=["ill"])
    wider = small().assign(note="1")
    found = columns.ignoring(["note"], wider, "new.csv")
    np.testing.assert_array_equal(
        found.encode(wider, "new.csv"), columns.encode(small(), "new.csv")
    )
    for name, message in (("notes", "new.csv has age"), ("age", "was fitted on this column")):
        with pytest.raises(InputError, match=f"drop='{name}': .*{message}"):
            columns.ignoring([name], wider, "new.csv")


def test_a_missing_cell_of_other_rows_is_refused_unless_it_may_be_filled() -> None:
    columns = Columns.learn(small(), "train.csv")
    for name in small().columns:
        new = small().copy()
        new.loc[2, name] = ""
        with pytest.raises(InputError, match=f"new.csv holds nothing in row 13, column '{name}'"):
            columns.encode(new, "new.csv", first=11)


def test_other_rows_must_have_the_columns_of_the_training_rows() -> None:
    columns = Columns.learn(small(), "train.csv")
    with pytest.raises(InputError, match="lacks the columns 'ill', 'colour' of the training rows"):
        columns.encode(small()[["age"]], "new.csv")
    with pytest.raises(InputError, match="has the column 'note', which the training rows have not"):
        columns.encode(small().assign(note="1"), "new.csv")
    text = small().assign(age=["1", "2", "old", "3"])
    with pytest.raises(InputError, match="'old' in row 3, column 'age'; give a finite number"):
        columns.encode(text, "new.csv")


def test_columns_may_be_left_out_or_taken_as_names() -> None:
    table = small().assign(place=["10", "20", "10", "20"], day=["2024-01-01"] * 4)
    columns = Columns.learn(table, "train.csv", drop=["day"], categories=["place"])
    assert columns.encoded == ["age", "ill", "colour=red", "place=20"]
    assert columns.encode(table, "new.csv").shape == (4, 4)
    assert columns.encode(table.drop(columns="day"), "new.csv").shape == (4, 4)
    for option in ("drop", "categories"):
        with pytest.raises(InputError, match=f"{option}='nothing': train.csv has age, ill"):
            Columns.learn(small(), "train.csv", **{option: ["nothing"]})  # type: ignore[arg-type]
    with pytest.raises(InputError, match="no column left"):
        Columns.learn(small(), "train.csv", drop=list(small().columns))
    with pytest.raises(InputError, match="missing='guess'"):
        Columns.learn(small(), "train.csv", missing="guess")  # type: ignore[arg-type]


def test_names_of_numbers_are_each_there_once() -> None:
    table = pd.DataFrame({"a=y": ["1", "5", "2", "2"], "a": ["x", "y", "x", "y"]})
    with pytest.raises(InputError, match="more than one column 'a=y'"):
        Columns.learn(table, "train.csv")


def test_they_are_kept_as_json() -> None:
    table = small().assign(place=["10", "", "10", "20"])
    columns = Columns.learn(table, "t", missing="fill", drop=["ill"], categories=["place"])
    assert Columns.from_json(json.loads(json.dumps(columns.to_json()))) == columns


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "date"},
        {"fill": "x"},
        {"fill": float("nan")},
        {"fill": True},
        {"name": 3},
        {"levels": [1]},
        {"levels": None},
        {"span": [1.0]},
        {"span": [2.0, 1.0]},
        {"span": [1, 2]},
        {"span": [0.0, float("inf")]},
    ],
)
def test_json_that_is_none_of_theirs_is_refused(change: dict[str, object]) -> None:
    document = Columns.learn(small(), "t").to_json()
    document["columns"] = [{**document["columns"][0], **change}]
    with pytest.raises(InputError, match="columns of a model file"):
        Columns.from_json(document)


@pytest.mark.parametrize("option", ["drop", "categories", "absent"])
@pytest.mark.parametrize("given", ["ab", None, [3]])
def test_names_are_a_list_of_texts(option: str, given: Any) -> None:
    with pytest.raises(InputError, match=f"{option}="):
        Columns.learn(pd.DataFrame({"a": [1.0, 2.0]}), "t", **{option: given})


def test_a_table_that_becomes_too_many_numbers_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    levels = pd.DataFrame({"a": [f"level {k % 10}" for k in range(40)]})
    assert len(Columns.learn(levels, "t").encoded) == 10
    monkeypatch.setattr("rdo.detectors.columns._MOST_CELLS", 399)
    with pytest.raises(InputError, match="t becomes 40 rows of 10 numbers"):
        Columns.learn(levels, "t")
