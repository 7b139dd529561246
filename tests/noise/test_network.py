"""Noise of a network: its density, its instability, its floor."""

import math

import pytest
import torch
from torch.distributions import Normal

from rdo.errors import InputError
from rdo.noise import GaussianNoise, NetworkNoise
from tests.draws import normal


def test_the_density_is_that_of_its_own_means_and_variances() -> None:
    x, mean, log_variance = normal(5, 3), normal(5, 3, seed=1), normal(5, 3, seed=2)
    found = NetworkNoise().log_likelihood(x, torch.cat([mean, log_variance], 1))
    expected = Normal(mean, (log_variance / 2).exp()).log_prob(x).sum(1)
    torch.testing.assert_close(found, expected)


def test_with_one_variance_everywhere_it_is_gaussian_noise() -> None:
    x, mean = normal(5, 3), normal(5, 3, seed=1)
    constant = torch.full((5, 3), math.log(0.2))
    torch.testing.assert_close(
        NetworkNoise().log_likelihood(x, torch.cat([mean, constant], 1)),
        GaussianNoise(0.2).log_likelihood(x, mean),
    )


def test_a_pixel_without_residual_has_no_best_variance_and_the_floor_ends_it() -> None:
    x = torch.zeros(1, 1)
    free, guarded = NetworkNoise(floor=0), NetworkNoise()
    at = [torch.tensor([[0.0, -log]]) for log in (10.0, 40.0, 80.0)]
    rises = [float(free.log_likelihood(x, decoded)) for decoded in at]
    assert rises[1] - rises[0] == pytest.approx(15, rel=1e-4)
    assert rises[2] - rises[1] == pytest.approx(20, rel=1e-4)
    kept = [float(guarded.log_likelihood(x, decoded)) for decoded in at]
    assert kept[1] == kept[2] == pytest.approx(-math.log(2 * math.pi * 1e-4) / 2, rel=1e-4)


def test_an_odd_number_of_features_is_refused() -> None:
    with pytest.raises(InputError, match="2 numbers per feature"):
        NetworkNoise().log_likelihood(normal(5, 3), normal(5, 3))
    with pytest.raises(InputError, match="2 numbers per feature"):
        NetworkNoise().log_variance(normal(5, 3))
