"""Leaves a notebook out, with the reason, where the data set it opens by default is not here."""

import ast
import os
from functools import cache
from pathlib import Path

import nbformat
import pytest

from rdo.datasets import FACE_SETS, load, load_faces
from rdo.errors import InputError, MissingDataError

# The scripts paired with the notebooks hold no doctests, and collecting them would run them.
collect_ignore_glob = ["*.py"]


@cache
def _why_not(notebook: Path) -> str | None:
    """Why the notebook cannot run here, or None if it can."""
    cells = nbformat.read(notebook, as_version=4).cells
    parameters = [cell.source for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    for node in ast.walk(ast.parse("\n".join(parameters))):
        match node:
            case ast.Assign(targets=[ast.Name(id="dataset")], value=ast.Constant(value=str(name))):
                try:
                    load_faces(name) if name in FACE_SETS else load(name)
                except MissingDataError as error:
                    return str(error)
                except InputError:  # not a data set, but a part of an experiment
                    return None
    return None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # Where the data must be present, the notebook runs and fails with the library's own message.
    if os.environ.get("RDO_REQUIRE_DATA"):
        return
    for item in items:
        if item.path.suffix == ".ipynb" and (reason := _why_not(item.path)):
            item.add_marker(pytest.mark.skip(reason=reason))
