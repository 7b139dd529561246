"""The engine against training one seed after another, and against its own matrix products.

Every figure is a ratio of two times taken in the same run on the same machine, so that it says
something about the code and little about the machine. Run ``python -m benchmarks.engine``; with
``--json`` the result alone goes to standard output.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from benchmarks.results import Clock
from rdo.datasets import Dataset
from rdo.evaluation import split_halves
from rdo.models import Architecture, RaDOGAGA
from rdo.training import Ensemble, History, Schedule, fit, step
from replication.kit import Run
from replication.kit.anomaly.task import Task
from replication.ledger import REPOSITORY
from replication.table1 import configure

_ROUNDS = 5
_SCORED = 20_000  # rows of each replica
RESULT = REPOSITORY / "results" / "benchmarks" / "engine.json"


@dataclass(frozen=True)
class Shape:
    """Networks and batch of one data set."""

    widths: tuple[int, ...]
    n_components: int
    batch_size: int

    @property
    def architecture(self) -> Architecture:
        """The widths as the models take them."""
        m, *hidden, n = self.widths
        return Architecture(m, tuple(hidden), n, self.n_components, residual_features=True)


SHAPES = {
    "thyroid": Shape((6, 30, 24, 6), 2, 1024),
    "arrhythmia": Shape((274, 10, 4), 2, 128),
    "kddcup": Shape((121, 60, 30, 8), 4, 1024),
}

ROWS = {"thyroid": (3772, 93), "arrhythmia": (452, 66)}
"""Of the two smaller tables, with their anomalies."""


def model(shape: Shape) -> RaDOGAGA:
    """RaDOGAGA(log d) of a shape."""
    return RaDOGAGA(shape.architecture, lambda1=100, lambda2=1000)


def train_seconds(shape: Shape, replicas: int, steps: int, device: str = "cpu") -> float:
    """Seconds a step of ``replicas`` together by the engine, its set-up left out."""
    history = _fit(shape, replicas, steps, device)
    return (history.seconds - history.setup_seconds) / steps


def _fit(shape: Shape, replicas: int, steps: int, device: str = "cpu") -> History:
    data = torch.rand(4 * shape.batch_size, shape.widths[0])
    rows = np.tile(np.arange(len(data)), (replicas, 1))
    ensemble = Ensemble.from_seeds(lambda: model(shape), range(replicas), device)
    return fit(ensemble, data, rows, range(replicas), Schedule(steps, shape.batch_size, 1e-4))


def sequential_seconds(shape: Shape, steps: int) -> float:
    """Seconds a step of one seed in the loop that everybody writes, torch's Adam and all."""
    data = torch.rand(4 * shape.batch_size, shape.widths[0])
    net = model(shape)
    net.reset_parameters(torch.Generator().manual_seed(0))
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
    shapes = net.noise_shapes(shape.batch_size)
    started = time.perf_counter()
    for _ in range(steps):
        x = data[torch.randint(len(data), (shape.batch_size,))]
        noise = {name: torch.rand(size) for name, size in shapes.items()}
        loss = torch.stack(list(net.loss(x, noise).values())).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return (time.perf_counter() - started) / steps


def product_seconds(shape: Shape, replicas: int, steps: int) -> float:
    """Seconds of the bare matrix products of a step: both passes of an encoder and two decoders."""
    m, *hidden, n = shape.widths
    encoder = list(zip((m, *hidden), (*hidden, n), strict=True))
    decoder = [(b, a) for a, b in reversed(encoder)]
    estimation = [(n + 2, 10), (10, shape.n_components)]
    products: list[tuple[Tensor, Tensor, Tensor, bool]] = []
    for number, (n_in, n_out) in enumerate([*encoder, *decoder, *decoder, *estimation]):
        weight = torch.randn(replicas, n_out, n_in)
        x = torch.randn(replicas, n_in, shape.batch_size)
        out = torch.randn(replicas, n_out, shape.batch_size)
        products.append((weight, x, out, number > 0))  # nobody asks for the gradient of the data
    started = time.perf_counter()
    for _ in range(steps):
        for weight, x, out, inner in products:
            torch.bmm(weight, x)
            torch.bmm(out, x.mT)
            if inner:
                torch.bmm(weight.mT, out)
    return (time.perf_counter() - started) / steps


def setup_seconds(name: str, replicas: int) -> tuple[float, float]:
    """Seconds until the first compiled step: where no compiled code was kept, and where it was.

    Each is a process of its own, for the compiler keeps in memory too what it built.
    """
    with tempfile.TemporaryDirectory() as folder:
        code = (
            "from pathlib import Path; from benchmarks import engine as e; "
            "from rdo.training import kept_code; e.step._COMPILE_PAYS = 0; "
            f"kept_code.code_folder = lambda: Path({folder!r}); "
            f"print(e._fit(e.SHAPES[{name!r}], {replicas}, 1).setup_seconds)"
        )
        unset = {key: value for key, value in os.environ.items() if "INDUCTOR" not in key}
        first, second = (
            subprocess.run(  # our own code, no input
                [sys.executable, "-W", "ignore", "-c", code],
                env=unset,
                cwd=REPOSITORY,
                capture_output=True,
                text=True,
                check=True,
            )
            for _ in range(2)
        )
    return float(first.stdout), float(second.stdout)


def scoring_seconds(shape: Shape, replicas: int, rows: int) -> tuple[float, float]:
    """Seconds to score so many rows of each replica: all at once, and in blocks for the cache."""
    ensemble = Ensemble.from_seeds(lambda: model(shape), range(replicas))
    x = torch.rand(replicas, rows, shape.widths[0])
    mixture = ensemble.map("mixture", x[:, : shape.batch_size])
    seconds: list[float] = []
    for score in (ensemble.map, ensemble.map_rows):
        started = time.perf_counter()
        score("energy", x, mixture)
        seconds.append(time.perf_counter() - started)
    return seconds[0], seconds[1]


def evaluation_seconds(name: str, replicas: int) -> tuple[float, int]:
    """Seconds of an evaluation along the way in Table 1, and the steps between two of them.

    The rows are random, as many as the data set has.
    """
    n, anomalies = ROWS[name]
    x = np.random.default_rng(0).random((n, SHAPES[name].widths[0]))
    table = Dataset(name, x, np.arange(n) < anomalies, (), anomalies / n, "")
    run = Run("table1", name, "paper", tuple(range(replicas)))
    splits = [split_halves(table.y, seed) for seed in run.seeds]
    config = configure(name, "paper")
    task = Task(config, run, table, x, torch.from_numpy(x).float(), splits)
    ensemble = task.ensemble("radogaga_log")
    started = time.perf_counter()
    task.follow(ensemble)
    return time.perf_counter() - started, config.evaluate_every


def compare(shape: Shape, replicas: int) -> dict[str, float]:
    """The engine, one seed after another and the bare products, each the best of five rounds.

    The three take turns, so that a slow minute of the machine falls on all of them, and the best
    of each is the one least disturbed.
    """
    steps = 60 if shape.batch_size > 500 else 300
    rounds = [
        (
            train_seconds(shape, replicas, steps),
            sequential_seconds(shape, steps // 2),
            product_seconds(shape, replicas, steps // 2),
        )
        for _ in range(_ROUNDS)
    ]
    together, alone, products = (min(times) for times in zip(*rounds, strict=True))
    return {
        "speedup": round(replicas * alone / together, 2),
        "roofline": round(products / together, 3),
        "milliseconds": round(1e3 * together, 2),
    }


def measure(replicas: int, say: Callable[[str], None]) -> dict[str, object]:
    """All figures, with ``say`` told of each as it comes."""
    step._COMPILE_PAYS = 0  # long runs are what is measured
    shapes: dict[str, dict[str, float]] = {}
    for name, shape in SHAPES.items():
        shapes[name] = compare(shape, replicas)
        first, again = setup_seconds(name, replicas)
        shapes[name] |= {"setup_seconds": round(first, 1), "setup_seconds_again": round(again, 1)}
        if name in ROWS:
            timed = [evaluation_seconds(name, replicas) for _ in range(_ROUNDS)]
            seconds, every = min(timed)
            steps = every * shapes[name]["milliseconds"] / 1e3
            shapes[name]["evaluation_share"] = round(seconds / (seconds + steps), 4)
        scored = [scoring_seconds(shape, replicas, _SCORED) for _ in range(_ROUNDS)]
        at_once, in_blocks = (min(times) for times in zip(*scored, strict=True))
        shapes[name]["scoring_in_blocks"] = round(at_once / in_blocks, 2)
        say(f"{name:12} {json.dumps(shapes[name])}")
    thyroid = SHAPES["thyroid"]
    small = compare(replace(thyroid, batch_size=128), replicas)["speedup"]
    by_batch = {"128": small, "1024": shapes["thyroid"]["speedup"]}
    say(f"speed-up on Thyroid by batch: {by_batch}")
    counts = (1, 5, 20, 100)
    rounds = [[train_seconds(thyroid, n, 60 if n < 50 else 20) for n in counts] for _ in range(3)]
    unit, *others = (min(times) for times in zip(*rounds, strict=True))
    cost = {str(n): round(time / unit, 2) for n, time in zip(counts[1:], others, strict=True)}
    say(f"cost against one replica: {cost}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "replicas": replicas,
        "shapes": shapes,
        "cost_of_replicas": cost,
        "speedup_by_batch": by_batch,
        "peak_gib": round(peak, 2),
        "threads": torch.get_num_threads(),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    parser.add_argument("--replicas", type=int, default=20)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the result is kept")
    options = parser.parse_args(arguments)
    clock = Clock()
    result = measure(options.replicas, lambda line: print(line, file=sys.stderr))
    text = clock.keep(result, options.out, "python -m benchmarks.engine")
    print(text if options.json else f"kept as {options.out}")


if __name__ == "__main__":
    main()
