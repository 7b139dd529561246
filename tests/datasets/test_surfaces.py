"""Two surfaces whose areas are known."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from rdo.datasets import Surface, cap, roll
from rdo.datasets.surfaces import _on_cylinder, _on_sphere
from rdo.errors import InputError

Place = Callable[[np.ndarray, float], np.ndarray]


def tangents(place: Place, source: np.ndarray, radius: float) -> np.ndarray:
    """Derivatives of the place along both coordinates, by central differences: (n, 3, 2)."""
    columns = [
        (place(source + step, radius) - place(source - step, radius)) / 2e-5
        for step in 1e-5 * np.eye(2)
    ]
    return np.stack(columns, axis=-1)


@pytest.mark.parametrize(
    ("surface", "place"),
    [(roll(500, radius=0.8), _on_cylinder), (cap(500, radius=0.8), _on_sphere)],
    ids=["roll", "cap"],
)
def test_the_density_is_the_sources_over_the_change_of_area(surface: Surface, place: Place) -> None:
    first, second = np.moveaxis(tangents(place, surface.source, 0.8), -1, 0)
    area = np.linalg.norm(np.cross(first, second), axis=1)
    source = multivariate_normal([0, 0], [1, 0.25]).pdf(surface.source)
    np.testing.assert_allclose(surface.density, source / area, rtol=1e-6)


def test_the_roll_keeps_every_length_and_the_cap_those_along_its_rays() -> None:
    flat = roll(200)
    gram = tangents(_on_cylinder, flat.source, 1.5)
    np.testing.assert_allclose(gram.mT @ gram, np.broadcast_to(np.eye(2), (200, 2, 2)), atol=1e-8)
    round_one = cap(200)
    ray = round_one.source / np.linalg.norm(round_one.source, axis=1, keepdims=True)
    along = np.einsum("nij,nj->ni", tangents(_on_sphere, round_one.source, 1.5), ray)
    np.testing.assert_allclose(np.linalg.norm(along, axis=1), 1, atol=1e-8)


def test_every_row_lies_on_its_surface() -> None:
    x = roll(300, radius=2).X
    np.testing.assert_allclose(np.hypot(x[:, 0], x[:, 1] - 2), 2)
    x = cap(300, radius=0.5).X
    np.testing.assert_allclose(np.linalg.norm(x - [0, 0, 0.5], axis=1), 0.5)
    assert x[:, 2].max() < 0.5 * (1 + np.sqrt(0.5)) + 1e-12


def test_the_seed_decides_everything() -> None:
    np.testing.assert_array_equal(cap(50, seed=1).X, cap(50, seed=1).X)
    assert not np.isclose(roll(50, seed=1).source, roll(50, seed=2).source).any()


@pytest.mark.parametrize("make", [roll, cap])
def test_nonsense_is_refused(make: Callable[..., Surface]) -> None:
    with pytest.raises(InputError, match="n=0"):
        make(0)
    for radius in (-1, 0, 1e-7, 1e7, np.nan):
        with pytest.raises(InputError, match=f"radius={radius}"):
            make(radius=radius)


def test_a_cap_too_small_for_its_source_is_refused_at_once() -> None:
    with pytest.raises(InputError, match=r"radius=0\.001: give a number from 0\.1"):
        cap(10_000, radius=1e-3)
    assert cap(10_000, radius=0.1).X.shape == (10_000, 3)
