"""Every public function answers every bad argument in one sentence."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

import numpy as np
import pandas as pd
import pytest

import rdo
from rdo.errors import InputError
from tests.doors import data, training
from tests.doors import detectors as estimators
from tests.doors import models as made
from tests.doors import theory as closed_forms
from tests.doors.exceptions import EXCEPTED
from tests.doors.values import BAD, Door

DOORS = [
    *data.DOORS,
    *closed_forms.DOORS,
    *made.DOORS,
    *training.DOORS,
    *estimators.DOORS,
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with a table in it."""
    monkeypatch.chdir(tmp_path)
    rows = np.random.default_rng(0).random((6, 3))
    pd.DataFrame(rows, columns=["a", "b", "p"]).to_csv("right.csv", index=False)


def answer(door: Door, **changes: Any) -> str:
    """The sentence of the refusal, or what happened instead."""
    try:
        door.function(**{**door.good, **changes})
    except InputError as error:
        text = str(error)
        return text if "\n" not in text and len(text) < 400 else f"not one sentence: {text}"
    except Exception as error:
        return f"{type(error).__name__}, no InputError: {str(error)[:80]}"
    return "accepted"


@pytest.mark.parametrize("door", DOORS, ids=[door.label for door in DOORS])
def test_bad_arguments_are_refused_in_one_sentence(door: Door) -> None:
    # Their files may not be here.
    if door.label not in ("load_colour_images", "load_faces", "locate"):
        assert answer(door) == "accepted"
    wrong = [
        f"{argument}={str(value)[:40]}: {said}"
        for argument, kind in door.kinds.items()
        for value in BAD[kind]
        if (said := answer(door, **{argument: value})) == "accepted"
        or "not one sentence" in said
        or "no InputError" in said
    ]
    assert not wrong, "\n".join(wrong)


def public() -> Iterator[tuple[str, Any]]:
    """Every public function of the library, and every public method with an argument, by name."""
    for room in pkgutil.iter_modules(rdo.__path__):
        module = importlib.import_module(f"rdo.{room.name}")
        for name in getattr(module, "__all__", ()):
            found = getattr(module, name)
            if not callable(found):
                continue
            yield f"{room.name}.{name}", found
            for method, function in vars(found).items() if inspect.isclass(found) else ():
                function = getattr(function, "__func__", function)
                if inspect.isfunction(function) and (method[0] != "_" or method == "__call__"):
                    arguments = set(inspect.signature(function).parameters) - {"self", "cls"}
                    if arguments:
                        yield f"{room.name}.{name}.{method}", function


def test_every_public_function_is_walked_or_excepted_with_a_reason() -> None:
    labels = {door.label for door in DOORS}
    functions = {getattr(door.function, "__func__", door.function) for door in DOORS}
    names = dict(public())
    missing = {
        name
        for name, function in names.items()
        if function not in functions and name.partition(".")[2] not in labels
    }
    excepted = {
        pattern: {name for name in missing if fnmatchcase(name, pattern)}
        for patterns in EXCEPTED.values()
        for pattern in patterns
    }
    unknown = missing.difference(*excepted.values())
    assert not unknown, f"add a door, or an exception with a reason: {sorted(unknown)}"
    idle = [pattern for pattern, found in excepted.items() if not found]
    assert not idle, f"exceptions that nothing needs: {idle}"
