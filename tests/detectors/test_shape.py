"""Widths from the shape of a table."""

from typing import Any

import pytest

from rdo.detectors.shape import choose_architecture
from rdo.errors import InputError

FREE: dict[str, Any] = {"n_latent": None, "hidden": None, "n_components": None}


@pytest.mark.parametrize(
    ("rows", "columns", "directions", "latents", "hidden", "components"),
    [
        (9, 4, 4, 1, (16, 8), 1),
        (199, 30, 16, 16, (60, 30), 1),
        (199, 30, 30, 19, (60, 30), 1),
        (200, 1, 1, 1, (16, 8), 2),
        (399, 40, 40, 32, (64, 32), 1),
        (700, 64, 60, 32, (64, 32), 2),
        (2_000, 6, 5, 5, (16, 8), 3),
        (10**6, 2_000, 400, 32, (64, 32), 4),
    ],
)
def test_the_rule(
    rows: int,
    columns: int,
    directions: int,
    latents: int,
    hidden: tuple[int, ...],
    components: int,
) -> None:
    found = choose_architecture(rows, columns, directions, **FREE)
    assert (found.n_latent, found.hidden, found.n_components) == (latents, hidden, components)
    assert found.residual_features


@pytest.mark.parametrize(
    "change",
    [
        {"n_latent": 0},
        {"hidden": 8},
        {"hidden": (0,)},
        {"n_components": 1.5},
        {"n_components": 51},
    ],
)
def test_what_cannot_be_built_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(change))):
        choose_architecture(100, 4, 4, **{**FREE, **change})
