"""Types of a configuration's fields: what else is no setting is refused where it is typed."""

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
"""Of steps, rows, replicas: at least one."""

Index = Annotated[int, Ge(0), Le(2**32 - 1)]
"""A seed, or of what may be left out."""

Width = Annotated[int, Ge(1), Le(4096)]
"""Of a layer or a latent, or how many components a mixture has."""

Widths = Annotated[tuple[Width, ...], MaxLen(20)]
"""Of hidden layers; none for a linear map."""

Positive = Annotated[float, Ge(1e-12), Le(1e12)]
"""A weight, a variance: its products with a few others are numbers that float32 has."""

NonNegative = Annotated[float, Ge(0), Le(1e12)]
"""A standard deviation of noise, or a constant that may be left out."""

Rate = Annotated[float, Ge(1e-10), Le(1)]
"""Of learning: Adam moves each weight by about so much, a step."""

Share = Annotated[float, Ge(0), Le(0.99)]
"""Of what is left out, so that something is left."""

Rising = Annotated[tuple[Positive, ...], MinLen(2), MaxLen(100)]
"""Values along which an order is told, see :func:`check_rising`."""

Floats = Annotated[tuple[Positive, ...], MinLen(1), MaxLen(100)]
"""Values that are gone through, at least one."""


def check_rising(name: str, values: Sequence[float]) -> None:
    """Raise :class:`InputError` if values do not rise, each clearly above the one before it.

    By a hundredth at least: a slope over less is one of round-off.
    """
    if any(later < 1.01 * earlier for earlier, later in pairwise(values)):
        raise InputError(
            f"{name}={shown(values)}: give rising numbers, each above the one before by at least a "
            "hundredth."
        )
