"""What single factors do, on models whose answer is known."""

from collections.abc import Mapping

import numpy as np
import pytest
import torch
from torch import Tensor

from rdo.diagnostics import FactorSummary, factor_summary
from rdo.models import NoiseVAE
from rdo.nn import MLP
from rdo.noise import GaussianNoise
from rdo.training import Ensemble
from replication.noise_vae import factors

SIGMA2, BETA = 0.05, 2.0


class Images(NoiseVAE):
    """Rows as images of one line."""

    def encode(self, x: Tensor) -> Tensor:
        return super().encode(x.flatten(1))

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        raise NotImplementedError


def linear(columns: list[list[float]]) -> Images:
    """G(z) = W z, with the posterior that is best for it where W's columns are orthogonal."""
    w = torch.tensor(columns).T
    encoder, decoder = MLP((len(w), 2 * w.shape[1])), MLP((w.shape[1], len(w)))
    squares = w.square().sum(0)
    precision = 1 + squares / (BETA * SIGMA2)
    with torch.no_grad():
        decoder.linear[0].weight.copy_(w)
        gain = w.T / (BETA * SIGMA2 * precision)[:, None]
        encoder.linear[0].weight.copy_(torch.cat([gain, torch.zeros_like(gain)]))
        encoder.linear[0].bias.copy_(torch.cat([torch.zeros(len(squares)), -precision.log()]))
    return Images(encoder, decoder, w.shape[1], GaussianNoise(SIGMA2), beta=BETA)


def summary(mean: list[float], variance: list[float]) -> FactorSummary:
    """Of factors that are +-mean with such a variance, one replica."""
    both = np.array([[mean, [-value for value in mean]]])
    return factor_summary(both, np.array([[variance, variance]]))


def test_the_gram_matrix_of_the_best_posterior_is_one_less_its_variance() -> None:
    model = linear([[1.0, 0.0, 0.0], [0.0, 0.5, 0.5], [0.0, 0.1, -0.1]])
    x = torch.rand(6, 3, generator=torch.Generator().manual_seed(0))
    scaled = factors.gram(model, x, SIGMA2)
    with torch.no_grad():
        posterior = model.posterior(x)[1].mean(0).numpy()
    np.testing.assert_allclose(np.diag(scaled), 1 - posterior, rtol=1e-5)
    errors = factors.gram_errors(scaled, posterior, np.array([True, True, True]))
    assert errors["gram_error"] == pytest.approx(0, abs=1e-5)
    assert errors["gram_off_diagonal"] == pytest.approx(0, abs=1e-5)


def test_directions_that_are_not_orthogonal_are_seen() -> None:
    scaled = np.array([[1.0, 0.5, 9.0], [0.5, 1.0, 9.0], [9.0, 9.0, 9.0]])
    found = factors.gram_errors(scaled, np.array([0.2, 0.5, 0.0]), np.array([True, True, False]))
    assert found["gram_off_diagonal"] == pytest.approx(0.5)
    assert found["gram_error"] == pytest.approx((0.25 + 1.0) / 2)
    alone = factors.gram_errors(scaled, np.ones(3), np.array([True, False, False]))
    assert np.isnan(list(alone.values())).all()


def test_a_factor_that_moves_the_image_is_told_from_one_that_does_not() -> None:
    ensemble = Ensemble([linear([[1.0, 0.0], [0.01, 0.0]])])
    x = np.random.default_rng(0).random((1, 4, 2), dtype=np.float32)
    margin = factors.visible_margin(ensemble, x, np.array([[1.0, 0.0]]))
    assert margin == pytest.approx(100, rel=1e-3)
    assert factors.visible_margin(ensemble, x, np.array([[0.0, 0.0]])) == 0
    assert factors.visible_margin(ensemble, x, np.array([[1.0, 1.0]]))[0] > 1e3


def test_the_spread_of_influence_is_over_factors_that_have_some() -> None:
    even = factors.influence_variation(summary([2.0, 2.0, 0.0], [0.1, 0.1, 1.0]))
    uneven = factors.influence_variation(summary([2.0, 9.0, 0.0], [0.1, 0.1, 1.0]))
    assert even == pytest.approx(0)
    assert uneven > 0.1
    assert factors.influence_variation(summary([0.0], [1.0])) == 0


def test_variance_and_information_go_together_or_not() -> None:
    together = summary([1.0, 1.0, 0.0, 0.0], [0.1, 0.1, 0.5, 0.5])
    assert factors.variance_correlation(together) == pytest.approx(1)
    none = summary([1.0, 0.0, 1.0, 0.0], [0.1, 1.0, 0.1, 1.0])
    assert factors.variance_correlation(none) == 0
