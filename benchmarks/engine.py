"""The engine against training one seed after another, and against its own matrix products.

Every figure is a ratio of two times taken in the same run on the same machine, so that it says
something about the code and little about the machine. Run ``python -m benchmarks.engine``; with
``--json`` the result alone goes to standard output.
"""

import argparse
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from rdo.files import replace_file
from rdo.ledger import REPOSITORY, provenance
from rdo.models import Architecture, RaDOGAGA
from rdo.training import Ensemble, Schedule, fit
from rdo.training import step as training_step

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


def best(call: Callable[[], object], repeats: int) -> float:
    """Shortest time of a call, in seconds: the one least disturbed by the machine."""
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        call()
        times.append(time.perf_counter() - started)
    return min(times)


def model(shape: Shape) -> RaDOGAGA:
    """RaDOGAGA(log d) of a shape."""
    return RaDOGAGA(shape.architecture, lambda1=100, lambda2=1000)


def train_seconds(shape: Shape, replicas: int, steps: int) -> float:
    """Seconds a step of ``replicas`` together by the engine, its set-up left out."""
    data = torch.rand(4 * shape.batch_size, shape.widths[0])
    rows = np.tile(np.arange(len(data)), (replicas, 1))
    ensemble = Ensemble.from_seeds(lambda: model(shape), range(replicas))

    def run(count: int) -> float:
        schedule = Schedule(count, shape.batch_size, 1e-4)
        return fit(ensemble, data, rows, range(replicas), schedule).seconds

    short = min(run(steps) for _ in range(2))
    return (run(3 * steps) - short) / (2 * steps)


def sequential_seconds(shape: Shape, steps: int) -> float:
    """Seconds a step of one seed in the loop that everybody writes, torch's Adam and all."""
    data = torch.rand(4 * shape.batch_size, shape.widths[0])
    net = model(shape)
    net.reset_parameters(torch.Generator().manual_seed(0))
    optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
    shapes = net.noise_shapes(shape.batch_size)

    def step() -> None:
        x = data[torch.randint(len(data), (shape.batch_size,))]
        noise = {name: torch.rand(size) for name, size in shapes.items()}
        loss = torch.stack(list(net.loss(x, noise).values())).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    def run() -> None:
        for _ in range(steps):
            step()

    run()
    return best(run, 3) / steps


def product_seconds(shape: Shape, replicas: int, repeats: int) -> float:
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

    def run() -> None:
        for weight, x, out, inner in products:
            torch.bmm(weight, x)
            torch.bmm(out, x.mT)
            if inner:
                torch.bmm(weight.mT, out)

    run()
    return best(run, repeats)


def setup_seconds(shape: Shape, replicas: int) -> float:
    """Seconds until the fused step has been built and has taken its first step."""
    data = torch.rand(shape.batch_size, shape.widths[0])
    rows = np.tile(np.arange(len(data)), (replicas, 1))
    ensemble = Ensemble.from_seeds(lambda: model(shape), range(replicas))
    return fit(ensemble, data, rows, range(replicas), Schedule(1, shape.batch_size, 1e-4)).seconds


def measure(replicas: int, say: Callable[[str], None]) -> dict[str, object]:
    """All figures, with ``say`` told of each as it comes."""
    training_step._COMPILE_PAYS = 0  # long runs are what is measured
    shapes: dict[str, dict[str, float]] = {}
    for name, shape in SHAPES.items():
        steps = 60 if shape.batch_size > 500 else 300
        together = train_seconds(shape, replicas, steps)
        alone = sequential_seconds(shape, steps)
        products = product_seconds(shape, replicas, 2 * steps)
        shapes[name] = {
            "speedup": round(replicas * alone / together, 2),
            "roofline": round(products / together, 3),
            "milliseconds": round(1e3 * together, 2),
            "setup_seconds": round(setup_seconds(shape, replicas), 1),
        }
        say(f"{name:12} {json.dumps(shapes[name])}")
    thyroid = SHAPES["thyroid"]
    unit = train_seconds(thyroid, 1, 60)
    cost = {
        str(count): round(train_seconds(thyroid, count, 60 if count < 50 else 20) / unit, 2)
        for count in (5, 20, 100)
    }
    say(f"cost against one replica: {cost}")
    small = Shape(thyroid.widths, thyroid.n_components, 128)
    by_batch = {"128": round(_speedup(small, replicas), 2)}
    by_batch["1024"] = shapes["thyroid"]["speedup"]
    say(f"speed-up on Thyroid by batch: {by_batch}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return {
        "replicas": replicas,
        "shapes": shapes,
        "cost_of_replicas": cost,
        "speedup_by_batch": by_batch,
        "peak_gib": round(peak, 2),
        "threads": torch.get_num_threads(),
    }


def _speedup(shape: Shape, replicas: int) -> float:
    return replicas * sequential_seconds(shape, 300) / train_seconds(shape, replicas, 300)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    parser.add_argument("--replicas", type=int, default=20)
    parser.add_argument("--out", type=Path, default=RESULT, help="where the result is kept")
    options = parser.parse_args(arguments)
    started, clock = datetime.now(UTC), time.perf_counter()
    result = measure(options.replicas, lambda line: print(line, file=sys.stderr))
    origin = provenance("python -m benchmarks.engine", started, time.perf_counter() - clock)
    text = json.dumps({**result, "provenance": asdict(origin)}, indent=2)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    replace_file(options.out, f"{text}\n".encode())
    print(text if options.json else f"kept as {options.out}")


if __name__ == "__main__":
    main()
