"""Memory that a step frees stays with the process, for the next step takes as much again."""

import ctypes
from contextlib import suppress

__all__ = ["keep_memory", "return_memory"]

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # options of mallopt, by their numbers in malloc.h
_NEVER = -1
_LARGEST = 2**30  # bytes; a larger block, as a table of data may be, goes back to the system


def keep_memory() -> None:
    """Keep what this process frees from now on; :func:`return_memory` gives back what is free then.

    The GNU C library gives large blocks back to the system at once, which clears every page of
    them anew for the next step: a tenth of the time of a step on images. The setting stays for the
    process. Other C libraries are left alone, and so are old ones that know no such large blocks.
    """
    with suppress(AttributeError, OSError, TypeError):  # Windows and macOS have no such function
        library = ctypes.CDLL(None)
        if library.mallopt(_MMAP_THRESHOLD, _LARGEST):  # else the second alone would cost time
            library.mallopt(_TRIM_THRESHOLD, _NEVER)


def return_memory() -> None:
    """Give the system all that has been freed and kept."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)
