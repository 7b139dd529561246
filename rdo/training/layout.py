"""Where the numbers of replicas lie in memory: it decides speed, and last bits of products."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

__all__ = ["ALIGNMENT", "aligned", "each", "placed", "rows_at_once"]

_ROWS_IN_CACHE, _VALUES_IN_CACHE = 2**14, 2**20  # of _REPLICAS together, in a block of rows
_VALUES_ON_DEVICE = 2**26  # the same on a GPU, whose memory is far from full with it
# Fixed, for the last bits of a product depend on its shape: a replica's blocks are as long in any
# company. It is the number of seeds of the papers' tables.
_REPLICAS = 20

ALIGNMENT = 16
"""Numbers; 64 bytes of float32, 128 of float64."""


def aligned(x: Tensor) -> Tensor:
    """The same numbers, each replica's at one alignment, on which the bits of products depend."""
    if x.ndim < 2 or x.stride(0) % ALIGNMENT == 0 or not x[0].is_contiguous():
        return x
    size = x[0].numel()
    padded = x.new_empty(len(x), size + -size % ALIGNMENT)
    padded[:, :size] = x.flatten(1)
    moved: Tensor = padded[:, :size].unflatten(1, x.shape[1:])
    return moved


def each(change: Callable[..., Tensor], nested: Any, *more: int) -> Any:
    """Nested tuples and dictionaries with ``change(tensor, 0, *more)`` for every tensor."""
    if isinstance(nested, Tensor):
        return change(nested, 0, *more)
    if isinstance(nested, Mapping):
        return {name: each(change, value, *more) for name, value in nested.items()}
    if isinstance(nested, tuple):
        values = [each(change, value, *more) for value in nested]
        return type(nested)(*values) if hasattr(nested, "_fields") else tuple(values)
    return nested


def placed(flat: Tensor, shape: torch.Size) -> Tensor:
    """Numbers ``(..., n)`` as parameters of a shape; those of a convolution lie channels last.

    A convolution takes its layout from that of its weights, and this is the faster one.
    """
    if len(shape) != 4:
        plain: Tensor = flat.unflatten(-1, shape)
        return plain
    out, channels, *kernel = shape
    parameters: Tensor = flat.unflatten(-1, (out, *kernel, channels)).movedim(-1, -3)
    return parameters


def rows_at_once(x: Tensor) -> int:
    """Rows of each replica in a block, of rows ``(R, B, ...)``."""
    values = x.shape[2:].numel()
    on_cpu = min(_ROWS_IN_CACHE, _VALUES_IN_CACHE // values)
    return max(1, (on_cpu if x.is_cpu else _VALUES_ON_DEVICE // values) // _REPLICAS)
