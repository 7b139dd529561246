"""The check of another device, run against the only one every machine has."""

import json
from pathlib import Path

import pytest
import torch

from benchmarks import device
from benchmarks.engine import Shape
from rdo.errors import InputError
from rdo.training import engine as training_engine
from rdo.training import step


def test_the_cpu_agrees_with_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "SHAPES", {"thyroid": Shape((5, 4, 2), 2, 16)})
    monkeypatch.setattr(step, "_COMPILE_PAYS", 0)
    monkeypatch.setattr(training_engine, "compiled", lambda step, *arguments, **options: step)
    device.main(["--device", "cpu", "--steps", "3", "--replicas", "2", "--out", str(tmp_path)])
    result = json.loads((tmp_path / "device_cpu.json").read_text())
    assert result["agrees"]
    assert set(result["largest_distance"]) == {"radogaga_log", "radogaga_d", "dagmm"}
    assert set(result["milliseconds_a_step"]["thyroid"]) == {"cpu_20", "device_2"}


def test_a_device_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(InputError, match="device='cuda'"):
        device.main(["--device", "cuda"])
