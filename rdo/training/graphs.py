"""A step captured as a CUDA graph: one launch in place of hundreds."""

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

from rdo.training.layout import each
from rdo.training.step import Inputs, State, Step

__all__ = ["captured", "cuda_graph"]

_WARM_UPS = 3  # calls before a capture, in which libraries take the memory that they work in

Capture = Callable[[Callable[[], State], torch.device], tuple[Callable[[], object], State]]
"""Gives a function that computes the same once more, into the same memory, and that memory."""


def cuda_graph(
    function: Callable[[], State], device: torch.device
) -> tuple[Callable[[], object], State]:
    """Capture what a function launches on a GPU.

    Parameters
    ----------
    function
        It reads the same memory at each call, and never waits for the device.
    device
        The GPU.

    Returns
    -------
    tuple
        The function that launches all of it again, and the result, which that overwrites.
    """
    with torch.cuda.device(device):
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(_WARM_UPS):
                function()
        torch.cuda.current_stream().wait_stream(aside)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            found = function()
    return graph.replay, found


_CAPTURES: dict[str, Capture] = {"cuda": cuda_graph}


def captured(step: Step, state: State, inputs: Inputs) -> Step:
    """The same step, captured where the device can do that; elsewhere the step itself.

    The state that it gives is overwritten by the next call.

    Parameters
    ----------
    step
        A step, compiled or not.
    state, inputs
        Of a call. The buffers among the inputs are read where they are, at every call.
    """
    capture = _CAPTURES.get(state.parameters.device.type)
    if capture is None:
        return step
    own_state, rest = each(_copy, (state, inputs._replace(buffers={})))
    own_inputs = rest._replace(buffers=inputs.buffers)
    try:
        replay, found = capture(lambda: step(own_state, own_inputs), state.parameters.device)
    except Exception as error:  # the libraries raise what they like, and a graph only saves time
        why = next(iter(str(error).strip().splitlines()), type(error).__name__)
        warnings.warn(f"training without a CUDA graph, slower: {why}", stacklevel=3)
        return step

    def call(state: State, inputs: Inputs) -> State:
        _fill(own_state, state)
        _fill(own_inputs, inputs)
        replay()
        return found

    return call


def _copy(x: Tensor, _: int) -> Tensor:
    return x.clone()


def _fill(places: Any, values: Any) -> None:
    """Copy nested tensors into those of the same names."""
    if isinstance(places, Tensor):
        if places is not values:
            places.copy_(values)
    elif isinstance(places, Mapping):
        for name, place in places.items():
            _fill(place, values[name])
    else:
        for place, value in zip(places, values, strict=True):
            _fill(place, value)
