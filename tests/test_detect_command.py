"""The command that scores a table."""

import csv
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from rdo import detectors
from rdo.cli import app


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trainings too short to detect much."""
    for name in ("RaDOGAGADetector", "DAGMMDetector"):
        short = partial(getattr(detectors, name), max_steps=10, n_replicas=2)
        monkeypatch.setattr(detectors, name, short)


@pytest.fixture
def train(tmp_path: Path) -> Path:
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(40, 2)), columns=["flow", "heat"])
    table["valve"] = rng.choice(["open", "shut"], 40)
    table.to_csv(tmp_path / "train.csv", index=False)
    return tmp_path / "train.csv"


@pytest.fixture
def test(train: Path) -> Path:
    table = pd.read_csv(train).iloc[:6].copy()
    table.loc[5, "flow"] = 1e3
    table.to_csv(train.with_name("test.csv"), index=False)
    return train.with_name("test.csv")


def detect(*words: object) -> Result:
    return CliRunner().invoke(app, ["detect", *map(str, words)])


def flags(path: Path) -> list[int]:
    with path.open(newline="") as file:
        return [int(line["anomaly"]) for line in csv.DictReader(file)]


@pytest.mark.parametrize("method", ["radogaga", "dagmm"])
def test_two_tables_in_and_one_out(train: Path, test: Path, method: str) -> None:
    out = train.with_name("scores.csv")
    result = detect(train, test, "--out", out, "--method", method)
    assert result.exit_code == 0, result.output
    found = flags(out)
    assert len(found) == 6
    assert found[5] == 1
    for said in (
        "40 rows, few to learn",
        "flow: number",
        "valve: category (open, shut)",
        "of 6 rows flagged",
    ):
        assert said in result.stderr
    assert result.stdout == ""


def test_one_table_is_learned_from_and_scored(train: Path) -> None:
    out = train.with_name("scores.csv")
    assert detect(train, "--out", out, "--contamination", 0.1).exit_code == 0
    assert len(flags(out)) == 40
    assert sum(flags(out)) == 4


def test_a_detector_is_kept_and_scores_later(train: Path, test: Path) -> None:
    first, later = (train.with_name(name) for name in ("first.csv", "later.csv"))
    model = train.with_name("model")
    assert detect(train, test, "--out", first, "--save", model).exit_code == 0
    result = detect(test, "--load", model, "--out", later)
    assert result.exit_code == 0, result.output
    kept, again = (pd.read_csv(path) for path in (first, later))
    np.testing.assert_allclose(again["score"], kept["score"], rtol=1e-9)
    assert again["anomaly"].equals(kept["anomaly"])
    slip = detect(test, "--load", model, "--out", later, "--drop", "flow")
    assert slip.exit_code == 2
    assert "drop='flow': the detector was fitted on this column" in slip.stderr
    wider = train.with_name("wider.csv")
    pd.read_csv(test).assign(note="none").to_csv(wider, index=False)
    slip = detect(wider, "--load", model, "--out", later, "--drop", "notes")
    assert "drop='notes'" in slip.stderr
    assert "has flow, heat, valve, note" in slip.stderr
    assert "leave it out" in detect(wider, "--load", model, "--out", later).stderr
    assert detect(wider, "--load", model, "--out", later, "--drop", "note").exit_code == 0
    assert pd.read_csv(later).equals(again)
    for option, value in (("--method", "dagmm"), ("--contamination", 0), ("--seed", 0)):
        slip = detect(test, "--load", model, "--out", later, option, value)
        assert slip.exit_code == 2
        assert f"leave out {option}" in slip.stderr


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("train.csv", "test.csv", "--out", "test.csv"), "it is read too, and would be lost"),
        (("train.csv", "test.csv", "--out", "train.csv"), "it is read too, and would be lost"),
        (("train.csv", "--out", "s", "--save", "s"), "give two names"),
        (("train.csv", "--out", "s", "--save", "train.csv"), "it is read too"),
        (("train.csv", "none.csv", "--out", "s"), "none.csv is not there"),
        (("train.csv", "--out", "none/s"), "there is no folder none"),
        (("train.csv", "--out", ""), "out='.': give the name of a file"),
        (("train.csv", "--out", "-"), "out='-': give the name of a file"),
        (("train.csv", "--out", "s.parquet"), "let the name end in .csv"),
        (("train.csv", "--out", "s.csv.GZ"), "let the name end in .csv"),
        (("train.csv", "--out", "s", "--id", "none"), "id='none'"),
        (("train.csv", "--out", "s", "--id", "score"), "id='score'"),
        (("train.csv", "--out", "s", "--labels", "none"), "labels='none'"),
    ],
)
def test_what_would_fail_or_be_lost_after_training_is_refused_before_it(
    train: Path, test: Path, words: tuple[str, ...], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(train.parent)
    monkeypatch.setattr(detectors, "RaDOGAGADetector", None)  # whose training would be a TypeError
    before = {path.name: path.read_bytes() for path in train.parent.iterdir()}
    result = detect(*words)
    assert result.exit_code == 2, result.output
    assert message in result.stderr
    assert {path.name: path.read_bytes() for path in train.parent.iterdir()} == before


def test_too_few_rows_are_one_line(train: Path) -> None:
    pd.read_csv(train).iloc[:5].drop(columns="valve").to_csv(train, index=False)
    result = detect(train, "--out", train.with_name("s.csv"))
    assert result.exit_code == 2
    assert "too few rows to learn from, 5; give at least 10" in result.stderr.splitlines()[-1]


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
    ("step", "least", "hinted"), [(3, 1, True), (1.7, 1, True), (3, 0, True), (-3, 1, False)]
)
def test_a_column_that_rises_from_row_to_row_is_pointed_out(
    train: Path, step: float, least: int, hinted: bool
) -> None:
    table = pd.read_csv(train)
    draws = np.random.default_rng(0).integers(least, 5, len(table))
    table["order"] = np.cumsum(draws) * step
    table.to_csv(train, index=False)
    said = detect(train, "--out", train.with_name("s.csv")).stderr
    assert ("order: number\n    rises from row to row" in said) == hinted


def test_filled_cells_are_counted(train: Path, test: Path) -> None:
    for path, row in ((train, 3), (test, 2)):
        table = pd.read_csv(path)
        table.loc[row, "flow"] = None
        table.to_csv(path, index=False)
    words = (train, test, "--out", train.with_name("s.csv"))
    assert detect(*words).exit_code == 2
    result = detect(*words, "--missing", "fill")
    assert result.exit_code == 0, result.output
    assert "flow: number, 1 cell filled" in result.stderr
    assert "valve=(missing) (another value there makes a row less normal" in result.stderr
    assert "test.csv: filled 1 cell of flow" in result.stderr
    table.loc[4] = None
    table.to_csv(test, index=False)
    last = detect(*words, "--missing", "fill").stderr.splitlines()[-1]
    assert "test.csv holds nothing in row 5: take it out" in last
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
        (("--drop", "none"), "drop='none': .* has flow, heat, valve"),
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
