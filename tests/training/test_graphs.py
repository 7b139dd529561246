"""A captured step, with a stand-in for the GPU's graphs: it too reads and writes fixed memory."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from rdo.models import Model
from rdo.training import Ensemble, History, Observer, Schedule, feed, fit, graphs
from rdo.training.graphs import captured
from rdo.training.layout import each
from rdo.training.step import Inputs, State
from tests.training.problems import ebae, own_rows, radogaga, rows

SCHEDULE = Schedule(steps=30, batch_size=16, learning_rate=1e-3)


def replays(
    function: Callable[[], State], device: torch.device
) -> tuple[Callable[[], object], State]:
    """What a CUDA graph does: the same work on the same memory, the result in place of the last."""
    function()
    found: State = each(lambda x, _: x.clone(), function())
    return lambda: graphs._fill(found, function()), found


def trained(build: Callable[[], Model]) -> tuple[Ensemble, History]:
    """Two replicas, each kept where its mean parameter was least in size."""
    ensemble = Ensemble.from_seeds(build, [3, 5])

    def measure(replicas: Ensemble) -> dict[str, np.ndarray]:
        return {"least": np.abs(replicas.parameters.mean(1).numpy() - 0.01)}

    history = fit(
        ensemble,
        rows(),
        own_rows(2),
        [3, 5],
        SCHEDULE,
        observer=Observer(7, measure, keep_least="least"),
    )
    return ensemble, history


@pytest.mark.parametrize("build", [radogaga, ebae])
def test_a_training_of_captured_steps_is_that_of_plain_ones(
    monkeypatch: pytest.MonkeyPatch, build: Callable[[], Model]
) -> None:
    plain, told = trained(build)
    monkeypatch.setitem(graphs._CAPTURES, "cpu", replays)
    monkeypatch.setitem(feed._AHEAD, "cpu", 3)
    ours, ours_told = trained(build)
    assert torch.equal(ours.parameters, plain.parameters)
    assert all(torch.equal(ours.buffers[name], value) for name, value in plain.buffers.items())
    for name, values in {**told.terms, **told.observed}.items():
        np.testing.assert_array_equal({**ours_told.terms, **ours_told.observed}[name], values)


def inputs(x: float) -> Inputs:
    return Inputs({"scale": SCALE}, torch.tensor([x]), {}, torch.tensor(1.0), {}, {})


def state(value: float, **memory: float) -> State:
    part = torch.tensor([value])
    held = {name: torch.tensor([number]) for name, number in memory.items()}
    return State(part, part.clone(), part.clone(), torch.tensor([-1]), {}, held)


SCALE = torch.tensor([2.0])


def moves(state: State, inputs: Inputs) -> State:
    return state._replace(
        parameters=state.parameters + inputs.buffers["scale"] * inputs.x,
        memory={name: value + inputs.x for name, value in reversed(state.memory.items())},
    )


def test_names_decide_what_is_copied_where_and_buffers_are_read_in_place(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(graphs._CAPTURES, "cpu", replays)
    first = state(1, a=10, b=20)
    step = captured(moves, first, inputs(1))
    now = step(first, inputs(3))
    assert now.parameters.item() == 7
    now = step(now, inputs(-1))  # its memory is in the other order
    assert now.parameters.item() == 5
    assert {name: value.item() for name, value in now.memory.items()} == {"a": 12, "b": 22}
    with torch.no_grad():
        SCALE.mul_(10)
    assert step(now, inputs(1)).parameters.item() == 25
    SCALE.div_(10)
    assert first.parameters.item() == 1


def test_on_a_cpu_a_step_stays_as_it_is() -> None:
    assert captured(moves, state(1), inputs(1)) is moves


@pytest.mark.parametrize(
    ("error", "why"),
    [(RuntimeError("operation not permitted\nwhen capturing"), "permitted$"), (KeyError(), "Key")],
)
def test_a_step_that_cannot_be_captured_is_called_as_it_is_with_a_warning(
    monkeypatch: pytest.MonkeyPatch, error: Exception, why: str
) -> None:
    def fail(*arguments: Any) -> Any:
        raise error

    monkeypatch.setitem(graphs._CAPTURES, "cpu", fail)
    with pytest.warns(UserWarning, match=f"without a CUDA graph, slower: .*{why}"):
        assert captured(moves, state(1), inputs(1)) is moves
