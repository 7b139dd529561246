"""Files of bytes, as they are or packed."""

import bz2
import gzip
import lzma
import os
import stat
import zipfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, NamedTuple

from rdo.errors import InputError, shown

__all__ = ["Opened", "open_file", "quoted", "said", "suffix_of"]

# Do not block on a pipe without a writer, and do not change line ends, where the system has these
# flags.
_AT_ONCE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

_OPENERS: dict[str, Callable[[IO[bytes]], Any]] = {
    ".gz": lambda file: gzip.GzipFile(fileobj=file),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}


class Opened(NamedTuple):
    """A file that was opened."""

    content: IO[bytes]
    """What is in it, unpacked."""
    size: int
    """Bytes that it takes on disk."""
    packed: bool
    """Whether it is an archive."""


def open_file(path: str | Path, stack: ExitStack) -> Opened:
    """Open a file, unpacked by its ending: ``.gz``, ``.bz2``, ``.xz``, or ``.zip`` with one file.

    Parameters
    ----------
    path
        Where it is.
    stack
        Closes what is opened here.

    Raises
    ------
    InputError
        No such file, a folder or device, or an archive of none or several files.
    Exception
        What the system and each archive's own reader raise of a file that cannot be read, here or
        when it is read: :func:`said` has their words.
    """
    if not isinstance(path, str | os.PathLike) or isinstance(os.fspath(path), bytes):
        raise InputError(f"path={shown(path)}: give the path of a file.")
    try:
        number = os.open(path, os.O_RDONLY | _AT_ONCE)
    except FileNotFoundError:
        raise InputError(f"{quoted(path)} is not there: give the path of a file.") from None
    found = os.fstat(number)
    if not stat.S_ISREG(found.st_mode):
        os.close(number)
        raise InputError(f"{quoted(path)} is a folder or a device: give the path of a file.")
    file = stack.enter_context(os.fdopen(number, "rb"))
    suffix = suffix_of(path)
    if suffix in _OPENERS:
        return Opened(stack.enter_context(_OPENERS[suffix](file)), found.st_size, True)
    if suffix == ".zip":
        archive = stack.enter_context(zipfile.ZipFile(file))
        held = archive.namelist()
        if len(held) != 1:
            raise InputError(f"{quoted(path)} holds {len(held)} files; give an archive of one.")
        return Opened(stack.enter_context(archive.open(held[0])), found.st_size, True)
    return Opened(file, found.st_size, False)


def suffix_of(path: str | Path) -> str:
    """The ending of a file's name in small letters, empty if there is none."""
    return Path(os.fspath(path)).suffix.lower() if isinstance(path, str | os.PathLike) else ""


def quoted(path: str | Path) -> str:
    """A path as messages name it."""
    return str(path) if str(path).isprintable() and len(str(path)) < 500 else shown(str(path))


def said(error: BaseException) -> str:
    """What a reader said, without the path that the system repeats."""
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    text = text.removeprefix("Error tokenizing data. C error: ")
    return shown(" ".join(text.split())).strip("'\"").rstrip(".")
