"""Trained maps in the plane, and the field that Eq. 7 is checked along."""

import numpy as np
import pytest

from replication.kit import Result
from replication.lossy_autoencoder_score.plane import _waves


def test_the_trained_map_moves_points_along_the_score(results: dict[str, Result]) -> None:
    arrays = results["mixture_2d"].arrays
    dense = arrays["grid_density"] > 0.02
    off = np.linalg.norm(arrays["grid_displacement"] - arrays["grid_half_score"], axis=-1)[dense]
    assert off.max() < 0.15
    assert (arrays["trained_second_error"] < arrays["trained_error"]).all()


def test_the_derivatives_of_waves_are_those_of_differences() -> None:
    of = [[0.3, 1.0], [1.0, 0.0]], [[-1.0, 1.0], [0.0, 2.0]]
    x, step = np.array([[0.3, -0.2], [1.0, 0.5]]), 1e-5
    _, jacobian, hessian = _waves(x, *of)
    for j, axis in enumerate(np.eye(2)):
        above, below = _waves(x + step * axis, *of), _waves(x - step * axis, *of)
        first, second = ((a - b) / (2 * step) for a, b in zip(above[:2], below[:2], strict=True))
        assert jacobian[..., j] == pytest.approx(first, abs=1e-8)
        assert hessian[..., j] == pytest.approx(second, abs=1e-8)
