"""Walks on a grid against Gaussians, sampling, and the maps that others have built."""

import numpy as np
import pytest

from rdo.errors import InputError
from rdo.theory import (
    IsotropicMixture,
    PlaneGrid,
    PlaneWalk,
    denoiser,
    divergence,
    lossy_map,
)

MIXTURE = IsotropicMixture((0.6, 0.4), ((-0.8, 0.3), (0.9, -0.4)), (0.6, 0.7))


def normal(x: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """The log-density of independent Gaussians."""
    return np.asarray(-(x**2 / variances + np.log(2 * np.pi * variances)).sum(-1) / 2)


def test_a_linear_map_settles_in_its_gaussian_and_forgets_at_its_rate() -> None:
    """The variance is s^2 / (1 - a^2); the slowest departure shrinks by max |a| a step."""
    a, noise = np.array([0.8, -0.5]), 0.4
    grid = PlaneGrid(6.0, 0.8 * noise)
    walk = PlaneWalk(grid, a * grid.points, noise)
    settled, relaxation = walk.stationary(np.exp(normal(grid.points, np.ones(2))))
    expected = normal(grid.points, noise**2 / (1 - a**2))
    np.testing.assert_allclose(settled, np.exp(expected), atol=1e-9)
    assert divergence(settled, expected, grid.cell) == pytest.approx(0, abs=1e-10)
    assert relaxation == pytest.approx(-1 / np.log(0.8), rel=1e-8)


def test_a_map_to_one_point_forgets_at_once_and_one_to_opposite_edges_never() -> None:
    """The second eigenvalue is 0 or 1, exactly or but for rounding; neither brings a warning."""
    noise = 0.4
    grid = PlaneGrid(4.0, 0.8 * noise)
    guess = np.exp(normal(grid.points, np.ones(2)))
    settled, relaxation = PlaneWalk(grid, 0 * grid.points, noise).stationary(guess)
    expected = normal(grid.points, np.full(2, noise**2))
    np.testing.assert_allclose(settled, np.exp(expected), atol=1e-9)
    assert 0 <= relaxation < 0.05
    apart = PlaneWalk(grid, np.sign(grid.points) * 3, noise)
    assert apart.stationary(guess)[1] > 1e6


def test_a_few_steps_give_the_variances_of_the_recursion() -> None:
    a, noise, variances = np.array([0.9, 0.4]), 0.5, np.ones(2)
    grid = PlaneGrid(7.0, 0.8 * noise)
    after = PlaneWalk(grid, a * grid.points, noise).after(np.exp(normal(grid.points, variances)), 3)
    for _ in range(3):
        variances = a**2 * variances + noise**2
    np.testing.assert_allclose(after, np.exp(normal(grid.points, variances)), atol=1e-9)


def test_the_divergence_of_two_gaussians_is_the_closed_form() -> None:
    grid = PlaneGrid(8.0, 0.25)
    for first, second in (([1.0, 0.5], [0.8, 0.9]), ([1.0, 1.0], [1.0, 1.00001])):
        v, w = np.array(first), np.array(second)
        expected = ((v / w - 1 - np.log(v / w)) / 2).sum()
        walked = np.exp(normal(grid.points, v))
        measured = divergence(walked, normal(grid.points, w), grid.cell)
        assert measured == pytest.approx(expected, rel=1e-4)


def test_nothing_walked_where_the_density_is_counts() -> None:
    """A walk that keeps to one half of a symmetric density is log 2 from it."""
    grid = PlaneGrid(8.0, 0.25)
    log_density = normal(grid.points, np.ones(2))
    left = np.where(grid.points[:, 0] < 0, 1.0, 0.0) + 0.5 * (grid.points[:, 0] == 0)
    walked = 2 * left * np.exp(log_density)
    walked[grid.points[:, 0] == 0] = 0
    walked /= walked.sum() * grid.cell
    measured = divergence(walked, log_density, grid.cell)
    share = np.exp(log_density)[walked > 0].sum() * grid.cell
    assert measured == pytest.approx(-np.log(share), rel=1e-6)


def test_a_bent_walk_settles_where_samples_of_it_do() -> None:
    noise, lam = 0.4, 0.16
    grid = PlaneGrid(5.0, 0.8 * noise)

    def r(x: np.ndarray) -> np.ndarray:
        return np.asarray(x + lam / 2 * MIXTURE.score(x))

    settled, _ = PlaneWalk(grid, r(grid.points), noise).stationary(
        np.exp(MIXTURE.log_density(grid.points))
    )
    rng = np.random.default_rng(0)
    x = rng.standard_normal((20_000, 2))
    for _ in range(80):
        x = r(x) + noise * rng.standard_normal(x.shape)
    for moment in (lambda z: z[:, 0], lambda z: z[:, 1] ** 2, lambda z: z[:, 0] * z[:, 1]):
        error = moment(x).std() / np.sqrt(len(x))
        expected = grid.cell * settled @ moment(grid.points)
        assert moment(x).mean() == pytest.approx(expected, abs=4.5 * error)


def test_what_no_grid_can_hold_is_refused() -> None:
    grid = PlaneGrid(2.0, 0.5)
    with pytest.raises(InputError, match=r"noise=0.1: narrower than the grid's spacing, 0.5"):
        PlaneWalk(grid, grid.points, 0.1)
    with pytest.raises(InputError, match="mapped reaches 4"):
        PlaneWalk(grid, 2 * grid.points, 0.5)
    with pytest.raises(InputError, match="noise=0"):
        PlaneWalk(grid, grid.points, 0.0)
    with pytest.raises(InputError, match="spacing=-1"):
        PlaneGrid(1.0, -1)
    with pytest.raises(InputError, match=r"lam=5.0: the inverse map folds"):
        lossy_map(MIXTURE, 5.0, grid.points)
    with pytest.raises(InputError, match="variance=0"):
        denoiser(MIXTURE, 0.0, grid.points)


@pytest.mark.parametrize("depth", [50.0, 300.0, 800.0])
def test_mass_where_there_is_hardly_any_density_has_a_finite_divergence(depth: float) -> None:
    found = divergence(np.array([0.5, 0.5]), np.array([np.log(0.5), -depth]), 1.0)
    assert found == pytest.approx(0.5 * (np.log(0.5) + depth - 1), rel=1e-12)
