"""Two factors through one."""

from collections.abc import Callable

import numpy as np
import pytest

from replication.factor_indicators.two_in_one import largest_error
from replication.kit import Result


def test_the_largest_error_of_known_maps_is_found() -> None:
    def first(z: np.ndarray) -> np.ndarray:
        return z[:, :1]

    def onto_axis(y: np.ndarray) -> np.ndarray:
        return np.hstack([y, 0 * y])

    assert largest_error(first, onto_axis, 2.0) == pytest.approx(1)
    assert largest_error(first, lambda y: onto_axis(y) + 3, 1.0) > 3

    def sharp(z: np.ndarray) -> np.ndarray:  # an angle, with its jump made continuous
        angle = np.arctan2(z[:, 1], z[:, 0])
        turn = np.pi - np.abs(angle)
        return np.asarray(np.sign(angle) * np.minimum(np.abs(angle), 500 * turn))[:, None]

    def around(y: np.ndarray) -> np.ndarray:
        return np.hstack([np.cos(y), np.sin(y)])

    assert largest_error(sharp, around, 1.0) >= 0.999


def test_each_circle_has_an_error_and_the_least_counts(of_part: Callable[[str], Result]) -> None:
    result = of_part("two_in_one")
    arm = result.record.arms["trained"].metrics
    errors = result.arrays["largest_error"]
    assert errors.shape == (5, 4)
    assert arm["largest_error"] == pytest.approx(errors.min(1))
    assert errors.min() >= 0.999
    assert result.arrays["circle"].shape == result.arrays["back"].shape == (721, 2)
