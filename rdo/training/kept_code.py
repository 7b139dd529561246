"""Compiled code, kept from one process to the next."""

import atexit
import hashlib
import os
import platform
import tempfile
import threading
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import torch
from torch.utils._pytree import tree_leaves

from rdo.compiler import COMPILER_FOLDER
from rdo.files import replace_file

__all__ = ["code_folder", "kept_code", "name_of"]

_LOCK = threading.RLock()  # the folder's name is the whole process's
_MOST_FILES = 64
_MOST_BYTES = 2**24  # of one, with all that share its name
_LOCKS = "locks"  # subfolder that the compiler keeps its locks in


def code_folder() -> Path:
    """Where compiled code is kept: ``.cache`` of the checkout, or the user's own cache."""
    checkout = Path(__file__).resolve().parents[2]
    if (checkout / "pyproject.toml").is_file():
        return checkout / ".cache" / "compiled"
    import pooch  # which asks for a notebook's progress bar, and complains where there is none

    try:
        return Path(pooch.os_cache("rdo"), "compiled")
    except RuntimeError:  # the user has no home
        return Path(_own_folder().name, "compiled")


@cache
def _own_folder() -> "tempfile.TemporaryDirectory[str]":
    """Of this process alone: in a folder that others can write to, they could leave code."""
    folder = tempfile.TemporaryDirectory(prefix="rdo_kept_", ignore_cleanup_errors=True)
    atexit.register(folder.cleanup)
    return folder


def name_of(arguments: Any) -> str:
    """A name for code: of the shapes it takes, for which processor, threads and versions.

    The compiler itself compares what it finds under that name with what it is to compile, down to
    each operation, constant and option. It does not compare processors, and a processor that lacks
    an instruction ends the process that runs into it.
    """
    shapes = [(tuple(t.shape), str(t.dtype)) for t in tree_leaves(arguments) if torch.is_tensor(t)]
    versions = platform.python_version(), torch.__version__
    identity = (shapes, versions, platform.machine(), _processor(), torch.get_num_threads())
    return hashlib.sha256(repr(identity).encode()).hexdigest()[:24]


def _processor() -> list[str]:
    """The processor's model and its instructions, as the system lists them."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return [platform.processor()]
    return sorted({line for line in lines if line.startswith(("model name", "flags", "Features"))})


@contextmanager
def kept_code(name: str) -> Iterator[None]:
    """Let the compiler find what an earlier process compiled under a name, and keep what it adds.

    The compiler works in a folder of its own, with a copy of what was kept: a process that is
    killed, or another one at the same work, leaves nothing half-written to be found. What is kept
    is one file with check sums, replaced as a whole. If it is damaged or cannot be written, a
    warning says so and everything is compiled anew.

    A cache folder that the user has chosen for PyTorch's compiler is used as it is.
    """
    with _LOCK:
        chosen = os.environ.get(COMPILER_FOLDER)
        if chosen is not None and not _is_default(Path(chosen)):
            yield
            return
        kept = code_folder() / f"{name}.zip"
        with tempfile.TemporaryDirectory(prefix="rdo_code_", ignore_cleanup_errors=True) as place:
            folder = Path(place)
            found = _unpack(kept, folder)
            os.environ[COMPILER_FOLDER] = place
            try:
                yield
            except Exception:  # of which what was kept may be the cause
                _remove(kept)
                raise
            finally:
                del os.environ[COMPILER_FOLDER]
                if chosen is not None:
                    os.environ[COMPILER_FOLDER] = chosen
            new = _files(folder) - found
            if new:
                _pack(kept, folder, new | found if _size(folder, found) < _MOST_BYTES else new)


def _is_default(chosen: Path) -> bool:
    """Whether a folder is the one that PyTorch takes, and names so, where nobody chose another."""
    return chosen.parent == Path(tempfile.gettempdir()) and chosen.name.startswith("torchinductor_")


def _files(folder: Path) -> set[Path]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path for path in found if path.parts[0] != _LOCKS}


def _size(folder: Path, files: set[Path]) -> int:
    return sum((folder / path).stat().st_size for path in files)


def _unpack(kept: Path, folder: Path) -> set[Path]:
    """The files that were kept, now in a folder; none if they are damaged."""
    try:
        content = kept.read_bytes()
    except OSError:  # nothing is there as a rule
        return set()
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        if archive.testzip() is not None:
            raise zipfile.BadZipFile("a check sum is wrong")
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError) as error:
        warnings.warn(f"{kept} is not used, and its code compiled anew: {error}", stacklevel=2)
        return set()
    archive.extractall(folder)
    with suppress(OSError):
        kept.touch()  # those not used for longest are removed first
    return _files(folder)


def _pack(kept: Path, folder: Path, files: set[Path]) -> None:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            archive.write(folder / path, path.as_posix())
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        replace_file(kept, content.getvalue())
    except OSError as error:
        warnings.warn(f"compiled code is not kept for the next process: {error}", stacklevel=2)
    with suppress(OSError):  # another process removes some at the same time
        every = sorted(kept.parent.glob("*.zip"), key=lambda path: path.stat().st_mtime)
        for old in every[:-_MOST_FILES]:
            _remove(old)


def _remove(kept: Path) -> None:
    with suppress(OSError):
        kept.unlink()
