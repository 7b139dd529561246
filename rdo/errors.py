"""Errors a user can act on: one sentence naming the argument, its value and what would do."""

__all__ = ["CorruptDataError", "InputError", "MissingDataError"]


class InputError(ValueError):
    """An argument, a table or a file that cannot be used as it is.

    The message is one sentence: which argument, the value it had, and what would do. The command
    line prints it without a traceback.
    """


class MissingDataError(InputError):
    """A named data file is in none of the places searched; says where and how to get it."""


class CorruptDataError(InputError):
    """A file's SHA-256 is not the recorded one; says which file and both checksums."""
