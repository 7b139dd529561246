"""The benchmark of the chains: its ways do the same step."""

import json
from pathlib import Path

import pytest
import torch
from torch import nn

from benchmarks import chains
from tests.draws import normal, uniform


def test_the_engine_and_the_plain_loop_take_the_same_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)  # no compiler
    net = chains.model(1 / 32)
    x, increment = uniform(3, 1, 28, 28), 0.01 * normal(3, 1, 28, 28, seed=1)
    plain, engine = (
        chains.plain_transition(net)(x, increment),
        chains.engine_transition(net, x)(x[None], increment[None]),
    )
    torch.testing.assert_close(engine[0], plain)


def test_the_plain_loop_is_of_pytorchs_own_layers() -> None:
    net = chains.model(1 / 32)
    theirs = chains.ordinary(net)
    kinds = {type(m) for part in (theirs.encoder, theirs.decoder) for m in part.layers}  # type: ignore[union-attr]
    assert {nn.Conv2d, nn.ConvTranspose2d, nn.MaxPool2d, nn.Upsample} < kinds
    assert all(kind.__module__.startswith("torch.nn") for kind in kinds)
    assert all(map(torch.equal, theirs.parameters(), net.parameters()))


def test_the_result_is_one_object(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    chains.main(["--width", "0.03", "--times", "1", "--out", str(tmp_path / "chains.json")])
    kept = json.loads((tmp_path / "chains.json").read_text())
    assert set(kept["batch"]) == {"32", "128"}
    assert all(value > 0 for row in kept["batch"].values() for value in row.values())
