"""Anomalies made from normal rows, and who tells them apart."""

import json
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks import detectors, made_anomalies
from rdo.detectors import RaDOGAGADetector


def test_each_change_is_the_one_named() -> None:
    rng = np.random.default_rng(0)
    train, rows = rng.normal(size=(500, 20)), rng.normal(size=(200, 20))
    train[:, 3] = rows[:, 3] = 7
    found = made_anomalies.made(train, rows, np.random.default_rng(1))
    changed = {kind: one != rows for kind, one in found.items()}
    assert all(np.isin(found["shuffled"][:, k], train[:, k]).all() for k in range(20))
    assert 0.4 < changed["half"].mean() < 0.5
    assert all(np.isin(found["half"][:, k], rows[:, k]).all() for k in range(20))
    assert 0.1 < changed["few"].mean() < 0.17
    assert not changed["noise"][:, 3].any()
    off = (found["noise"] - rows)[:, :3] / train.std(0)[:3]
    assert abs(off.std() - 0.5) < 0.05
    assert (changed["far"].sum(1) == 1).all()
    assert not changed["far"][:, 3].any()
    moved = np.abs(found["far"] - rows).max(1)
    np.testing.assert_allclose(moved, 4 * train.std(0)[changed["far"].argmax(1)])
    middle = (found["twice"] - 2 * rows)[0]
    np.testing.assert_allclose(-middle, np.median(train, 0))


def test_tables_without_anomalies_are_split_by_the_seed() -> None:
    train, rows = made_anomalies.normal_rows("wine", 0)
    assert (len(train), len(rows)) == (119, 59)
    assert not np.array_equal(made_anomalies.normal_rows("wine", 1)[0], train)
    train, rows = made_anomalies.normal_rows("breast_cancer", 0, most=100)
    assert len(train) == 100
    assert len(rows) < 100


def test_what_comes_of_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    short = detectors._ours(partial(RaDOGAGADetector, max_steps=5, n_replicas=1))  # type: ignore[arg-type]
    monkeypatch.setattr(made_anomalies, "OURS", {"radogaga": short})
    monkeypatch.setattr(made_anomalies, "PYOD", {})
    out = tmp_path / "made.json"
    made_anomalies.main(["--tables", "wine", "--seeds", "2", "--out", str(out)])
    kept = json.loads(out.read_text())
    forest = kept["tables"]["wine"]["isolation_forest"]
    assert len(forest) == 2
    assert min(row["far"] for row in forest) > 0.6  # the sign of scores
    mean = kept["mean"]["isolation_forest"]
    assert mean["far"] == pytest.approx(np.mean([row["far"] for row in forest]), abs=1e-4)
    kinds = [mean[kind] for kind in ("shuffled", "half", "few", "noise", "far", "twice")]
    assert mean["mean"] == pytest.approx(np.mean(kinds), abs=1e-4)
    command = kept["provenance"]["command"]
    assert command.startswith("python -m benchmarks.made_anomalies --tables ")
    assert " --rows " in command
