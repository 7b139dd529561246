"""Where a number comes from: the code, the libraries, the machine and the time."""

import os
import platform
import warnings
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import rdo
import replication
from rdo.errors import InputError
from replication.ledger.git import ask_git
from replication.ledger.sources import digest_of, loaded_digests, source_digests

__all__ = ["REPOSITORY", "Provenance", "library_versions", "provenance", "unless_edited"]

REPOSITORY = Path(replication.__file__).resolve().parents[1]
"""The checkout this package was imported from."""

# What decides a number: a change elsewhere (a page, a test) leaves it as it was.
_CHANGES = ("status", "--porcelain", "--", "rdo", "replication", "claims", "pyproject.toml")

_LIBRARIES = ("numpy", "scikit-learn", "scipy", "torch")


@dataclass(frozen=True)
class Provenance:
    """Where a record comes from; holds no host, user or folder names."""

    commit: str | None
    """The commit checked out, None outside a git checkout."""
    clean: bool | None
    """Whether what decides a number was as committed, None without a commit."""
    versions: dict[str, str]
    """Of Python and of the libraries the numbers depend on."""
    machine: dict[str, str | int]
    """Operating system, processor, number of cores, and the device that trained."""
    started: str
    """When the run began, ISO 8601 in UTC."""
    seconds: float
    command: str
    """What makes the record again, without absolute paths."""
    threads: int | None = None
    """That a matrix product may use; None if the record does not say, as the early ones."""
    resumed: bool | None = None
    """Whether a stage went on from a checkpoint; None if the record does not say."""
    sources: str | None = None
    """Digest of the source files, of :func:`replication.ledger.sources.digest_of`; None if the
    record does not say."""


def provenance(
    command: str,
    started: datetime,
    seconds: float,
    device: str = "cpu",
    threads: int | None = None,
) -> Provenance:
    """The provenance of a run of this process, on ``cpu`` or an accelerator named by its model.

    The threads are those that torch uses, which this module does not load. The sources are
    those that this process loaded.

    Warns if there is a checkout and git refuses to say anything of it, as it does in a container
    whose user is not the folder's.

    Raises
    ------
    InputError
        If ``started`` has no time zone.
    """
    if started.tzinfo is None:
        raise InputError(f"started={started.isoformat()} has no time zone; use datetime.now(UTC)")
    commit = _commit()
    return Provenance(
        commit=commit,
        clean=None if commit is None else ask_git(REPOSITORY, *_CHANGES) == "",
        versions=library_versions(),
        machine={
            "system": f"{platform.system()} {platform.machine()}",
            "processor": _processor(),
            "cores": os.cpu_count() or 1,
            "device": device,
        },
        started=started.astimezone(UTC).isoformat(timespec="seconds"),
        seconds=seconds,
        command=command,
        threads=threads,
        sources=digest_of(loaded_digests()),
    )


def library_versions() -> dict[str, str]:
    """Of Python and of the libraries that numbers depend on."""
    return {
        "python": platform.python_version(),
        "rdo": rdo.__version__,
        **{name: version(name) for name in _LIBRARIES},
    }


def unless_edited(origin: Provenance) -> Provenance:
    """The same if the sources are still those of the origin; else not clean, with a warning.

    Modules are loaded when they are first used, so a run whose sources are edited meanwhile may
    have used some from before and some from after the edit.
    """
    if digest_of(source_digests()) == origin.sources:
        return origin
    warnings.warn(
        "the sources were edited since they were loaded, so the record is not that of a commit",
        stacklevel=2,
    )
    return replace(origin, clean=None if origin.commit is None else False)


def _commit() -> str | None:
    # An installed copy may lie inside somebody else's checkout, whose commit says nothing of ours.
    top = ask_git(REPOSITORY, "rev-parse", "--show-toplevel")
    if top is None or Path(top).resolve() != REPOSITORY:
        return None
    return ask_git(REPOSITORY, "rev-parse", "--verify", "HEAD")


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()
