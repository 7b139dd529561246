"""Linear VAEs on Gaussian data."""

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from replication.factor_indicators.linear import (
    _data,
    _gradient,
    _like,
    _newton,
    _spread,
    _theorem4,
    _unexplained,
    _vae,
)


def test_a_newton_step_finds_the_least_of_a_quadratic_function() -> None:
    found = _newton(lambda v: (v[0] - 1) ** 2 + (v[0] + v[1]) ** 2, torch.zeros(2).double())
    assert found.tolist() == pytest.approx([1, -1])


def test_one_of_the_models_has_the_density_of_the_data() -> None:
    data = _data(np.random.default_rng(0))
    model = _like(data)
    covariance = model.weights @ model.weights.T + model.variance * np.eye(5)
    np.testing.assert_allclose(covariance, data.covariance, atol=1e-12)
    assert model.log_likelihood(data) == pytest.approx(
        -multivariate_normal(data.mean, data.covariance).entropy()
    )


def test_what_differs_by_a_constant_or_a_factor_is_told_from_what_does_not() -> None:
    values = np.array([1.0, 2.0, 4.0])
    assert _spread(values + 3, values) == pytest.approx(0)
    assert _spread(-values, values) == pytest.approx(2)
    assert _unexplained(5 * values - 2, values) == pytest.approx(0, abs=1e-12)
    assert _unexplained(values**2, values) > 0.05


def test_central_differences_are_the_gradient() -> None:
    gradient = _gradient(lambda p: float(np.sin(p[0]) * p[1]), np.array([0.3, 2.0]))
    assert gradient == pytest.approx([2 * np.cos(0.3), np.sin(0.3)], rel=1e-7)


def test_theorem_4_needs_factors_that_are_independent() -> None:
    rng = np.random.default_rng(1)
    data = _data(rng)
    assert _theorem4(data, rng) < 1e-12
    vae = _vae(rng, data, 2, 1.0)
    diagonal = np.diag(np.diag(vae.covariance))
    alone = [
        type(vae)(
            vae.weights[:, [h]], vae.bias, 1.0, vae.encoder[[h]], vae.offset[[h]],
            diagonal[[h]][:, [h]],
        ).information(data)
        for h in range(2)
    ]  # fmt: skip
    both = type(vae)(vae.weights, vae.bias, 1.0, vae.encoder, vae.offset, diagonal)
    assert abs(both.information(data) - sum(alone)) > 0.01
