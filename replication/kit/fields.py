"""Annotated types of configuration fields: an option outside the range is refused when parsed."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated

from annotated_types import Ge, Le, MaxLen, MinLen

from rdo.errors import InputError, shown

__all__ = [
    "Count",
    "Floats",
    "Index",
    "NonNegative",
    "Positive",
    "Rate",
    "Rising",
    "Share",
    "Width",
    "Widths",
    "check_rising",
]

Count = Annotated[int, Ge(1), Le(10**9)]
"""A positive whole number, of steps, rows or replicas."""

Index = Annotated[int, Ge(0), Le(2**32 - 1)]
"""A whole number from 0: a seed, or a number of steps of which 0 means none."""

Width = Annotated[int, Ge(1), Le(4096)]
"""The width of a layer, the dimensions of a latent, or the components of a mixture."""

Widths = Annotated[tuple[Width, ...], MaxLen(20)]
"""The widths of the hidden layers; none for a linear map."""

Positive = Annotated[float, Ge(1e-12), Le(1e12)]
"""A weight or a variance; products of a few of them fit into float32."""

NonNegative = Annotated[float, Ge(0), Le(1e12)]
"""A standard deviation of noise, or a constant of which 0 means none."""

Rate = Annotated[float, Ge(1e-10), Le(1)]
"""A learning rate: Adam moves each weight by about so much in a step."""

Share = Annotated[float, Ge(0), Le(0.99)]
"""A share below 1, as of rows held out or of units dropped."""

Rising = Annotated[tuple[Positive, ...], MinLen(2), MaxLen(100)]
"""Values along which an order of convergence is fitted, see :func:`check_rising`."""

Floats = Annotated[tuple[Positive, ...], MinLen(1), MaxLen(100)]
"""A grid of at least one positive value."""


def check_rising(name: str, values: Sequence[float]) -> None:
    """Raise :class:`InputError` if values do not rise, each clearly above the one before it.

    By a hundredth at least: a slope over less is one of round-off.
    """
    if any(later < 1.01 * earlier for earlier, later in pairwise(values)):
        raise InputError(
            f"{name}={shown(values)}: give rising numbers, each above the one before by at least a "
            "hundredth."
        )
