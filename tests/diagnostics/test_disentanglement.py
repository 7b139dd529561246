"""The disentanglement metric, simulated and in closed form."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm, ortho_group

from rdo.diagnostics import difference_points, disentanglement_score, expected_difference
from rdo.errors import InputError


def turned(degrees: float) -> np.ndarray:
    c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.array([[c, -s], [s, c]])


def test_the_closed_form_is_the_mean_size_by_quadrature() -> None:
    q = ortho_group.rvs(4, random_state=np.random.default_rng(0))
    points = expected_difference(q)
    for y in range(4):
        covariance = 2 * np.eye(4) - 2 * np.outer(q[:, y], q[:, y])
        sizes = [
            2 * quad(lambda t, v=v: t * norm.pdf(t, 0, np.sqrt(v)), 0, np.inf)[0]
            for v in np.diag(covariance)
        ]
        assert points[y] == pytest.approx(sizes)


def test_simulated_points_lie_around_the_closed_form() -> None:
    q = ortho_group.rvs(3, random_state=np.random.default_rng(1))
    points, fixed = difference_points(lambda v: v @ q.T, 3, 200, 300, seed=0)
    for y in range(3):
        assert points[fixed == y].mean(0) == pytest.approx(expected_difference(q)[y], abs=0.02)
    assert np.bincount(fixed).tolist() == [300] * 3


def test_the_fixed_factor_agrees_in_every_pair_and_the_others_do_not() -> None:
    points, fixed = difference_points(lambda v: v, 3, 5, 4, seed=0)
    own = np.take_along_axis(points, fixed[:, None], 1)
    assert (own == 0).all()
    assert (np.sort(points, axis=1)[:, 1:] > 0.1).all()


def score(rotation: np.ndarray, n_pairs: int) -> float:
    return disentanglement_score(lambda v: v @ rotation.T, len(rotation), n_pairs=n_pairs)


def test_two_factors_are_told_apart_at_any_angle_but_45_degrees() -> None:
    assert min(score(turned(angle), 2) for angle in (0, 40, 50, 90)) > 0.99
    assert 0.4 < score(turned(45), 2) < 0.6
    assert 0.4 < score(turned(45), 200) < 0.6


def test_of_three_turned_factors_more_pairs_tell_more() -> None:
    q = ortho_group.rvs(3, random_state=np.random.default_rng(2))
    few, many = score(q, 2), score(q, 500)
    assert 1 / 3 < few < many - 0.05
    assert many > 0.95


def test_what_cannot_be_scored_is_refused() -> None:
    with pytest.raises(InputError, match="Q\\^T Q is off I by 3; give an orthogonal"):
        expected_difference(2 * np.eye(2))
    with pytest.raises(InputError, match="n_factors=1: give a whole number of at least 2"):
        disentanglement_score(lambda v: v, 1)
    with pytest.raises(InputError, match=r"encode\(v\) of shape"):
        disentanglement_score(lambda v: v[:3], 2)


@pytest.mark.parametrize("unit", [[1e-4] * 3, [1e5] * 3, [1.0, 1e-4, 1e4]])
def test_the_unit_of_the_codes_does_not_count(unit: list[float]) -> None:
    assert disentanglement_score(lambda v: v * unit, 3, n_points=200) == 1.0
