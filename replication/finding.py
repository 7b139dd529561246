"""Experiments are found by walking the package: a folder with a ``config.py`` is one."""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from rdo.errors import InputError

if TYPE_CHECKING:
    from replication.kit import Experiment

__all__ = ["find", "names"]


def names() -> tuple[str, ...]:
    """What ``rdo run`` knows, in alphabetical order; imports none of it."""
    return tuple(sorted(path.parent.name for path in Path(__file__).parent.glob("*/config.py")))


def find(name: str) -> "Experiment":
    """The experiment of a folder; imports that folder alone.

    Raises
    ------
    InputError
        If there is no such folder, or it has no ``EXPERIMENT``, or not one of Python.
    """
    if name not in names():
        raise InputError(f"experiment={name!r}: known are {', '.join(names())}.")
    try:
        experiment: Experiment | None = getattr(
            import_module(f"replication.{name}"), "EXPERIMENT", None
        )
    except SyntaxError as error:
        raise InputError(
            f"experiment={name!r}: {error.filename}, line {error.lineno}, is no Python "
            f"({error.msg})."
        ) from None
    if experiment is None:
        raise InputError(
            f"experiment={name!r}: replication/{name}/__init__.py has no EXPERIMENT; give it one, "
            "as CONTRIBUTING.md shows."
        )
    return experiment
