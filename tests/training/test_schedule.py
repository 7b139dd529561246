"""How long, how fast, and what is measured on the way."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from rdo.errors import InputError
from rdo.training import Ensemble, Observer, Schedule
from tests.training.problems import radogaga


@pytest.mark.parametrize("name", ["steps", "batch_size", "learning_rate"])
def test_a_schedule_is_of_positive_numbers(name: str) -> None:
    with pytest.raises(InputError, match=f"{name}=0"):
        Schedule(**{"steps": 1, "batch_size": 1, "learning_rate": 1, name: 0})


def test_an_observer_measures_one_number_per_replica() -> None:
    ensemble = Ensemble.from_seeds(radogaga, [0, 1])
    found = Observer(1, lambda replicas: {"a": np.arange(2), "b": np.array([np.nan, 1.0])})
    assert list(found.metrics(ensemble)) == ["a", "b"]
    wrong: list[tuple[Any, str]] = [
        ({}, "give at least one metric"),
        (None, r"measure\(\)=None: give metrics by name"),
        ({"a": np.zeros(3)}, r"measure\(\)\['a'\] of shape \(3,\): give \(2,\)"),
        ({"a": ["x", "y"]}, r"measure\(\)\['a'\]"),
    ]
    for result, message in wrong:

        def measure(replicas: Ensemble, result: Any = result) -> Mapping[str, Any]:
            return result  # type: ignore[no-any-return]

        with pytest.raises(InputError, match=message):
            Observer(1, measure).metrics(ensemble)
    with pytest.raises(InputError, match="keep_least='c': give 'a' or 'b'"):
        Observer(1, found.measure, "c").metrics(ensemble)
    with pytest.raises(InputError, match="every=0"):
        Observer(0, found.measure)
