"""Parameters that are refused in fit, seeds, devices."""

from typing import Any

import numpy as np
import pytest
import torch

from rdo.detectors.parameters import check_parameters, choose_device, draw_seeds
from rdo.errors import InputError
from tests.detectors.examples import KINDS, Kind, quick


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("n_replicas", 0),
        ("n_replicas", 2.0),
        ("max_steps", -1),
        ("batch_size", None),
        ("patience", 1.5),
        ("learning_rate", 0),
        ("validation_fraction", 0.6),
        ("validation_fraction", 0),
        ("contamination", 0.6),
        ("verbose", 1),
        ("device", "gpu"),
        ("device", 3),
    ],
)
def test_a_parameter_is_named(kind: Kind, name: str, value: Any) -> None:
    with pytest.raises(InputError, match=f"{name}="):
        check_parameters(quick(kind, **{name: value}))
    check_parameters(quick(kind))


def test_the_same_seed_gives_the_same_seeds_and_none_gives_others() -> None:
    assert draw_seeds(7, 3) == draw_seeds(np.int64(7), 3) != draw_seeds(8, 3)
    assert len(set(draw_seeds(7, 50))) == 50
    assert draw_seeds(None, 2) != draw_seeds(None, 2)
    generator = np.random.RandomState(0)
    assert draw_seeds(generator, 2) != draw_seeds(generator, 2)
    for wrong in (-1, 0.5, "0", np.random.default_rng(0)):
        with pytest.raises(InputError, match="random_state="):
            draw_seeds(wrong, 2)


def test_auto_is_the_gpu_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert choose_device("cpu") == "cpu"
    for there, expected in ((True, "cuda"), (False, "cpu")):
        monkeypatch.setattr(torch.cuda, "is_available", lambda there=there: there)
        assert choose_device("auto") == expected
