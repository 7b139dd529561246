"""What the options of the command change."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.detect_files import detect, make_brief, write_test, write_train


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    make_brief(monkeypatch)


@pytest.fixture
def train(tmp_path: Path) -> Path:
    return write_train(tmp_path)


@pytest.fixture
def test(train: Path) -> Path:
    return write_test(train)


def test_labels_print_the_ranking_and_nothing_else(train: Path, test: Path) -> None:
    labelled = pd.read_csv(test).assign(bad=[0, 0, 0, 0, 0, 1])
    labelled.to_csv(test, index=False)
    result = detect(train, test, "--out", train.with_name("s.csv"), "--labels", "bad")
    assert result.exit_code == 0, result.output
    first, *others = result.stdout.splitlines()
    assert first.startswith("this detector")
    assert "ROC AUC 1.000" in first
    assert len(others) == 3


@pytest.mark.parametrize(
    ("name", "cells", "hinted"),
    [
        ("is_Fraud", [0, 1], True),
        ("labels", ["no", "yes"], True),
        ("Class", [1, 0], True),
        ("label", ["1.0", "0"], True),
        ("label", [0, 2], False),
        ("open", [0, 1], False),
    ],
)
def test_a_column_that_looks_like_labels_is_pointed_out(
    train: Path, name: str, cells: list[str | int], hinted: bool
) -> None:
    table = pd.read_csv(train)
    table[name] = pd.Series([cells[k % 2] for k in range(len(table))])
    table.to_csv(train, index=False)
    words = (train, "--out", train.with_name("s.csv"))
    hint = f"if these are labels, keep them from being learned: --labels {name}"
    assert (hint in detect(*words).stderr) == hinted
    assert hint not in detect(*words, "--labels", name).stderr


@pytest.mark.parametrize("model", [False, True])
def test_what_names_the_rows_is_not_learned_and_stands_beside_the_scores(
    train: Path, test: Path, model: bool
) -> None:
    names = [f"order {k * k}" for k in range(6)]
    pd.read_csv(test).assign(order=names).to_csv(test, index=False)
    pd.read_csv(train).assign(order=range(40)).to_csv(train, index=False)
    out, kept = train.with_name("s.csv"), train.with_name("m")
    result = detect(train, test, "--out", out, "--id", "order", "--save", kept)
    if model:
        result = detect(test, "--load", kept, "--out", out, "--id", "order")
    assert result.exit_code == 0, result.output
    found = pd.read_csv(out)
    assert list(found) == ["row", "order", "score", "anomaly"]
    assert found["order"].tolist() == names
    assert found["anomaly"].tolist()[-1] == 1


def test_a_column_of_the_test_table_alone_is_dropped(train: Path, test: Path) -> None:
    pd.read_csv(test).assign(note="none").to_csv(test, index=False)
    out = train.with_name("s.csv")
    assert "'note'" in detect(train, test, "--out", out).stderr
    result = detect(train, test, "--out", out, "--drop", "note", "--drop", "valve")
    assert result.exit_code == 0, result.output
    assert "valve" not in result.stderr


@pytest.mark.parametrize(
    ("step", "least", "hinted"),
    [(3, 1, "rises"), (1.7, 1, "rises"), (3, 0, "rises"), (-3, 1, "falls"), (3, -4, "")],
)
def test_a_column_that_never_turns_back_is_pointed_out(
    train: Path, step: float, least: int, hinted: str
) -> None:
    table = pd.read_csv(train)
    draws = np.random.default_rng(0).integers(least, 5, len(table))
    table["order"] = np.cumsum(draws) * step
    table.to_csv(train, index=False)
    said = detect(train, "--out", train.with_name("s.csv")).stderr
    told = re.findall(r"order: number, [^\n]*\n    (rises|falls) from row", said)
    assert told == ([hinted] if hinted else [])


@pytest.mark.parametrize(("always", "once"), [("0", "1000"), ("yes", "no")])
def test_another_value_of_a_constant_column_is_told(
    train: Path, test: Path, always: str, once: str
) -> None:
    for path, last in ((train, always), (test, once)):
        table = pd.read_csv(path)
        table["bypass"] = always
        table.loc[len(table) - 1, "bypass"] = last
        table.to_csv(path, index=False)
    said = detect(train, test, "--out", train.with_name("s.csv")).stderr
    assert "1 row of 6 with another bypass than all training rows have: that adds a fixed" in said


def test_filled_cells_are_counted(train: Path, test: Path) -> None:
    for path, row in ((train, 3), (test, 2)):
        table = pd.read_csv(path)
        table.loc[row, "flow"] = None
        table.to_csv(path, index=False)
    words = (train, test, "--out", train.with_name("s.csv"))
    assert detect(*words).exit_code == 2
    result = detect(*words, "--missing", "fill")
    assert result.exit_code == 0, result.output
    assert re.search(r"flow: number, \S+ to \S+, 1 cell filled", result.stderr)
    assert "valve=(missing) (another value there makes a row less normal" in result.stderr
    assert "test.csv: filled 1 cell of flow" in result.stderr
    table.loc[4] = None
    table.to_csv(test, index=False)
    said = detect(*words, "--missing", "fill").stderr
    assert "test.csv: no score for 1 row without any value" in said
    assert "1 row labelled" not in said
    assert "UserWarning" not in result.stderr


@pytest.mark.parametrize("kept", [False, True])
def test_a_column_in_another_unit_is_pointed_out(train: Path, test: Path, kept: bool) -> None:
    table = pd.read_csv(train)
    least, largest = table["heat"].min(), table["heat"].max()
    table.to_csv(test, index=False)
    words: tuple[object, ...] = (train, test, "--out", train.with_name("s.csv"))
    assert "beyond what was learned from" not in detect(*words).stderr
    table["heat"] = 1.8 * table["heat"] + 32
    table.to_csv(test, index=False)
    if kept:
        model = train.with_name("model")
        detect(*words, "--save", model)
        words = (test, "--load", model, "--out", train.with_name("s.csv"))
    said = detect(*words).stderr
    count = int((table["heat"] > largest).sum())
    assert count > 30
    assert (
        f"{count} of 40 rows have heat beyond what was learned from, {least:g} to {largest:g}: is "
        "it in the same unit?"
    ) in said
    assert "have flow beyond" not in said


def test_what_was_learned_cannot_stand_beside_the_scores(train: Path, test: Path) -> None:
    model, out = train.with_name("m"), train.with_name("s.csv")
    assert detect(train, "--out", out, "--save", model).exit_code == 0
    for option in ("--id", "--labels"):
        slip = detect(test, "--load", model, "--out", out, option, "flow").stderr
        assert f"{option[2:]}='flow': the detector was fitted on this column" in slip


def test_a_level_that_was_not_learned_is_named(train: Path, test: Path) -> None:
    table = pd.read_csv(test)
    table.loc[[1, 3], "valve"] = "jammed"
    table.to_csv(test, index=False)
    result = detect(train, test, "--out", train.with_name("s.csv"))
    assert result.exit_code == 0, result.output
    said = f"2 rows of {len(table)} with a valve that no training row has: jammed"
    assert said in result.stderr


def test_rows_to_learn_from_that_are_labelled_are_counted(train: Path) -> None:
    table = pd.read_csv(train)
    table["bad"] = [1, 1, *[0] * (len(table) - 2)]
    table.to_csv(train, index=False)
    out = train.with_name("s.csv")
    said = detect(train, "--out", out, "--labels", "bad").stderr
    assert "2 rows labelled as anomalies, and learned from as if normal" in said
    table["bad"] = [1, None, *["maybe"] * 2, *[0] * (len(table) - 4)]
    table.to_csv(train, index=False)
    test = table.iloc[:9].assign(bad=[0, 1] + [0] * 7)
    test.to_csv(train.with_name("test.csv"), index=False)
    result = detect(train, train.with_name("test.csv"), "--out", out, "--labels", "bad")
    assert result.exit_code == 0, result.output
    assert "1 row labelled as anomalies" in result.stderr


def test_rows_without_values_do_not_make_a_table_long_enough(train: Path) -> None:
    table = pd.read_csv(train).iloc[:12].astype(object)
    table.iloc[5:10] = None
    table.to_csv(train, index=False)
    slip = detect(train, "--out", train.with_name("s.csv"), "--missing", "fill").stderr
    assert "train.csv has too few rows to learn from, 7; give at least 10" in slip


def test_words_without_a_value_are_kept_with_the_detector(train: Path, test: Path) -> None:
    for path in (train, test):
        table = pd.read_csv(path).astype(object)
        table.loc[2, "flow"] = "ERR"
        table.to_csv(path, index=False)
    out, model = train.with_name("s.csv"), train.with_name("m")
    slip = detect(train, test, "--out", out).stderr.splitlines()[-1]
    assert "holds 'ERR' in row 3, column 'flow', among numbers" in slip
    result = detect(train, test, "--out", out, "--na", "ERR", "--missing", "fill", "--save", model)
    assert result.exit_code == 0, result.output
    assert "test.csv: filled 1 cell of flow" in detect(test, "--load", model, "--out", out).stderr
    again = detect(test, "--load", model, "--out", out, "--na", "ERR").stderr
    assert "leave out --na" in again


@pytest.mark.slow
def test_exit_codes_are_for_scripts(train: Path, test: Path) -> None:
    out = train.with_name("scores.csv")
    assert detect(train, test, "--out", out, "--exit-code").exit_code == 1
    quiet = detect(train, train, "--out", out, "--exit-code", "--contamination", 0)
    assert quiet.exit_code == 0
    assert detect(train, "none.csv", "--out", out).exit_code == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--contamination", "much"), "contamination='much': give a number, or auto"),
        (("--contamination", "0.9"), "contamination"),
        (
            ("--drop", "none"),
            "drop='none': there is no such column in .*; there are flow, heat, valve",
        ),
        (("--category", "none"), "categories='none'"),
        (("--load", "none.model"), "files: give one file"),
    ],
)
def test_a_slip_is_one_line(train: Path, test: Path, words: tuple[str, str], message: str) -> None:
    out = train.with_name("scores.csv")
    result = detect(train, test, "--out", out, *words)
    assert result.exit_code == 2
    last = result.stderr.splitlines()[-1]
    assert last.startswith("rdo: ")
    assert pd.Series([last]).str.contains(message).all()
    assert not out.exists()
