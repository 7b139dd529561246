"""The same training on another device: whether it agrees with the CPU's, and how fast it is.

``python -m benchmarks.device`` takes under eight minutes on a machine with a GPU and keeps its
result in ``results/benchmarks/``; ``--device cpu`` runs the same code on little, in seconds.
"""

import argparse
import copy
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch

from benchmarks import chains
from benchmarks.engine import SHAPES, Shape, _fit
from benchmarks.results import Clock
from rdo.errors import InputError
from rdo.models import DAGMM, Model, RaDOGAGA
from rdo.training import Ensemble, Schedule, fit, graphs, step
from rdo.training import engine as training_engine
from rdo.training.step import Inputs, State, Step, compiled
from replication.kit.running import device_name
from replication.ledger import REPOSITORY

FOLDER = REPOSITORY / "results" / "benchmarks"
METHODS: dict[str, Callable[[Shape], Model]] = {
    "radogaga_log": lambda s: RaDOGAGA(s.architecture, lambda1=100, lambda2=1000, h="log"),
    "radogaga_d": lambda s: RaDOGAGA(s.architecture, lambda1=100, lambda2=1000, h="d"),
    "dagmm": lambda s: DAGMM(s.architecture),
}
_AGREEING_STEPS = 100
_MANY = 100  # replicas above which a quarter of the steps is enough
_BATCH = 128  # of images
_OFTEN, _NEVER = 10**8, 10**9  # calls, and the calls above which something is compiled


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    steps: int
    """Of a training; the engine waits for the device at 200 of them."""
    replicas: Sequence[int]
    width: float
    """Factor on the channels of EBAE's networks."""
    compiled: bool


SIZES = {
    "cuda": Size(steps=2_000, replicas=(20, 100, 1_000), width=1.0, compiled=True),
    "cpu": Size(steps=3, replicas=(2, 3), width=1 / 32, compiled=False),
}


def trained(build: Callable[[], Model], shape: Shape, device: str, steps: int) -> torch.Tensor:
    """Parameters of four replicas after a short run in float64."""
    ensemble = Ensemble.from_seeds(build, range(4), device).double()
    data = torch.rand(512, shape.widths[0], generator=torch.Generator().manual_seed(0))
    rows = np.tile(np.arange(len(data)), (4, 1))
    fit(ensemble, data, rows, range(4), Schedule(steps, min(128, shape.batch_size), 1e-4))
    return ensemble.parameters.cpu()


def agreement(shape: Shape, device: str, steps: int) -> dict[str, float]:
    """Largest distance of any parameter from the CPU's, by method."""
    distances = {}
    for name, method in METHODS.items():
        build = partial(method, shape)
        here, there = (trained(build, shape, place, steps) for place in ("cpu", device))
        distances[name] = float((here - there).abs().max())
    return distances


class Stopwatch:
    """Seconds that a device spends in the steps of a training, by its own clock."""

    def __init__(self, device: str) -> None:
        self.cuda = device.startswith("cuda")
        self.spans: list[tuple[torch.cuda.Event, torch.cuda.Event]] = []
        self.own = 0.0  # of a device that the host waits for at each step

    def captured(self, step: Step, state: State, inputs: Inputs) -> Step:
        """What the engine makes of a step, timed."""
        whole = graphs.captured(step, state, inputs)

        def on_host(state: State, inputs: Inputs) -> State:
            started = time.perf_counter()
            after = whole(state, inputs)
            self.own += time.perf_counter() - started
            return after

        def on_device(state: State, inputs: Inputs) -> State:
            begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
            begin.record()
            after = whole(state, inputs)
            end.record()
            self.spans.append((begin, end))
            return after

        return on_device if self.cuda else on_host

    def seconds(self) -> float:
        """So far."""
        if self.cuda:
            torch.cuda.synchronize()
        return self.own + sum(float(a.elapsed_time(b)) for a, b in self.spans) / 1e3


def speed(shape: Shape, replicas: int, steps: int, device: str) -> dict[str, float] | None:
    """Milliseconds a step, and the share of the time that the device is in one; None if too large.

    The rest of the time it waits for the host.
    """
    watch = Stopwatch(device)
    try:
        with patch.object(training_engine, "captured", watch.captured):
            history = _fit(shape, replicas, steps, device)
    except torch.OutOfMemoryError:
        return None
    seconds = history.seconds - history.setup_seconds
    return {
        "milliseconds": round(1e3 * seconds / steps, 3),
        "busy": round(watch.seconds() / seconds, 3),
    }


def chain(device: str, width: float, times: int) -> dict[str, float]:
    """Milliseconds of a step of EBAE's chain on images, and how far bfloat16 is from float32.

    Three ways: the engine's, compiled, in float32; and the plain one by autograd in float32 and in
    bfloat16 with channels last. ``difference`` is the largest of any pixel after one step of it.
    """
    generator = torch.Generator().manual_seed(0)
    x = torch.rand(1, _BATCH, 1, 28, 28, generator=generator).to(device)
    ensemble = Ensemble([chains.model(width)], device)
    given = ensemble.parameters, ensemble.buffers, x, torch.zeros_like(x)
    method = ensemble.vectorized(ensemble.method("visible_transition"))
    engine = partial(compiled(method, _OFTEN, given, cpu=device == "cpu"), *given)
    net: Any = chains.model(width)
    low = copy.deepcopy(net).to(device, torch.bfloat16, memory_format=torch.channels_last)
    full = chains.plain_transition(net.to(device))
    half = chains.plain_transition(low)
    ways: dict[str, Callable[[], torch.Tensor]] = {
        "engine": engine,
        "float32": lambda: full(x[0], torch.zeros_like(x[0])),
        "bfloat16": lambda: half(x[0].bfloat16(), torch.zeros_like(x[0]).bfloat16()),
    }
    ends = {name: way().float() for name, way in ways.items()}
    milliseconds = {
        name: round(1e3 * min(_seconds(way, times, device) for _ in range(3)), 3)
        for name, way in ways.items()
    }
    return {
        **milliseconds,
        "speedup": round(milliseconds["float32"] / milliseconds["bfloat16"], 2),
        "difference": float((ends["float32"] - ends["bfloat16"]).abs().max()),
        "engine_difference": float((ends["float32"] - ends["engine"]).abs().max()),
    }


def _seconds(work: Callable[[], object], times: int, device: str) -> float:
    """Seconds that a call takes, once all before are through."""
    wait = torch.cuda.synchronize if device.startswith("cuda") else lambda: None
    wait()
    started = time.perf_counter()
    for _ in range(times):
        work()
    wait()
    return (time.perf_counter() - started) / times


def measure(device: str, size: Size) -> dict[str, object]:
    """Agreement with the CPU on Thyroid's shape, then the speed of every shape and of a chain."""
    steps = min(size.steps, _AGREEING_STEPS)
    distances = agreement(SHAPES["thyroid"], device, steps)
    # Long runs are what is timed, and they are compiled.
    with patch.object(step, "_COMPILE_PAYS", 0 if size.compiled else _NEVER):
        shapes = {
            name: {
                "cpu": {str(n): speed(shape, n, steps, "cpu") for n in size.replicas[:1]},
                "device": {
                    str(n): speed(shape, n, size.steps // (4 if n > _MANY else 1), device)
                    for n in size.replicas
                },
            }
            for name, shape in SHAPES.items()
        }
        images = chain(device, size.width, max(1, steps // 10))
    return {
        "device": device_name(device),
        "agrees": max(distances.values()) < 1e-6,
        "largest_distance": distances,
        "shapes": shapes,
        "chain": images,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--steps", type=int)
    parser.add_argument("--replicas", type=int, nargs="+")
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder the result is kept in")
    options = parser.parse_args(arguments)
    kind = options.device.partition(":")[0]
    if kind == "cuda" and not torch.cuda.is_available():
        raise InputError(f"device={options.device!r}: PyTorch finds no such device here.")
    asked = {"steps": options.steps, "replicas": options.replicas}
    size = replace(SIZES[kind], **{name: value for name, value in asked.items() if value})
    clock = Clock()
    result = measure(options.device, size)
    command = f"python -m benchmarks.device --device {options.device}"
    kept = options.out / f"device_{kind}.json"
    print(clock.keep(result, kept, command, device_name(options.device)))


if __name__ == "__main__":
    main()
