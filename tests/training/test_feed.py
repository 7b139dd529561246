"""The inputs of steps are the same whenever, and by whichever thread, they are drawn."""

import threading
from collections.abc import Mapping

import numpy as np
import pytest
import torch
from torch import Tensor

from rdo.training import feed as module
from rdo.training.draws import BatchStream, NoiseStream
from rdo.training.feed import Feed
from rdo.training.step import Inputs

SEEDS, BATCH = (3, 8), 7
SHAPES = {"u": (BATCH, 2), "other": (5,)}


def feed(dtype: torch.dtype = torch.float32) -> Feed:
    data = torch.rand(20, 3, generator=torch.Generator().manual_seed(0)).to(dtype)
    rows = np.stack([np.arange(20), np.arange(20)[::-1]])
    batches, noise = BatchStream(SEEDS, rows, BATCH, "train"), NoiseStream(SEEDS, SHAPES, "train")
    return Feed({"a": torch.ones(2, 1)}, data, batches, noise)


def parts(given: Inputs) -> Mapping[str, Tensor]:
    return {"x": given.x, "number": given.number, **given.bits, **given.buffers}


def same(one: Inputs, other: Inputs) -> bool:
    pairs = parts(one), parts(other)
    assert pairs[0].keys() == pairs[1].keys()
    return all(
        torch.equal(value, pairs[1][name]) and value.stride() == pairs[1][name].stride()
        for name, value in pairs[0].items()
    )


def test_a_step_takes_its_rows_its_bits_and_its_number() -> None:
    double = feed(torch.float64)
    given = double.at(5)
    rows = BatchStream(SEEDS, double.batches.rows, BATCH, "train").at(5)
    assert torch.equal(given.x, double.data[torch.from_numpy(rows)])
    bits = NoiseStream(SEEDS, SHAPES, "train").at(5)
    assert {name: torch.equal(given.bits[name], value) for name, value in bits.items()} == {
        "u": True,
        "other": True,
    }
    assert given.number == 6
    assert given.number.dtype == torch.float64


@pytest.mark.parametrize("ahead", [1, 3, 50])
@pytest.mark.parametrize("begin", [0, 17])
def test_steps_drawn_ahead_are_those_drawn_in_time(
    monkeypatch: pytest.MonkeyPatch, ahead: int, begin: int
) -> None:
    plain = list(feed().steps(begin, 40))
    monkeypatch.setitem(module._AHEAD, "cpu", ahead)
    early = list(feed().steps(begin, 40))
    assert len(plain) == len(early) == 40 - begin
    assert all(map(same, plain, early))


def test_no_more_steps_are_drawn_ahead_than_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module._AHEAD, "cpu", 4)
    early = feed()
    drawn: list[int] = []
    draw = early.batches.at

    def noted(step: int) -> np.ndarray:
        drawn.append(step)
        return draw(step)

    monkeypatch.setattr(early.batches, "at", noted)
    before = threading.active_count()
    steps = early.steps(0, 100)
    for _ in range(10):
        next(steps)
    steps.close()
    assert drawn == list(range(len(drawn)))
    assert 10 <= len(drawn) <= 14
    assert threading.active_count() == before


def test_what_goes_wrong_while_drawing_ahead_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(step: int) -> np.ndarray:
        raise MemoryError("no room")

    monkeypatch.setitem(module._AHEAD, "cpu", 2)
    early = feed()
    monkeypatch.setattr(early.batches, "at", fail)
    with pytest.raises(MemoryError, match="no room"):
        next(early.steps(0, 3))
