"""Exact values of a linear VAE on Gaussian data, against sampling, scipy and the indicators."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from rdo.diagnostics import factor_summary
from rdo.errors import InputError
from rdo.theory import GaussianData, LinearVAE


def models(n: int = 2, m: int = 4, seed: int = 0) -> tuple[LinearVAE, GaussianData]:
    rng = np.random.default_rng(seed)
    spread = rng.normal(size=(m, m))
    data = GaussianData(rng.normal(size=m), spread @ spread.T / m)
    vae = LinearVAE(
        rng.normal(size=(m, n)),
        rng.normal(size=m),
        0.7,
        0.5 * rng.normal(size=(n, m)),
        rng.normal(size=n) / 4,
        np.diag(rng.uniform(0.1, 0.8, n)),
    )
    return vae, data


def test_one_dimension_agrees_with_quadrature() -> None:
    vae, data = models(1, 1)
    w, b, a, c = (float(p.item()) for p in (vae.weights, vae.bias, vae.encoder, vae.offset))
    s = np.sqrt(vae.covariance.item())
    mean, deviation = data.mean.item(), np.sqrt(data.covariance.item())
    q_z = norm(a * mean + c, np.hypot(a * deviation, s))

    u, t = np.meshgrid(*[np.linspace(-9, 9, 361)] * 2)  # standard normal
    x = mean + deviation * t
    z = a * x + c + s * u

    def average(values: np.ndarray) -> float:
        return float((norm.pdf(u) * norm.pdf(t) * values).sum() * 0.05**2)

    posterior = norm.logpdf(z, a * x + c, s)
    reconstruction = average(norm.logpdf(x, w * z + b, np.sqrt(vae.variance)))
    rate = average(posterior - norm.logpdf(z))
    assert vae.reconstruction(data) == pytest.approx(reconstruction, abs=1e-7)
    assert vae.rate(data) == pytest.approx(rate, abs=1e-7)
    assert vae.bound(data) == pytest.approx(reconstruction - rate, abs=1e-7)
    information = average(posterior - q_z.logpdf(z))
    divergence = average(q_z.logpdf(z) - norm.logpdf(z))
    assert vae.information(data) == pytest.approx(information, abs=1e-7)
    assert vae.divergence(data) == pytest.approx(divergence, abs=1e-7)


def test_likelihoods_agree_with_scipy_at_a_point_and_on_the_mean() -> None:
    vae, data = models()
    model = multivariate_normal(vae.bias, vae.weights @ vae.weights.T + 0.7 * np.eye(4))
    point = GaussianData(data.mean, np.zeros((4, 4)))
    assert vae.log_likelihood(point) == pytest.approx(model.logpdf(data.mean))
    # The mean over x is that over the 2 M points of a cubature, exact for quadratic functions.
    root = np.linalg.cholesky(data.covariance) * np.sqrt(4)
    points = np.concatenate([data.mean + root.T, data.mean - root.T])
    assert vae.log_likelihood(data) == pytest.approx(model.logpdf(points).mean())
    own = multivariate_normal(data.mean, data.covariance)
    assert data.log_density() == pytest.approx(-own.entropy())


def test_information_and_divergence_add_up_to_the_rate() -> None:
    for seed in range(5):
        vae, data = models(3, 5, seed)
        total = vae.information(data) + vae.divergence(data)
        assert total == pytest.approx(vae.rate(data), rel=1e-12)


def test_indicators_of_a_large_sample_are_near_and_on_their_sides() -> None:
    vae, data = models(3, 5)
    rng = np.random.default_rng(1)
    x = rng.multivariate_normal(data.mean, data.covariance, 100_000)
    mean = x @ vae.encoder.T + vae.offset
    summary = factor_summary(mean, np.broadcast_to(np.diag(vae.covariance), mean.shape))
    assert summary.rate == pytest.approx(vae.rate(data), rel=0.01)
    aggregate = vae.encoder @ data.covariance @ vae.encoder.T + vae.covariance
    centre = vae.encoder @ data.mean + vae.offset
    v = np.diag(aggregate) + centre**2
    assert summary.variances == pytest.approx(v, rel=0.01)
    # Exact distance of the estimates: the divergence of q(z) from q*.
    gap = (np.log(v).sum() - np.linalg.slogdet(aggregate)[1]) / 2
    assert summary.information == pytest.approx(vae.information(data) + gap, rel=0.01)
    assert summary.divergence == pytest.approx(vae.divergence(data) - gap, rel=0.01)
    # Factors that depend on each other: neither bound is tight.
    assert summary.information > vae.information(data) + 0.05
    assert summary.divergence < vae.divergence(data) - 0.05


def test_the_best_posterior_is_exact_and_a_diagonal_one_falls_short_by_its_formula() -> None:
    vae, data = models(3, 5)
    best = LinearVAE.with_best_posterior(vae.weights, vae.bias, vae.variance)
    assert best.bound(data) == pytest.approx(best.log_likelihood(data), rel=1e-12)
    diagonal = LinearVAE.with_best_posterior(vae.weights, vae.bias, vae.variance, diagonal=True)
    assert (diagonal.covariance == np.diag(np.diag(diagonal.covariance))).all()
    precision = np.eye(3) + vae.weights.T @ vae.weights / vae.variance
    gap = (np.log(np.diag(precision)).sum() - np.linalg.slogdet(precision)[1]) / 2
    assert best.bound(data) - diagonal.bound(data) == pytest.approx(gap)
    for scale in (0.98, 1.02):  # no other diagonal, and no other mean, is better
        near = (vae.weights, vae.bias, vae.variance)
        rest = (diagonal.encoder, diagonal.offset, diagonal.covariance)
        for k in range(3):
            moved = [scale * part if j == k else part for j, part in enumerate(rest)]
            assert LinearVAE(*near, *moved).bound(data) < diagonal.bound(data)


def test_matrices_that_are_no_covariances_are_refused() -> None:
    vae, data = models()
    with pytest.raises(InputError, match="eigenvalue -1: give a positive semidefinite"):
        GaussianData(np.zeros(2), np.diag([1.0, -1.0]))
    with pytest.raises(InputError, match="eigenvalue 0: give a positive definite"):
        LinearVAE(vae.weights, vae.bias, 0.7, vae.encoder, vae.offset, np.zeros((2, 2)))
    with pytest.raises(InputError, match="eigenvalue 0: give a positive definite"):
        GaussianData(np.zeros(2), np.zeros((2, 2))).log_density()
    with pytest.raises(InputError, match="give GaussianData of 4 columns"):
        vae.bound(GaussianData(data.mean[:2], np.eye(2)))


def test_a_variance_that_double_precision_loses_is_refused() -> None:
    vae = LinearVAE.with_best_posterior(np.ones((3, 2)) + np.eye(3)[:, :2], np.zeros(3), 1e-20)
    with pytest.raises(InputError, match="variance=1e-20"):
        vae.log_likelihood(GaussianData(np.zeros(3), np.eye(3)))


@pytest.mark.parametrize("seed", range(20))
def test_a_covariance_that_is_singular_but_for_rounding_has_no_log_density(seed: int) -> None:
    factor = np.random.default_rng(seed).standard_normal((4, 2))
    data = GaussianData(np.zeros(4), factor @ factor.T)
    with pytest.raises(InputError, match="positive definite"):
        data.log_density()
