"""What can go wrong: input a user can mend, and a replica that did not train to the end."""

import numbers
import reprlib
from dataclasses import dataclass

import numpy as np

__all__ = [
    "CorruptDataError",
    "DivergenceError",
    "Failure",
    "InputError",
    "MissingDataError",
    "check_positive",
    "is_real",
    "shown",
]

_LONGEST = 60

_short = reprlib.Repr()
_short.maxstring = _short.maxother = _short.maxlong = _LONGEST


class InputError(ValueError):
    """An argument, a table or a file that cannot be used as it is.

    The message is one sentence: which argument, the value it had, and what would do. The command
    line prints it without a traceback.
    """


def shown(value: object) -> str:
    """A value as messages quote it: on one line, and short even if the value is not."""
    try:
        shape = getattr(value, "shape", ())
        text = f"{type(value).__name__} of shape {tuple(shape)}" if shape else _quote(value)
    except Exception:  # of a foreign type, or of more digits than Python turns into text
        text = f"a value of type {type(value).__name__}"
    text = " ".join(text.split())
    return text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]}..."


def _quote(value: object) -> str:
    # numpy 2 writes np.float64(nan) for its own numbers.
    return str(value) if isinstance(value, numbers.Number) else _short.repr(value)


def is_real(value: object) -> bool:
    """Whether a value is an int below 2^63 in size, a float, or a whole or real scalar of numpy's.

    Truth values and fractions are not, nor are numpy's durations, which are of a whole type.
    """
    if isinstance(value, bool | np.timedelta64):
        return False
    if isinstance(value, int):
        return abs(value) < 2**63
    return isinstance(value, float | np.integer | np.floating)


def check_positive(**values: float) -> None:
    """Raise :class:`InputError` naming the first value that is not a positive, finite number.

    From 1e-100 to 1e100: the product of three such numbers, or of their inverses, is one too.
    """
    for name, value in values.items():
        if not (is_real(value) and 1e-100 <= float(value) <= 1e100):
            raise InputError(
                f"{name}={shown(value)}: give a positive, finite number, 1e-100 to 1e100."
            )


class MissingDataError(InputError):
    """A named data file is in none of the places searched; says where and how to get it."""


class CorruptDataError(InputError):
    """A file's SHA-256 is not the recorded one; says which file and both checksums."""


class DivergenceError(ArithmeticError):
    """A chain diverged; says at which step, how many samples, and what would prevent it."""


@dataclass(frozen=True)
class Failure:
    """A seed that did not train to the end: the step it stopped at, and why."""

    seed: int
    step: int
    cause: str
