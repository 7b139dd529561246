"""A command works on the checkout that its code lies in, and refuses to run inside another."""

import tomllib
from pathlib import Path

import rdo
from rdo.errors import InputError

__all__ = ["check_checkout"]


def check_checkout() -> None:
    """Refuse to answer in one checkout with the records of another.

    Scripts of an environment name the Python that they were installed with, so in a checkout that
    was copied with its environment they run the first one's code.

    Raises
    ------
    InputError
        If the current folder lies in a checkout, and this module in another.
    """
    ours = Path(rdo.__file__).resolve().parents[1]
    try:
        current = Path.cwd()
    except OSError:  # the folder was deleted under us
        return
    here = next(filter(_is_checkout, (current, *current.parents)), None)
    if here is not None and here != ours and _is_checkout(ours):
        raise InputError(
            f"this is the checkout {here}, and the rdo that runs is that of {ours}: run `make "
            f"setup` here and then {here / '.venv/bin/rdo'}, or leave the folder."
        )


def _is_checkout(folder: Path) -> bool:
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
        return bool(project["project"]["name"] == "rdo")
    except (OSError, ValueError, KeyError, TypeError):
        return False
