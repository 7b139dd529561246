"""The bounds of mixture noise, and their gradients."""

import numpy as np
import pytest
import torch
from scipy.stats import norm

from replication.factor_indicators.mixture_bounds import (
    _integral,
    _moments,
    _Noise,
    gradient_errors,
    margins,
)


def test_brackets_are_those_of_the_gaussian_and_of_the_paper() -> None:
    weights, variances = torch.tensor([0.25, 0.75]), torch.tensor([0.5, 2.0])
    noise = _Noise(weights.double(), variances.double())
    residual = torch.tensor([[0.3, -1.0]]).double()
    for k in range(2):
        w, v = weights[k].item(), variances[k].item()
        right = np.log(w) + norm.logpdf(residual.numpy(), 0, np.sqrt(v))
        np.testing.assert_allclose(noise.joint(residual)[k].numpy(), right, rtol=1e-9)
        squares = residual.numpy() ** 2
        printed = squares / (2 * v) + 0.5 * np.log(2 * np.pi) * v + np.log(w)
        np.testing.assert_allclose(noise.printed(residual)[k].numpy(), printed, rtol=1e-9)


def test_integrals_and_moments_on_a_grid_are_exact() -> None:
    z = torch.linspace(-10, 10, 4001, dtype=torch.float64)
    log_density = torch.from_numpy(norm.logpdf(z.numpy(), 0.5, 0.3))
    assert _integral(log_density, 0.005) == pytest.approx(0, abs=1e-9)
    assert _moments(z, log_density.exp() * 0.005) == pytest.approx((0.5, 0.3), abs=1e-9)


def test_a_bound_stays_below_and_with_its_own_posterior_comes_near() -> None:
    found = [margins(np.random.default_rng(seed)) for seed in range(10)]
    least = [one["bound"]["margin"] for one in found]
    assert min(least) > -1e-9
    assert min(least) < 0.05
    assert all(one["bound"]["margin"] <= one["objective"]["margin"] for one in found)
    assert min(one["objective_printed"]["margin"] for one in found) < -1


def test_the_printed_gradient_points_elsewhere() -> None:
    errors = gradient_errors(np.random.default_rng(0))
    assert errors["maximisation"]["gradient_error"] < 1e-12
    assert errors["maximisation_printed"]["gradient_error"] > 0.5
