"""Part ``walk``: Algorithm 1's loops, as printed and as they must be meant."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from replication.kit import Outcome, Run
from replication.langevin_derivation.config import Walk
from replication.ledger import Data

__all__ = ["measure", "walk", "walk_as_printed"]

_Floats = npt.NDArray[np.float64]
_NOISE = 0.1  # lambda of Algorithm 1

_Map = Callable[[_Floats], _Floats]


def measure(config: Walk, run: Run) -> Outcome:
    """Count the states that a walk assigns after its start, x_0.

    ``loop_printed.states`` counts them with step and collecting under the condition, as printed;
    ``loop.states`` with the collecting alone under it, and no step in the last pass, after which
    nothing is collected. The autoencoder is one that halves its input.
    """
    start = np.array([1.0, -1.0])
    walks = {"loop_printed": walk_as_printed, "loop": walk}
    arms = {}
    for name, function in walks.items():
        states, _ = function(_halved, start, config.steps, _NOISE, np.random.default_rng(0))
        arms[name] = run.arm({"states": len(states) - 1})
    return Outcome(arms, Data.of(run.part, start[None]))


def walk_as_printed(
    autoencoder: _Map, start: _Floats, steps: int, noise: float, rng: np.random.Generator
) -> tuple[dict[int, _Floats], list[_Floats]]:
    """The states of one walk by their numbers, and those that are collected.

    It ends where it needs a state that was never assigned.
    """
    states, collected = {0: start}, []
    for i in range(steps + 1):
        if i > 1:
            if i not in states:
                break
            epsilon = rng.normal(size=start.shape)
            states[i + 1] = autoencoder(states[i]) + noise * epsilon
            collected.append(states[i])
    return states, collected


def walk(
    autoencoder: _Map, start: _Floats, steps: int, noise: float, rng: np.random.Generator
) -> tuple[dict[int, _Floats], list[_Floats]]:
    """The same with the condition on what is collected alone."""
    states, collected = {0: start}, []
    for i in range(steps + 1):
        if i < steps:
            epsilon = rng.normal(size=start.shape)
            states[i + 1] = autoencoder(states[i]) + noise * epsilon
        if i > 1:
            collected.append(states[i])
    return states, collected


def _halved(x: _Floats) -> _Floats:
    return x / 2
