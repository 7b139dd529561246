"""Whether output goes to a terminal that somebody watches."""

import sys
import threading

__all__ = ["is_watched"]


def is_watched() -> bool:
    """Whether standard error is a terminal; it may be closed, or None.

    Other threads than the first are a worker's, whose progress bars would run across each other.
    """
    if threading.current_thread() is not threading.main_thread():
        return False
    try:
        return sys.stderr.isatty()
    except (AttributeError, ValueError):
        return False
