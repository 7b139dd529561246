"""The command that scores a table."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from rdo import detectors
from tests.detect_files import detect, flags, make_brief, write_test, write_train


@pytest.fixture(autouse=True)
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    make_brief(monkeypatch)


@pytest.fixture
def train(tmp_path: Path) -> Path:
    return write_train(tmp_path)


@pytest.fixture
def test(train: Path) -> Path:
    return write_test(train)


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
