"""EBAE's visible chain on images: the compiled transition against the loop that everybody writes.

Every figure is a ratio of two times taken in the same run on the same machine. Run
``python -m benchmarks.chains``; with ``--json`` the result alone goes to standard output.
"""

import argparse
import copy
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812

from benchmarks.results import Clock
from rdo.models import EBAE
from rdo.nn.resampling import Bilinear, MaxPool
from rdo.training import Ensemble
from rdo.training.convolution_pass import conv2d, conv_transpose2d
from rdo.training.step import compiled
from replication.kit.ebae import chains, ebae
from replication.ledger import REPOSITORY

RESULT = REPOSITORY / "results" / "benchmarks" / "chains.json"

_ROUNDS = 5
_N_LATENT = 32

Transition = Callable[[Tensor, Tensor], Tensor]
"""From images and increments ``(B, 1, 28, 28)`` to where the chain goes."""


def model(width: float) -> EBAE:
    """EBAE as the first row of Table 3 has it, drawn."""
    built = ebae(_N_LATENT, width, "pytorch", chains())
    built.reset_parameters(torch.Generator().manual_seed(0))
    return built.requires_grad_(False)


def ordinary(net: EBAE) -> EBAE:
    """The same networks, weights included, of nothing but PyTorch's own layers."""
    theirs = copy.deepcopy(net)
    for part in (theirs.encoder, theirs.decoder):
        layers: Any = part.layers
        for place, layer in enumerate(layers):
            if isinstance(layer, MaxPool):
                layers[place] = nn.MaxPool2d(2)
            elif isinstance(layer, Bilinear):
                layers[place] = nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)
    return theirs


def plain_transition(net: EBAE) -> Transition:
    """One step by autograd, as one writes it: gradient, clipping, noise, back to [0, 1]."""
    net = ordinary(net)

    def transition(x: Tensor, increment: Tensor) -> Tensor:
        x = x.detach().requires_grad_(True)
        (gradient,) = torch.autograd.grad(net.energy(x).sum(), x)
        return (x.detach() - 20 / 2 * gradient.clamp(-0.01, 0.01) + increment).clamp(0, 1)

    return transition


def engine_transition(
    net: EBAE, x: Tensor, *, replicas: int = 1
) -> Callable[[Tensor, Tensor], Tensor]:
    """The engine's compiled transition of so many replicas, each with its own images."""
    ensemble = Ensemble([net] * replicas)
    method = ensemble.vectorized(ensemble.method("visible_transition"))
    parameters, buffers = ensemble.parameters, ensemble.buffers
    one = x.expand(replicas, *x.shape).contiguous()
    whole = compiled(method, 10**9, (parameters, buffers, one, torch.zeros_like(one)))
    return lambda images, increments: whole(parameters, buffers, images, increments)


def bare_convolutions(net: EBAE, batch: int) -> list[list[Callable[[], Tensor]]]:
    """Each convolution of a step, forward and back to its input, in every way known here.

    The ways are PyTorch's, with channels first and last, and those of
    :mod:`rdo.training.convolution_pass`.
    """
    found: list[list[Callable[[], Tensor]]] = []
    x = torch.rand(batch, 1, 28, 28)
    for part in (net.encoder, net.decoder):
        for module in part.layers:  # type: ignore[union-attr]
            out = module(x)
            if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
                # The gradient of the one to its input is the other, with the same weights.
                theirs: list[Any] = [F.conv2d, F.conv_transpose2d]
                ours: list[Any] = [conv2d, conv_transpose2d]
                if isinstance(module, nn.ConvTranspose2d):
                    theirs, ours = theirs[::-1], ours[::-1]
                for given, their, our in zip((x, out), theirs, ours, strict=True):
                    first, last = (
                        [t.contiguous(memory_format=layout) for t in (given, module.weight)]
                        for layout in (torch.contiguous_format, torch.channels_last)
                    )
                    found.append(
                        [partial(their, *first), partial(their, *last), partial(our, *last)]
                    )
            x = out
    return found


def seconds(work: Callable[[], object], times: int) -> float:
    """Seconds that a call takes, on average over so many."""
    started = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - started) / times


def compare(width: float, batch: int, times: int) -> dict[str, float]:
    """Ratios for one width and batch; the ways take turns, and the best round of each counts.

    The roofline is what the step's convolutions would take by themselves, each in its fastest way.
    """
    net = model(width)
    x, increment = torch.rand(batch, 1, 28, 28), 0.01 * torch.randn(batch, 1, 28, 28)
    plain, engine = plain_transition(net), engine_transition(net, x)
    three = engine_transition(net, x, replicas=3)
    one, ones = x[None], increment[None]
    many, increments = one.expand(3, *x.shape).contiguous(), ones.expand(3, *x.shape).contiguous()
    channels_last = model(width).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    last, low = plain_transition(channels_last), plain_transition(model(width).to(torch.bfloat16))
    ways: dict[str, Callable[[], object]] = {
        "engine": lambda: engine(one, ones),
        "engine_3": lambda: three(many, increments),
        "plain": lambda: plain(x, increment),
        "channels_last": lambda: last(
            x.to(memory_format=torch.channels_last), increment.to(memory_format=torch.channels_last)
        ),
        "bf16": lambda: low(x.to(torch.bfloat16), increment.to(torch.bfloat16)),
    }
    for way in ways.values():
        way()
    rounds = [{name: seconds(way, times) for name, way in ways.items()} for _ in range(_ROUNDS)]
    best = {name: min(times[name] for times in rounds) for name in ways}
    bare = sum(
        min(seconds(way, times) for way in each for _ in range(_ROUNDS))
        for each in bare_convolutions(net, batch)
    )
    return {
        "speedup": round(best["plain"] / best["engine"], 2),
        "speedup_channels_last": round(best["plain"] / best["channels_last"], 2),
        "speedup_bf16": round(best["plain"] / best["bf16"], 2),
        "three_side_by_side": round(best["engine_3"] / (3 * best["engine"]), 2),
        "roofline": round(bare / best["engine"], 3),
        "steps_per_second": round(1 / best["engine"], 1),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print and store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object and no more")
    parser.add_argument("--width", type=float, default=1 / 8, help="factor on Arch28's channels")
    parser.add_argument("--times", type=int, default=20, help="steps per round")
    parser.add_argument("--out", type=Path, default=RESULT, help="where the result is kept")
    options = parser.parse_args(arguments)
    clock, batches = Clock(), {}
    for batch in (32, 128):
        batches[str(batch)] = compare(options.width, batch, options.times)
        print(f"batch {batch}: {batches[str(batch)]}", file=sys.stderr)
    result = {"width": options.width, "batch": batches, "threads": torch.get_num_threads()}
    text = clock.keep(result, options.out, "python -m benchmarks.chains")
    print(text if options.json else f"kept as {options.out}")


if __name__ == "__main__":
    main()
