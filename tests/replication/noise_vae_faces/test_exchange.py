"""Noise fitted to residuals against its own maximum of the likelihood."""

import numpy as np
import pytest
import torch
from scipy import optimize, stats

from rdo.models import Model, NoiseVAE
from rdo.noise import GaussianNoise, MixtureNoise
from rdo.training import Ensemble
from replication.kit.noise_vae import Networks, Setting, judge, make
from replication.noise_vae_faces.exchange import (
    exchanged,
    fit_gaussian,
    fit_mixture,
    residuals,
)

NETWORKS = Networks((1, 16, 16), (8,), 0.5, "pytorch")
SEEDS, ROWS = (0, 1), np.array([[0, 1, 2], [3, 4, 5]])
IMAGES = np.random.default_rng(1).random((6, 1, 16, 16), dtype=np.float32)


def build() -> Model:
    return make(Setting("network", n_latent=3), NETWORKS)


@pytest.fixture
def ensemble() -> Ensemble:
    return Ensemble.from_seeds(build, SEEDS)


def test_em_ends_at_the_maximum_of_the_likelihood() -> None:
    rng = np.random.default_rng(0)
    small = rng.random(4_000) < 0.7
    r = rng.standard_normal(4_000) * np.where(small, 0.03, 0.2)
    found = fit_mixture(torch.from_numpy(r), MixtureNoise((0.5, 0.5), (0.001, 0.1)))

    def negative(at: np.ndarray) -> float:
        weight = 1 / (1 + np.exp(-at[0]))
        parts = (weight, np.exp(at[1])), (1 - weight, np.exp(at[2]))
        return -float(np.log(sum(w * stats.norm.pdf(r, 0, s) for w, s in parts)).mean())

    best = optimize.minimize(negative, [0.0, np.log(0.05), np.log(0.3)], method="Nelder-Mead",
                             options={"xatol": 1e-7, "fatol": 1e-12, "maxiter": 5_000})  # fmt: skip
    assert best.success
    assert found.weights.tolist()[0] == pytest.approx(1 / (1 + np.exp(-best.x[0])), abs=1e-3)
    assert found.variances.tolist() == pytest.approx(np.exp(2 * best.x[1:]), rel=5e-3)


def test_one_gaussian_has_the_mean_square_and_not_less_than_the_floor() -> None:
    r = torch.tensor([0.1, -0.3, 0.2], dtype=torch.float64)
    assert float(fit_gaussian(r).variance) == pytest.approx(0.14 / 3)
    assert float(fit_gaussian(r / 1e4).variance) == pytest.approx(1e-4)


def test_residuals_are_those_that_a_judge_squares(ensemble: Ensemble) -> None:
    found = residuals(ensemble, IMAGES, ROWS, SEEDS)
    assert found.shape == (2, 3 * 16 * 16)
    assert found.square().mean(1).numpy() == pytest.approx(
        judge(ensemble, IMAGES, ROWS, SEEDS).residual, rel=1e-5
    )


def test_too_many_residuals_are_thinned_evenly(
    ensemble: Ensemble, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = residuals(ensemble, IMAGES, ROWS, SEEDS)
    monkeypatch.setattr("replication.noise_vae_faces.exchange._AT_MOST", 100)
    monkeypatch.setattr("replication.kit.noise_vae._VALUES_AT_ONCE", 16 * 16 * 2)
    thinned = residuals(ensemble, IMAGES, ROWS, SEEDS)
    assert thinned.numpy() == pytest.approx(every[:, ::7].numpy(), abs=1e-6)


def test_means_and_encoder_stay_and_the_noise_is_new(ensemble: Ensemble) -> None:
    noises = [fit_gaussian(one) for one in residuals(ensemble, IMAGES, ROWS, SEEDS)]
    other = exchanged(ensemble, noises)
    before, after = (judge(one, IMAGES, ROWS, SEEDS) for one in (ensemble, other))
    assert after.squared_error == pytest.approx(before.squared_error)
    assert after.factors.rate == pytest.approx(before.factors.rate)
    # The bound is that of Gaussian noise of the mean squared residual.
    assert after.evlb == pytest.approx(before.evlb_under(before.residual, 256), rel=1e-5)
    model = other.replica(1)
    assert isinstance(model, NoiseVAE)
    assert isinstance(model.noise, GaussianNoise)
    assert float(model.noise.variance) == pytest.approx(before.residual[1], rel=1e-5)
