"""The estimated mixture against scikit-learn and closed forms."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.mixture import GaussianMixture
from torch import Tensor

from rdo.errors import InputError
from rdo.priors import (
    Mixture,
    mixture_energy,
    mixture_statistics,
    posterior,
    variational_bound,
)
from tests.draws import normal


def random_mixture(k: int, d: int, seed: int) -> Mixture:
    g = torch.Generator().manual_seed(seed)
    root = torch.randn(k, d, d, generator=g, dtype=torch.float64)
    weight = torch.rand(k, generator=g, dtype=torch.float64) + 0.1
    return Mixture(
        weight / weight.sum(),
        3 * torch.randn(k, d, generator=g, dtype=torch.float64),
        root @ root.mT + 0.1 * torch.eye(d, dtype=torch.float64),
    )


def as_sklearn(mixture: Mixture) -> GaussianMixture:
    twin = GaussianMixture(len(mixture.weight))
    twin.weights_ = mixture.weight.numpy()
    twin.means_ = mixture.mean.numpy()
    twin.covariances_ = mixture.covariance.numpy()
    twin.precisions_cholesky_ = np.linalg.cholesky(np.linalg.inv(twin.covariances_))
    return twin


@given(k=st.integers(1, 4), d=st.integers(1, 6), seed=st.integers(0, 2**31))
def test_the_energy_is_scikit_learns_negative_log_likelihood(k: int, d: int, seed: int) -> None:
    mixture = random_mixture(k, d, seed)
    z = 5 * torch.randn(40, d, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    expected = -as_sklearn(mixture).score_samples(z.numpy())
    np.testing.assert_allclose(mixture_energy(z, mixture), expected, rtol=1e-10, atol=1e-10)


def test_the_energy_integrates_to_one() -> None:
    mixture = random_mixture(2, 1, 3)
    z = torch.linspace(-60, 60, 200_001, dtype=torch.float64)[:, None]
    density = (-mixture_energy(z, mixture)).exp()
    assert torch.trapezoid(density, z[:, 0]).item() == pytest.approx(1, abs=1e-10)


def test_distant_rows_do_not_tie() -> None:
    mixture = random_mixture(2, 3, 0)
    z = torch.tensor([[1e3, 0, 0], [1e4, 0, 0], [1e5, 0, 0]], dtype=torch.float64)
    energy = mixture_energy(z, mixture)
    assert energy.isfinite().all()
    assert (energy.diff() > 0).all()


def rows_and_memberships(k: int, d: int, seed: int) -> tuple[Tensor, Tensor]:
    g = torch.Generator().manual_seed(seed)
    z = 5 * torch.randn(40, d, generator=g, dtype=torch.float64)
    return z, torch.softmax(4 * torch.randn(40, k, generator=g, dtype=torch.float64), dim=1)


@given(k=st.integers(1, 4), d=st.integers(1, 6), seed=st.integers(0, 2**31))
def test_the_posterior_is_scikit_learns(k: int, d: int, seed: int) -> None:
    mixture = random_mixture(k, d, seed)
    z, _ = rows_and_memberships(k, d, seed)
    expected = as_sklearn(mixture).predict_proba(z.numpy())
    np.testing.assert_allclose(posterior(z, mixture), expected, rtol=1e-8, atol=1e-12)


@given(k=st.integers(1, 4), d=st.integers(1, 6), seed=st.integers(0, 2**31))
def test_the_bound_exceeds_the_energy_by_the_divergence_from_the_posterior(
    k: int, d: int, seed: int
) -> None:
    mixture = random_mixture(k, d, seed)
    z, q = rows_and_memberships(k, d, seed)
    energy, bound = mixture_energy(z, mixture), variational_bound(z, mixture, q)
    # Logarithms by scikit-learn, for a posterior may underflow where its logarithm does not.
    log_posterior = as_sklearn(mixture)._estimate_log_prob_resp(z.numpy())[1]
    divergence = (q * (q.log() - torch.from_numpy(log_posterior))).sum(1)
    scale = 1 + energy.abs().max().item()
    assert (bound >= energy - 1e-12 * scale).all()
    torch.testing.assert_close(bound - energy, divergence, atol=1e-10 * scale, rtol=1e-10)


@given(k=st.integers(1, 4), d=st.integers(1, 6), seed=st.integers(0, 2**31))
def test_the_bound_is_tight_at_the_posterior_and_nowhere_else(k: int, d: int, seed: int) -> None:
    mixture = random_mixture(k, d, seed)
    z, other = rows_and_memberships(k, d, seed)
    energy, p = mixture_energy(z, mixture), posterior(z, mixture)
    torch.testing.assert_close(variational_bound(z, mixture, p), energy, atol=1e-10, rtol=1e-10)
    mixed = variational_bound(z, mixture, (p + other) / 2) - energy
    # Pinsker: a distance of t in total variation costs at least 2 t^2 nats.
    total_variation = (p - other).abs().sum(1) / 4
    assert (mixed >= 2 * total_variation**2 - 1e-10 * energy.abs()).all()


@given(k=st.integers(2, 4), d=st.integers(1, 4), seed=st.integers(0, 2**31))
def test_a_round_of_em_never_raises_the_energy(k: int, d: int, seed: int) -> None:
    z, q = rows_and_memberships(k, d, seed)
    before = mixture_statistics(z, q, jitter=0)
    after = mixture_statistics(z, posterior(z, before), jitter=0)
    gain = mixture_energy(z, before).mean() - mixture_energy(z, after).mean()
    assert gain >= -1e-9


@pytest.mark.parametrize("shape", [(40, 1), (1, 2), (40, 3)])
def test_memberships_of_another_shape_are_refused(shape: tuple[int, int]) -> None:
    z, _ = rows_and_memberships(2, 3, 0)
    with pytest.raises(InputError, match="membership"):
        variational_bound(z, random_mixture(2, 3, 0), torch.full(shape, 0.5))


def test_memberships_of_exactly_zero_have_a_finite_bound_and_slope() -> None:
    mixture = random_mixture(2, 3, 0)
    z, _ = rows_and_memberships(2, 3, 0)
    logits = torch.tensor([0.0, -200.0]).expand(40, 2).clone().requires_grad_()
    q = torch.softmax(logits, dim=1)
    assert (q[:, 1] == 0).all()
    bound = variational_bound(z, mixture, q)
    one = Mixture(mixture.weight[:1], mixture.mean[:1], mixture.covariance[:1])
    torch.testing.assert_close(bound, mixture_energy(z, one))
    bound.sum().backward()
    assert logits.grad is not None
    assert logits.grad.isfinite().all()


def test_one_component_gives_the_sample_moments() -> None:
    z = normal(50, 3, dtype=torch.float64)
    mixture = mixture_statistics(z, torch.ones(50, 1), jitter=0)
    torch.testing.assert_close(mixture.mean[0], z.mean(0))
    torch.testing.assert_close(mixture.covariance[0], torch.cov(z.T, correction=0))


def test_statistics_are_scikit_learns_m_step() -> None:
    g = torch.Generator().manual_seed(1)
    z = torch.randn(60, 4, generator=g, dtype=torch.float64)
    membership = torch.softmax(torch.randn(60, 3, generator=g, dtype=torch.float64), 1)
    mixture = mixture_statistics(z, membership, jitter=1e-6)
    twin = GaussianMixture(3, reg_covar=1e-6)
    twin._initialize(z.numpy(), membership.numpy())
    np.testing.assert_allclose(mixture.weight, twin.weights_, rtol=1e-12)
    np.testing.assert_allclose(mixture.mean, twin.means_, rtol=1e-10, atol=1e-12)
    np.testing.assert_allclose(mixture.covariance, twin.covariances_, rtol=1e-10, atol=1e-12)


def test_a_component_without_members_leaves_energy_and_gradient_finite() -> None:
    z = normal(30, 2).requires_grad_()
    membership = torch.zeros(30, 2)
    membership[:, 0] = 1
    energy = mixture_energy(z, mixture_statistics(z, membership))
    energy.mean().backward()
    assert energy.isfinite().all()
    assert z.grad is not None
    assert z.grad.isfinite().all()


def test_tiny_and_large_variances_factor_side_by_side() -> None:
    z = normal(1000, 4) * torch.tensor([1e2, 1e1, 3e-4, 1e-5])
    energy = mixture_energy(z, mixture_statistics(z, torch.full((1000, 2), 0.5)))
    assert energy.isfinite().all()


@pytest.mark.parametrize("shift", [1e3, 1e5, 1e7, 1e9])
@pytest.mark.parametrize("scale", [1e-2, 1.0, 1e3])
def test_energies_do_not_depend_on_where_zero_is(shift: float, scale: float) -> None:
    z = scale * normal(500, 3, dtype=torch.float64)
    membership = torch.softmax(normal(500, 2, seed=1), 1)
    exact = mixture_energy(z, mixture_statistics(z, membership, jitter=0))
    moved = z + scale * shift
    found = mixture_statistics(moved, membership, jitter=0)
    torch.testing.assert_close(
        mixture_energy(moved, found), exact, atol=1e-15 * shift + 1e-7, rtol=0
    )


def test_the_gradient_does_not_depend_on_where_zero_is() -> None:
    membership = torch.softmax(normal(50, 2, seed=1), 1)

    def slope(shift: float) -> Tensor:
        z = (normal(50, 3, dtype=torch.float64) + shift).requires_grad_()
        mixture_energy(z, mixture_statistics(z, membership)).sum().backward()
        assert z.grad is not None
        return z.grad

    torch.testing.assert_close(slope(1e7), slope(0), atol=1e-6, rtol=1e-6)


def test_clusters_that_are_far_apart_keep_their_shapes() -> None:
    near = normal(200, 2, dtype=torch.float64)
    membership = torch.zeros(400, 2, dtype=torch.float64)
    membership[:200, 0] = membership[200:, 1] = 1
    alone = mixture_statistics(near, torch.ones(200, 1))
    both = mixture_statistics(torch.cat([near, near + 1e8]), membership)
    expected = alone.covariance.expand(2, -1, -1)
    torch.testing.assert_close(both.covariance, expected, rtol=1e-6, atol=1e-6)


def test_what_is_no_mixture_is_refused() -> None:
    z = normal(5, 3)
    with pytest.raises(InputError, match=r"membership of shape \(4, 2\): give \(5, K\)"):
        mixture_statistics(z, torch.full((4, 2), 0.5))
    mixture = mixture_statistics(z, torch.full((5, 2), 0.5))
    with pytest.raises(InputError, match=r"z of shape \(5, 2\): give \(B, 3\)"):
        mixture_energy(z[:, :2], mixture)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e4])
def test_rows_without_spread_have_finite_energies(scale: float) -> None:
    rows = normal(50, 3, seed=0)
    for z in (rows[:1], torch.ones(50, 3), rows[:, :1].repeat(1, 3), rows):
        z = scale * z
        membership = torch.softmax(normal(len(z), 2, seed=1), 1)
        assert mixture_energy(z, mixture_statistics(z, membership)).isfinite().all()
