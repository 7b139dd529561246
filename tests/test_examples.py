"""The library shows how it is used: examples in docstrings, which pytest runs as doctests."""

import ast
import doctest
from pathlib import Path

import pytest

import rdo

ROOMS = Path(rdo.__file__).parent


def documented() -> list[str]:
    """Public functions, classes and methods with an example, as ``room.name``."""
    found = []
    for path in sorted(ROOMS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                docstring = ast.get_docstring(node) or ""
                if doctest.DocTestParser().get_examples(docstring):
                    found.append(f"{path.relative_to(ROOMS).parts[0]}.{node.name}")
    return found


def test_the_library_has_examples_in_every_room_where_a_user_starts() -> None:
    examples = documented()
    assert len(set(examples)) >= 30, examples
    rooms = {example.split(".")[0] for example in examples}
    rooms_for_users = {
        "datasets",
        "detectors",
        "diagnostics",
        "distortions",
        "evaluation",
        "models",
    }
    assert rooms_for_users | {"nn", "priors", "theory", "training"} <= rooms


def test_pytest_runs_the_examples(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getoption("doctestmodules")
    assert {"rdo", "replication"} <= {*pytestconfig.getini("testpaths")}
