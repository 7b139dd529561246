"""Files written whole or not at all, and by one process at a time."""

import errno
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from filelock import BaseFileLock, Timeout

from rdo.errors import InputError

__all__ = ["check_replaceable", "hold", "left_beside", "replace_file", "temporary_beside"]


def hold(lock: BaseFileLock, what: str) -> None:
    """Take a lock without waiting, and write into its file which process has it.

    Parameters
    ----------
    lock
        The system gives it up when the process ends, however that is.
    what
        Is locked, as the message names it.

    Raises
    ------
    InputError
        If another process has it, or the file cannot be written.
    """
    path = Path(lock.lock_file)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except Timeout:
        holder = ""
        with suppress(OSError, UnicodeDecodeError):
            holder = path.read_text(encoding="utf-8")
        raise InputError(
            f"{what} is in use by {holder or 'another process'}: wait for its end or stop it, for "
            "two at once would undo each other."
        ) from None
    except OSError as error:
        raise InputError(f"cannot write {path}: {error.strerror or error}") from None
    with suppress(OSError):  # where a lock keeps its own process out too, the name stays unknown
        path.write_text(f"process {os.getpid()}", encoding="utf-8")


def temporary_beside(path: Path) -> Path:
    """A name in the same folder for what is to be at ``path``, that no other call gives."""
    return path.with_name(f".{_digest(path)}.{os.getpid()}.{secrets.token_hex(6)}.tmp")


def left_beside(path: Path) -> Iterator[Path]:
    """What a process that was killed left of :func:`temporary_beside`."""
    return path.parent.glob(f".{_digest(path)}.*.tmp")


def _digest(path: Path) -> str:
    """In place of a name, which may be as long as a name can be."""
    return hashlib.sha256(os.fsencode(path.name)).hexdigest()[:12]


def check_replaceable(path: Path) -> None:
    """Make sure that a file can be put at a path.

    Raises
    ------
    OSError
        If what is there is no file, such as a device, or nothing can be written beside it.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no regular file")
    temporary = temporary_beside(path)
    try:
        temporary.touch()
    finally:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)


def replace_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, in place of what was there.

    The content goes to a temporary file in the same folder, is flushed to the disk, and is then
    renamed, so whoever reads ``path`` sees the old file or the new one, even after a power cut.

    Raises
    ------
    OSError
        If it cannot be written, or what is there is no regular file; ``path`` is as it was and no
        temporary file is left.
    """
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no regular file")
    temporary = temporary_beside(path)
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
