"""The benchmark of the engine, on shapes too small to say anything of speed."""

import json
from pathlib import Path

import pytest

from benchmarks import engine
from rdo.training import engine as training_engine
from rdo.training import step as training_step

TINY = {name: engine.Shape((5, 4, 2), 2, 16) for name in ("thyroid", "arrhythmia", "kddcup")}


def test_the_result_is_one_object_of_positive_ratios(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(engine, "SHAPES", TINY)
    monkeypatch.setattr(engine, "ROWS", {"thyroid": (90, 10), "arrhythmia": (80, 10)})
    monkeypatch.setattr(engine, "_SCORED", 100)
    monkeypatch.setattr(training_step, "_COMPILE_PAYS", 0)
    monkeypatch.setattr(training_engine, "compiled", lambda step, *arguments, **options: step)
    monkeypatch.setattr(engine, "train_seconds", lambda shape, replicas, steps: 1e-3 * replicas)
    monkeypatch.setattr(engine, "sequential_seconds", lambda shape, steps: 1e-2)
    monkeypatch.setattr(engine, "setup_seconds", lambda name, replicas: (9.0, 3.0))
    engine.main(["--json", "--replicas", "3", "--out", str(tmp_path / "deep" / "engine.json")])
    printed = json.loads(capsys.readouterr().out)
    assert set(printed["shapes"]) == {"thyroid", "arrhythmia", "kddcup"}
    for row in printed["shapes"].values():
        assert row["speedup"] == 10  # 3 x 10 ms against 3 ms
        assert row["roofline"] > 0
        assert row["scoring_in_blocks"] > 0
        assert (row["setup_seconds"], row["setup_seconds_again"]) == (9, 3)
    shares = [row.get("evaluation_share") for row in printed["shapes"].values()]
    assert all(0 < share < 1 for share in shares[:2])
    assert shares[2] is None
    assert printed["cost_of_replicas"] == {"5": 5, "20": 20, "100": 100}
    assert json.loads((tmp_path / "deep" / "engine.json").read_text()) == printed


def test_times_are_of_work_done() -> None:
    shape = TINY["thyroid"]
    assert engine.train_seconds(shape, 2, 3) > 0
    assert engine.sequential_seconds(shape, 3) > 0
    assert engine.product_seconds(shape, 2, 3) > 0
    assert min(engine.scoring_seconds(shape, 2, 100)) > 0
