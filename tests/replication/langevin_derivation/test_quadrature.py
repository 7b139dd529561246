"""Means under a Gaussian."""

import numpy as np
import pytest

from replication.langevin_derivation.quadrature import gaussian_nodes


@pytest.mark.parametrize("n", [1, 2, 3])
def test_moments_are_exact(n: int) -> None:
    rng = np.random.default_rng(n)
    mean, root = rng.normal(size=n), rng.normal(size=(n, n))
    covariance = root @ root.T + np.eye(n)
    points, weights = gaussian_nodes(mean, covariance, 8)
    assert weights.sum() == pytest.approx(1)
    np.testing.assert_allclose(weights @ points, mean, atol=1e-12)
    apart = points - mean
    np.testing.assert_allclose((weights * apart.T) @ apart, covariance, atol=1e-10)
    fourth = weights @ apart[:, 0] ** 4
    assert fourth == pytest.approx(3 * covariance[0, 0] ** 2)
