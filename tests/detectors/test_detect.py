"""Scores of a table in a file."""

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from rdo.detectors import Columns, RaDOGAGADetector
from rdo.detectors import detect as module
from rdo.detectors.column import Missing
from rdo.detectors.detect import Fitted, check_table_file, detect
from rdo.detectors.table_files import read_rows, read_whole
from rdo.detectors.unscored import Unscored
from rdo.errors import InputError

Write = Callable[[str, pd.DataFrame], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def write(name: str, table: pd.DataFrame) -> Path:
        table.to_csv(tmp_path / name, index=False)
        return tmp_path / name

    return write


def rows(n: int, seed: int) -> pd.DataFrame:
    """Three measures and a colour; every tenth row is far out in the first."""
    rng = np.random.default_rng(seed)
    table = pd.DataFrame(rng.normal(size=(n, 3)), columns=["a", "b", "=c"])
    table["colour"] = rng.choice(["red", "blue"], n)
    table.loc[::10, "a"] += 8
    return table


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    table = rows(60, 0).astype(str)
    columns = Columns.learn(table, "train.csv")
    brief = RaDOGAGADetector(max_steps=20, n_replicas=2, random_state=0, contamination=0.1)
    return Fitted.learn(brief, table, "train.csv", columns)


def lines(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_every_row_has_its_number_score_and_flag(
    fitted: Fitted, write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, out = write("new.csv", rows(25, 1)), tmp_path / "scores.csv"
    monkeypatch.setattr(module, "read_rows", lambda path, *_: read_rows(path, 10))
    found = detect(fitted, path, out)
    written = lines(out)
    assert [int(line["row"]) for line in written] == list(range(1, 26))
    X = fitted.rows(read_whole(path), "new.csv", 1)
    scores = [float(line["score"]) for line in written]
    np.testing.assert_allclose(scores, -fitted.detector.decision_function(X), rtol=1e-9)
    assert [score > 0 for score in scores] == [line["anomaly"] == "1" for line in written]
    flags = [int(line["anomaly"]) for line in written]
    assert flags == (fitted.detector.predict(X) == -1).astype(int).tolist()
    assert (found.rows, found.anomalies, found.ranking) == (25, sum(flags), {})


def test_contributions_add_up_and_no_name_is_a_formula(
    fitted: Fitted, write: Write, tmp_path: Path
) -> None:
    out = tmp_path / "scores.csv"
    detect(fitted, write("new.csv", rows(12, 2)), out, explain=True)
    written = lines(out)
    names = [f"adds: {name}" for name in ("most normal row", "a", "b", "=c", "colour")]
    assert list(written[0]) == ["row", "score", "anomaly", *names]
    for line in written:
        total = sum(float(line[name]) for name in names)
        assert total == pytest.approx(float(line["score"]), rel=1e-6, abs=1e-9)


def test_labels_judge_and_are_not_scored(fitted: Fitted, write: Write, tmp_path: Path) -> None:
    table = rows(40, 3)
    truth = np.zeros(40, dtype=int)
    truth[::10] = 1
    out = tmp_path / "scores.csv"
    found = detect(fitted, write("new.csv", table.assign(bad=truth)), out, unscored=Unscored("bad"))
    scores = [float(line["score"]) for line in lines(out)]
    ours, *others = found.ranking
    assert ours == "this detector"
    assert found.ranking[ours][0] == pytest.approx(roc_auc_score(truth, scores))
    assert len(others) == 3
    assert all(0 <= number <= 1 for pair in found.ranking.values() for number in pair)
    # Anomalies as far out as these are found by all of them, or a sign is wrong.
    assert min(area for area, _ in found.ranking.values()) > 0.8


def test_a_level_that_was_not_learned_costs_what_a_new_value_does(
    fitted: Fitted, write: Write, tmp_path: Path
) -> None:
    table = rows(12, 7).assign(colour="blue")  # the first of two levels, which is all zeros
    out = tmp_path / "scores.csv"
    detect(fitted, write("new.csv", table), out, explain=True)
    before = pd.read_csv(out)
    found = detect(
        fitted, write("new.csv", table.assign(colour=["pink", *["blue"] * 10, "grey"])), out,
        explain=True,
    )  # fmt: skip
    after, cost = pd.read_csv(out), np.zeros(12)
    cost[[0, -1]] = fitted.detector.penalty_
    assert fitted.detector.penalty_ > 0
    for name in ("score", "adds: colour"):
        np.testing.assert_allclose(after[name] - before[name], cost, rtol=1e-6, atol=1e-9)
    assert found.unseen == {"colour": (2, ("pink", "grey"))}


@pytest.mark.parametrize("missing", ["refuse", "fill"])
def test_a_new_level_costs_no_more_where_there_was_a_single_one(
    write: Write, tmp_path: Path, missing: Missing
) -> None:
    table = rows(40, 0).assign(colour="blue")
    columns = Columns.learn(table, "train.csv", missing=missing)
    brief = RaDOGAGADetector(max_steps=20, n_replicas=2, random_state=0)
    with pytest.warns(UserWarning, match="single value"):
        fitted = Fitted.learn(brief, table, "train.csv", columns)
    out = tmp_path / "scores.csv"
    detect(fitted, write("new.csv", table), out, explain=True)
    before = pd.read_csv(out)
    found = detect(fitted, write("new.csv", table.assign(colour="red")), out, explain=True)
    after = pd.read_csv(out)
    assert found.unseen == {"colour": (40, ("red",))}
    for name in ("score", "adds: colour"):
        cost = after[name] - before[name]
        np.testing.assert_allclose(cost, fitted.detector.penalty_, rtol=1e-6)


@pytest.mark.parametrize("explain", [False, True])
def test_a_row_without_any_value_has_no_score(
    write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, explain: bool
) -> None:
    table = rows(40, 8).astype(object)
    columns = Columns.learn(table, "train.csv", missing="fill")
    brief = RaDOGAGADetector(max_steps=20, n_replicas=2, random_state=0)
    gap = table.copy()
    gap.loc[[3, 20, 21, 22]] = ""
    gap.loc[7, "colour"] = ""
    fitted = Fitted.learn(brief, gap, "train.csv", columns)
    assert fitted.detector.report_.rows == 36
    truth = (np.arange(40) % 10 == 0).astype(int)
    out = tmp_path / "scores.csv"
    monkeypatch.setattr(module, "read_rows", lambda path, *_: read_rows(path, 3))
    found = detect(
        fitted, write("new.csv", gap.assign(bad=truth)), out, explain=explain,
        unscored=Unscored("bad"),
    )  # fmt: skip
    assert (found.rows, found.without_values) == (40, 4)
    written = lines(out)
    empty = [k for k, line in enumerate(written) if not line["score"]]
    assert empty == [3, 20, 21, 22]
    assert all(set(written[k].values()) == {str(k + 1), ""} for k in empty)
    scores = [float(line["score"]) for line in written if line["score"]]
    assert found.ranking["this detector"][0] == pytest.approx(
        roc_auc_score(np.delete(truth, empty), scores)
    )


@pytest.mark.parametrize("words", [("true", "false"), ("yes", "no"), ("1", "0"), ("1.0", "0.0")])
def test_labels_may_be_truth_values(
    fitted: Fitted, write: Write, tmp_path: Path, words: tuple[str, str]
) -> None:
    truth = np.arange(40) % 10 == 0
    table = rows(40, 3).assign(bad=np.where(truth, *words))
    found = detect(fitted, write("new.csv", table), tmp_path / "s.csv", unscored=Unscored("bad"))
    assert found.ranking["this detector"][0] > 0.8


def test_a_table_is_checked_whole_before_a_training(fitted: Fitted, write: Write) -> None:
    table = rows(20_002, 9).astype(object)
    table.loc[20_001, "b"] = "?"
    path = write("new.csv", table)
    check_table_file(fitted.columns, path)
    with pytest.raises(InputError, match=r"new.csv holds '\?' in row 20002, column 'b'"):
        check_table_file(fitted.columns, path, whole=True)


def test_labels_that_are_all_the_same_are_refused_before_a_training(
    fitted: Fitted, write: Write
) -> None:
    path = write("new.csv", rows(30, 9).assign(bad="no"))
    check_table_file(fitted.columns, path, Unscored("bad"))
    with pytest.raises(InputError, match="has the label 0 in every row of 'bad'"):
        check_table_file(fitted.columns, path, Unscored("bad"), whole=True)


@pytest.mark.parametrize(
    ("labels", "cells", "message"),
    [
        ("bad", ["0", "1", "2"], "holds '2' in row 3, column 'bad'; labels are 1"),
        ("bad", ["0", "", "1"], "holds '' in row 2, column 'bad'"),
        ("bad", ["0", "0", "0"], "has the label 0 in every row"),
        ("worse", ["0", "1", "0"], "labels='worse': .* has no such column"),
    ],
)
def test_labels_that_are_none_leave_nothing_behind(
    fitted: Fitted, write: Write, tmp_path: Path, labels: str, cells: list[str], message: str
) -> None:
    path = write("new.csv", rows(3, 4).assign(bad=cells))
    with pytest.raises(InputError, match=message):
        detect(fitted, path, tmp_path / "scores.csv", unscored=Unscored(labels))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new.csv"]


def test_a_bad_row_late_in_a_table_leaves_what_was_there(
    fitted: Fitted, write: Write, tmp_path: Path
) -> None:
    out = tmp_path / "scores.csv"
    out.write_text("before\n")
    table = rows(30, 5).astype(str)
    table.loc[29, "b"] = "?"
    with pytest.raises(InputError, match="row 30, column 'b'"):
        detect(fitted, write("new.csv", table), out)
    assert out.read_text() == "before\n"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["new.csv", "scores.csv"]


def test_a_place_that_cannot_be_written_is_named(
    fitted: Fitted, write: Write, tmp_path: Path
) -> None:
    path = write("new.csv", rows(3, 6))
    with pytest.raises(InputError, match=r"cannot write .*No such file"):
        detect(fitted, path, tmp_path / "nowhere" / "scores.csv")
