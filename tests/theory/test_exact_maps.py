"""The denoiser and the lossy map against what they must be."""

import numpy as np
import pytest

from rdo.theory import (
    ConstructedMap,
    IsotropicMixture,
    denoiser,
    lossy_map,
)

MIXTURE = IsotropicMixture((0.6, 0.4), ((-0.8, 0.3), (0.9, -0.4)), (0.6, 0.7))


def normal(x: np.ndarray, variances: np.ndarray) -> np.ndarray:
    """The log-density of independent Gaussians."""
    return np.asarray(-(x**2 / variances + np.log(2 * np.pi * variances)).sum(-1) / 2)


def test_the_denoiser_of_a_gaussian_shrinks_by_its_share_of_the_variance() -> None:
    gaussian = IsotropicMixture((1.0,), ((1.0, -2.0),), (0.8,))
    x = np.array([[0.0, 0.0], [2.0, 1.0]])
    mean = np.array([1.0, -2.0])
    share = 0.64 / (0.64 + 0.25)
    np.testing.assert_allclose(denoiser(gaussian, 0.25, x), mean + share * (x - mean))


def test_the_denoiser_of_a_mixture_is_the_posterior_mean() -> None:
    """Against the integral over the clean points, by quadrature."""
    x0, weights = MIXTURE.quadrature(60)
    at = np.array([[0.1, 0.2], [-1.0, 1.0]])
    for point, found in zip(at, denoiser(MIXTURE, 0.3, at), strict=True):
        likely = weights * np.exp(-((point - x0) ** 2).sum(-1) / 0.6)
        np.testing.assert_allclose(found, likely @ x0 / likely.sum(), rtol=1e-6)


def test_the_lossy_map_undoes_the_constructed_inverse_and_carries_its_density() -> None:
    y, lam = np.array([[0.3, 0.1], [-1.2, 0.8], [2.0, -1.0]]), 0.1
    built = ConstructedMap(MIXTURE, y, lam)
    found, log_density = lossy_map(MIXTURE, lam, built.x)
    np.testing.assert_allclose(found, y, atol=1e-11)
    step = 1e-5
    for axis in range(2):
        up, down = (built.x + sign * step * np.eye(2)[axis] for sign in (1, -1))
        slope = (lossy_map(MIXTURE, lam, up)[1] - lossy_map(MIXTURE, lam, down)[1]) / (2 * step)
        np.testing.assert_allclose(slope, built.score[:, axis], atol=1e-7)
    assert log_density.shape == (3,)


@pytest.mark.parametrize("scale", [1e-12, 1e-6, 1.0, 1e6])
def test_the_map_is_as_exact_in_any_unit(scale: float) -> None:
    means = ((-2.0 * scale, 0.0), (2.0 * scale, 0.0))
    output = IsotropicMixture((0.5, 0.5), means, (scale, scale))
    x = scale * np.random.default_rng(0).standard_normal((100, 2))
    lam = 0.2 * scale**2
    y, _ = lossy_map(output, lam, x)
    np.testing.assert_allclose(y - lam / 2 * output.score(y), x, rtol=0, atol=1e-11 * scale)
