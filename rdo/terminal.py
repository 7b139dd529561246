"""Whether somebody watches."""

import sys

__all__ = ["is_watched"]


def is_watched() -> bool:
    """Whether standard error is a terminal; it may be closed, or None."""
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        return False
