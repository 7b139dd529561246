"""The same training on another device: whether it agrees with the CPU's, and how fast it is.

``python -m benchmarks.device --device cuda`` takes a few minutes on a machine with a GPU and keeps
its result in ``results/benchmarks/``.
"""

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import torch

from benchmarks.engine import SHAPES, Shape, train_seconds
from benchmarks.results import Clock
from rdo.errors import InputError
from rdo.models import DAGMM, Model, RaDOGAGA
from rdo.training import Ensemble, Schedule, fit, step
from replication.kit.running import device_name
from replication.ledger import REPOSITORY

FOLDER = REPOSITORY / "results" / "benchmarks"
METHODS: dict[str, Callable[[Shape], Model]] = {
    "radogaga_log": lambda s: RaDOGAGA(s.architecture, lambda1=100, lambda2=1000, h="log"),
    "radogaga_d": lambda s: RaDOGAGA(s.architecture, lambda1=100, lambda2=1000, h="d"),
    "dagmm": lambda s: DAGMM(s.architecture),
}


def trained(build: Callable[[], Model], shape: Shape, device: str, steps: int) -> torch.Tensor:
    """Parameters of four replicas after a short run in float64."""
    ensemble = Ensemble.from_seeds(build, range(4), device).double()
    data = torch.rand(512, shape.widths[0], generator=torch.Generator().manual_seed(0))
    rows = np.tile(np.arange(len(data)), (4, 1))
    fit(ensemble, data, rows, range(4), Schedule(steps, 128, 1e-4))
    return ensemble.parameters.cpu()


def agreement(shape: Shape, device: str, steps: int) -> dict[str, float]:
    """Largest distance of any parameter from the CPU's, by method."""
    distances = {}
    for name, method in METHODS.items():
        build = partial(method, shape)
        here, there = (trained(build, shape, place, steps) for place in ("cpu", device))
        distances[name] = float((here - there).abs().max())
    return distances


def measure(device: str, steps: int, counts: Sequence[int]) -> dict[str, object]:
    """Agreement with the CPU on Thyroid's shape, then milliseconds a step on every shape."""
    distances = agreement(SHAPES["thyroid"], device, steps)
    step._COMPILE_PAYS = 0  # long runs are what is timed
    speed = {
        name: {
            "cpu_20": round(1e3 * train_seconds(shape, 20, steps), 3),
            **{
                f"device_{count}": round(1e3 * train_seconds(shape, count, steps, device), 3)
                for count in counts
            },
        }
        for name, shape in SHAPES.items()
    }
    return {
        "device": device_name(device),
        "agrees": max(distances.values()) < 1e-6,
        "largest_distance": distances,
        "milliseconds_a_step": speed,
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--replicas", type=int, nargs="+", default=[20, 100])
    parser.add_argument("--out", type=Path, default=FOLDER, help="folder the result is kept in")
    options = parser.parse_args(arguments)
    if options.device.startswith("cuda") and not torch.cuda.is_available():
        raise InputError(f"device={options.device!r}: PyTorch finds no such device here.")
    clock = Clock()
    result = measure(options.device, options.steps, options.replicas)
    command = f"python -m benchmarks.device --device {options.device}"
    kept = options.out / f"device_{options.device.partition(':')[0]}.json"
    print(clock.keep(result, kept, command, device_name(options.device)))


if __name__ == "__main__":
    main()
