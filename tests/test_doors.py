"""Every public function answers every bad argument in one sentence."""

from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from rdo import datasets, diagnostics, distortions, evaluation, models, nn, priors, theory
from rdo.errors import InputError
from tests.doors import data
from tests.doors import models as made
from tests.doors import theory as closed_forms
from tests.doors.values import BAD, Door

DOORS = [*data.DOORS, *closed_forms.DOORS, *made.DOORS]

# Public, but made by the library and not by its user, or without an argument.
RESULTS: dict[ModuleType, set[str]] = {
    datasets: {"ColourImages", "Dataset", "DatasetStatus", "ImageData", "Surface", "ToyDensity"}
    | {"available", "search_places"},
    diagnostics: {"GramSummary", "KeptVariance", "ReconstructionSummary"},
    distortions: {"Distortion"},
    evaluation: {"Protocol", "Split"},
    models: {"Model", "MixtureAutoencoder", "RateDistortion"},
    nn: {"Arch28Decoder", "Arch28Encoder", "Arch32Decoder", "Arch32Encoder", "Init", "Network"},
    priors: {"Mixture", "mixture_energy", "posterior", "variational_bound"},
    theory: {"H", "Solution", "Stationary"},
}


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
    if door.label not in ("load_colour_images", "locate"):  # whose files may not be here
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


def test_the_list_has_every_public_function() -> None:
    known = {door.function for door in DOORS} | {
        getattr(door.function, "__func__", None) for door in DOORS
    }
    for room, results in RESULTS.items():
        functions = {name for name in room.__all__ if callable(getattr(room, name))}
        missing = {name for name in functions - results if getattr(room, name) not in known}
        assert not missing, f"{room.__name__}: {missing}"
        assert results <= set(room.__all__)
