"""Checks of a detector's parameters, which scikit-learn wants made in fit and not before."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import torch

from rdo.checks import check_flag, check_number, check_seed, check_weight, check_whole
from rdo.detectors.threshold import share_of
from rdo.errors import InputError, shown
from rdo.training.arguments import check_device

__all__ = ["check_parameters", "choose_device", "draw_seeds", "restoring"]

_MOST_REPLICAS = 1_000
_MOST_STEPS = 10**9


@contextmanager
def restoring(detector: Any) -> Iterator[None]:
    """Undo what is set of a detector meanwhile, if that ends with an error."""
    before = dict(vars(detector))
    try:
        yield
    except BaseException:
        detector.__dict__ = before
        raise


def check_parameters(detector: Any) -> None:
    """Raise :class:`InputError` for the first parameter both detectors have that cannot be used."""
    check_whole("n_replicas", detector.n_replicas, 1, _MOST_REPLICAS)
    for name in ("max_steps", "batch_size", "patience"):
        check_whole(name, getattr(detector, name), 1, _MOST_STEPS)
    check_weight("learning_rate", detector.learning_rate)
    check_number("validation_fraction", detector.validation_fraction, 0, 0.5, above=True)
    share_of(detector.contamination)
    check_flag("verbose", detector.verbose)
    choose_device(detector.device)


def choose_device(device: Any) -> str:
    """The name of a device of this machine; ``"auto"`` is the GPU where there is one.

    Raises
    ------
    InputError
        If this machine has no such device.
    """
    if not isinstance(device, str):
        raise InputError(f"device={shown(device)}: give 'auto', 'cpu' or 'cuda'.")
    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    check_device(device)
    return device


def draw_seeds(random_state: Any, count: int) -> tuple[int, ...]:
    """Different seeds, from a seed or a RandomState of numpy; others at each call from None.

    Raises
    ------
    InputError
        If it is something else.
    """
    if random_state is None:
        words = np.random.SeedSequence().generate_state(1)  # numpy's global generator is let be
        first = int(words[0])
    elif isinstance(random_state, np.random.RandomState):
        first = int(random_state.randint(2**32, dtype=np.uint32))
    else:
        seed = check_seed(random_state, "random_state")
        first = int(np.random.SeedSequence(seed).generate_state(1)[0])
    return tuple((first + k) % 2**32 for k in range(count))
