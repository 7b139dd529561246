"""What can go wrong: input a user can mend, and a replica that did not train to the end."""

from dataclasses import dataclass

__all__ = [
    "CorruptDataError",
    "DivergenceError",
    "Failure",
    "InputError",
    "MissingDataError",
    "check_positive",
]


class InputError(ValueError):
    """An argument, a table or a file that cannot be used as it is.

    The message is one sentence: which argument, the value it had, and what would do. The command
    line prints it without a traceback.
    """


def check_positive(**values: float) -> None:
    """Raise :class:`InputError` naming the first value that is not a positive, finite number."""
    for name, value in values.items():
        if not 0 < value < float("inf"):
            raise InputError(f"{name}={value}: give a positive, finite number.")


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
