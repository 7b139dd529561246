"""Numbers, seeds, sizes, choices."""

import math
import numbers
from collections.abc import Collection
from typing import Any, TypeVar

import numpy as np

from rdo.errors import InputError, check_positive, is_real, shown

__all__ = [
    "LARGEST_SEED",
    "MOST_NUMBERS",
    "check_callable",
    "check_choice",
    "check_flag",
    "check_number",
    "check_positive_tuple",
    "check_room",
    "check_seed",
    "check_seeds",
    "check_shape",
    "check_type",
    "check_weight",
    "check_whole",
]

LARGEST_SEED = 2**32 - 1
"""A seed is one word of 32 bits in the key of a random stream; a longer one could be another's."""

MOST_NUMBERS = 2**26
"""Numbers that a function makes at most, half a gibibyte of float64."""

_Kind = TypeVar("_Kind")
_LARGE = 1e100  # products of three numbers below it, and of their inverses, fit into float64


def check_number(
    name: str,
    value: Any,
    low: float = -_LARGE,
    high: float = _LARGE,
    *,
    above: bool = False,
    below: bool = False,
) -> float:
    """A real number from ``low`` to ``high``, as a float.

    Parameters
    ----------
    name
        What messages call the argument.
    value
        The argument. True and False are no numbers, nor is text, nor a whole number above 2^63.
    low, high
        Its range.
    above, below
        Whether it must be above ``low``, below ``high``, and not only reach it.

    Raises
    ------
    InputError
        It is no number, NaN, or out of range.
    """
    if is_real(value):
        number = float(value)
        over = number > low if above else number >= low
        if over and (number < high if below else number <= high):
            return number
    words = ["above" if above else "from", f"{low:.10g}", "to", *["below"] * below, f"{high:.10g}"]
    raise InputError(f"{name}={shown(value)}: give a number {' '.join(words)}.")


def check_whole(name: str, value: Any, low: int = 0, high: int = 2**53) -> int:
    """A whole number from ``low`` to ``high``, as an int; 3.0 is none.

    Raises
    ------
    InputError
        It is no whole number, or out of range.
    """
    if isinstance(value, numbers.Integral) and is_real(value) and low <= int(value) <= high:
        return int(value)
    span = f"of at least {low}" if high == 2**53 else f"from {low} to {high}"
    raise InputError(f"{name}={shown(value)}: give a whole number {span}.")


def check_weight(name: str, value: Any) -> float:
    """A weight or a variance that float32 holds with its inverse: from 1e-30 to 1e30.

    Raises
    ------
    InputError
        It is something else.
    """
    return check_number(name, value, 1e-30, 1e30)


def check_seed(seed: Any, name: str = "seed") -> int:
    """A seed: a whole number from 0 to :data:`LARGEST_SEED`.

    Raises
    ------
    InputError
        It is something else.
    """
    return check_whole(name, seed, 0, LARGEST_SEED)


def check_seeds(seeds: Any, name: str = "seeds") -> tuple[int, ...]:
    """Seeds, at least one: a list, a tuple, a range, or a vector of numpy's whole numbers.

    Raises
    ------
    InputError
        They are something else.
    """
    if isinstance(seeds, np.ndarray) and seeds.ndim == 1:
        seeds = list(seeds)
    if not isinstance(seeds, list | tuple | range) or not seeds:
        raise InputError(f"{name}={shown(seeds)}: give a list of at least one seed.")
    return tuple(check_seed(seed, name) for seed in seeds)


def check_shape(name: str, shape: Any) -> tuple[int, ...]:
    """The shape of a row or an image: positive whole numbers, at least one.

    Raises
    ------
    InputError
        It is something else.
    """
    if not isinstance(shape, tuple) or not shape:
        raise InputError(f"{name}={shown(shape)}: give that of one row or image, say (1, 28, 28).")
    whole = (isinstance(size, int) and not isinstance(size, bool) for size in shape)
    if not all(whole) or min(shape) < 1:
        raise InputError(f"{name}={shown(shape)}: give positive whole numbers.")
    check_room(**{f"{name}[{k}]": size for k, size in enumerate(shape)})
    return shape


def check_room(**sizes: int) -> None:
    """Raise :class:`InputError` if an array of these sizes would have too many numbers."""
    if math.prod(sizes.values()) > MOST_NUMBERS:
        given = ", ".join(f"{name}={size}" for name, size in sizes.items())
        raise InputError(f"{given}: give sizes whose product is at most {MOST_NUMBERS:,}.")


def check_positive_tuple(name: str, values: Any) -> tuple[float, ...]:
    """A tuple of positive, finite numbers, at least one.

    Raises
    ------
    InputError
        It is something else.
    """
    if not isinstance(values, tuple | list) or not values:
        raise InputError(f"{name}={shown(values)}: give a tuple of positive numbers.")
    for value in values:
        check_positive(**{name: value})
    return tuple(values)


def check_choice(name: str, value: Any, choices: Collection[str]) -> None:
    """Raise :class:`InputError` if a value is none of the choices, which are texts."""
    if not isinstance(value, str) or value not in choices:
        *others, last = map(repr, choices)
        text = f"{', '.join(others)} or {last}" if others else last
        raise InputError(f"{name}={shown(value)}: give {text}.")


def check_flag(name: str, value: Any) -> bool:
    """True or False.

    Raises
    ------
    InputError
        It is something else; 1 and 0 are no truth values here.
    """
    return bool(check_type(name, value, (bool, np.bool_), "True or False"))


def check_callable(name: str, value: Any) -> None:
    """Raise :class:`InputError` if a value cannot be called."""
    if not callable(value):
        raise InputError(f"{name}={shown(value)}: give a function.")


def check_type(
    name: str, value: Any, kind: type[_Kind] | tuple[type[_Kind], ...], what: str
) -> _Kind:
    """Return a value of a type, or say what would do.

    Raises
    ------
    InputError
        It is of another type.
    """
    if not isinstance(value, kind):
        raise InputError(f"{name}={shown(value)}: give {what}.")
    return value
