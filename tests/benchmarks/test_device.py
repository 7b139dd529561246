"""The check of another device, run against the only one every machine has."""

import json
import time
from pathlib import Path

import pytest
import torch

from benchmarks import device
from benchmarks.engine import SHAPES
from rdo.errors import InputError
from rdo.training import graphs
from rdo.training.step import Inputs, State


@pytest.mark.slow
def test_the_whole_command_runs_on_a_cpu_as_it_does_on_a_gpu(tmp_path: Path) -> None:
    device.main(["--device", "cpu", "--out", str(tmp_path)])
    result = json.loads((tmp_path / "device_cpu.json").read_text())
    assert result["agrees"]
    assert set(result["largest_distance"]) == {"radogaga_log", "radogaga_d", "dagmm"}
    assert set(result["shapes"]) == {"thyroid", "arrhythmia", "kddcup"}
    for row in result["shapes"].values():
        assert set(row["cpu"]) == {"2"}
        assert set(row["device"]) == {"2", "3"}
        for timed in (*row["cpu"].values(), *row["device"].values()):
            assert timed["milliseconds"] > 0
            assert 0 < timed["busy"] < 1
    assert result["chain"]["float32"] > 0
    assert 0 < result["chain"]["difference"] < 0.1
    assert result["chain"]["engine_difference"] < 1e-5


def test_the_time_in_a_step_is_that_of_the_step(monkeypatch: pytest.MonkeyPatch) -> None:
    zero = torch.zeros(1)
    state = State(zero, zero, zero, zero, {}, {})
    inputs = Inputs({}, torch.zeros(1), {}, torch.zeros(1), {}, {})
    now = 0.0

    def step(state: State, inputs: Inputs) -> State:
        nonlocal now
        now += 2.0
        return state

    monkeypatch.setattr(time, "perf_counter", lambda: now)
    watch = device.Stopwatch("cpu")
    timed = watch.captured(step, state, inputs)
    for _ in range(3):
        timed(state, inputs)
        now += 5.0  # for the host alone
    assert watch.seconds() == 6
    assert graphs.captured(step, state, inputs) is step


def test_a_size_that_the_memory_cannot_hold_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(device, "_fit", fail)
    assert device.speed(SHAPES["thyroid"], 2, 3, "cpu") is None


def test_a_device_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(InputError, match="device='cuda'"):
        device.main(["--device", "cuda"])
