"""The sources that a number is computed by, told apart by their digests."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import rdo
import replication

__all__ = ["digest_of", "loaded_digests", "source_digests"]

_PACKAGES = (rdo, replication)


def source_digests() -> dict[str, str]:
    """SHA-256 of every source file of ``rdo`` and ``replication``, as it is on the disk now.

    By the file's path from the folder that holds its package, such as ``rdo/errors.py``.
    """
    found = {}
    for package in _PACKAGES:
        assert package.__file__ is not None
        folder = Path(package.__file__).resolve().parent
        for path in sorted(folder.rglob("*.py")):
            name = path.relative_to(folder.parent).as_posix()
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def digest_of(digests: Mapping[str, str]) -> str:
    """One SHA-256 for all files: of their names and digests, in the order of the names.

    Examples
    --------
    >>> digest_of({"a.py": "0", "b.py": "1"}) == digest_of({"b.py": "1", "a.py": "0"})
    True
    >>> digest_of({"a.py": "0"}) == digest_of({"b.py": "0"})
    False
    """
    lines = (f"{name} {digests[name]}\n" for name in sorted(digests))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


# As this module is loaded, and with it what the process runs.
_LOADED = source_digests()


def loaded_digests() -> dict[str, str]:
    """:func:`source_digests` as they were when this process loaded its sources."""
    return dict(_LOADED)
