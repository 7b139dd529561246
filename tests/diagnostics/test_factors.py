"""The noise-fitting paper's indicators."""

import numpy as np
import pytest
import torch
from scipy.integrate import quad
from scipy.stats import norm

from rdo.diagnostics import TRAVERSAL, factor_summary, fitted_variances, traverse
from rdo.errors import InputError


def posteriors(*shape: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    scales = np.geomspace(0.1, 3, shape[-1])
    return scales * rng.normal(size=shape), rng.uniform(0.05, 1.2, shape)


def test_every_definition_is_the_mean_of_a_divergence_by_quadrature() -> None:
    mean, variance = posteriors(4, 2)
    summary = factor_summary(mean, variance)

    def divergence(m: float, s2: float, of: float) -> float:
        q, p, reach = norm(m, np.sqrt(s2)), norm(0, np.sqrt(of)), 9 * np.sqrt(s2)
        value = quad(lambda z: q.pdf(z) * (q.logpdf(z) - p.logpdf(z)), m - reach, m + reach)[0]
        return float(value)

    divergences = np.vectorize(divergence)
    v = (mean**2 + variance).mean(0)
    to_prior, to_fit = divergences(mean, variance, 1.0), divergences(mean, variance, v)
    fit_to_prior = divergences(0.0, v, 1.0)
    assert summary.variances == pytest.approx(v)
    assert summary.rate == pytest.approx(to_prior.mean(0).sum())
    assert summary.influence == pytest.approx(to_fit.mean(0))
    assert summary.information == pytest.approx(to_fit.mean(0).sum())
    assert summary.divergence == pytest.approx((to_prior - to_fit).mean(0).sum())
    assert summary.divergence_of_fit == pytest.approx(fit_to_prior.sum())
    assert summary.remaining_influence == pytest.approx(to_prior.mean(0) - fit_to_prior)
    assert summary.remaining_information == pytest.approx(summary.remaining_influence.sum())


def test_at_the_mean_squares_two_definitions_each_are_one_number() -> None:
    summary = factor_summary(*posteriors(50, 3))
    assert summary.divergence == pytest.approx(summary.divergence_of_fit)
    assert summary.information == pytest.approx(summary.remaining_information)
    assert summary.influence == pytest.approx(summary.remaining_influence)


def test_gradients_find_the_mean_squares() -> None:
    mean, variance = posteriors(3, 40, 5)
    closed = factor_summary(mean, variance).variances
    assert closed.min() < 0.8
    assert closed.max() > 5
    assert fitted_variances(mean, variance) == pytest.approx(closed, rel=1e-6)


def test_stacked_replicas_are_each_as_alone_and_may_be_tensors() -> None:
    mean, variance = posteriors(3, 20, 4)
    together = factor_summary(torch.from_numpy(mean), torch.from_numpy(variance))
    for replica in range(3):
        alone = factor_summary(mean[replica], variance[replica])
        for one, all_of_them in zip(alone, together, strict=True):
            np.testing.assert_allclose(all_of_them[replica], one, rtol=1e-14)


def test_factors_are_counted_by_variance_and_by_influence() -> None:
    # Variances under q* of 0.81, 0.8 exactly and 4.1; the last has all the influence.
    mean = np.array([[0.0, 0.0, 2.0], [0.0, 0.0, -2.0]])
    variance = np.tile([0.81, 0.8, 0.1], (2, 1))
    summary = factor_summary(mean, variance)
    assert summary.normal == 2
    assert summary.influential == 1
    assert factor_summary(mean, variance, normal=0.7).normal == 3
    assert summary.influence[2] == pytest.approx(np.log(4.1 / 0.1) / 2)
    assert factor_summary(mean, variance, influential=1.9).influential == 0


@pytest.mark.parametrize(
    ("mean", "variance", "said"),
    [
        (np.zeros((2, 3)), np.ones((2, 2)), r"variance of shape \(2, 2\)"),
        (np.zeros((2, 2)), np.zeros((2, 2)), "variance holds 0: give positive"),
        (np.zeros(3), np.ones(3), r"mean of shape \(3,\)"),
    ],
)
def test_posteriors_that_are_none_are_refused(
    mean: np.ndarray, variance: np.ndarray, said: str
) -> None:
    with pytest.raises(InputError, match=said):
        factor_summary(mean, variance)
    with pytest.raises(InputError, match=said):
        fitted_variances(mean, variance)


def test_a_traversal_moves_one_factor_alone() -> None:
    z = torch.tensor([[0.5, 1.0, -1.0], [2.0, 0.0, 0.25]])
    seen = []

    def decode(codes: torch.Tensor) -> torch.Tensor:
        seen.append(codes)
        return torch.stack([codes, 2 * codes], dim=1)

    moved = traverse(decode, z, 2)
    assert moved.shape == (2, 7, 2, 3)
    assert torch.equal(moved[:, :, 1], 2 * moved[:, :, 0])
    assert torch.equal(moved[1, :, 0, 2], torch.tensor(TRAVERSAL))
    assert torch.equal(moved[:, :, 0, :2], z[:, None, :2].expand(2, 7, 2))
    assert len(seen) == 1
    assert torch.equal(z, torch.tensor([[0.5, 1.0, -1.0], [2.0, 0.0, 0.25]]))  # as it was
    with pytest.raises(InputError, match="factor=3: give a whole number from 0 to 2"):
        traverse(decode, z, 3)
    with pytest.raises(InputError, match="for each of 14 codes"):
        traverse(lambda codes: codes[:3], z, 0)
