"""The faulty formulas and the library's own against outside oracles."""

import math

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal
from torch import Tensor

from rdo.priors import Mixture, mixture_energy, mixture_statistics
from replication.dagmm_autopsy import faults
from replication.dagmm_autopsy.examples import EXAMPLES

DOUBLE = torch.float64


def two_components() -> Mixture:
    root = torch.randn(2, 3, 3, generator=torch.Generator().manual_seed(0), dtype=DOUBLE)
    mean = torch.tensor([[0.0, 0, 0], [2, 1, 0]], dtype=DOUBLE)
    return Mixture(torch.tensor([0.3, 0.7], dtype=DOUBLE), mean, root @ root.mT + torch.eye(3))


def rows(n: int, d: int, seed: int = 1) -> Tensor:
    return torch.randn(n, d, generator=torch.Generator().manual_seed(seed), dtype=DOUBLE)


def by_scipy(z: Tensor, mixture: Mixture, power: float = 0.5) -> np.ndarray:
    """The energy with the determinant to some power; one half is right."""
    density = np.zeros(len(z))
    for weight, mean, covariance in zip(*(part.numpy() for part in mixture), strict=True):
        root = np.sqrt(np.linalg.det(2 * np.pi * covariance))
        right = multivariate_normal(mean, covariance).pdf(z.numpy())
        density += weight * right * root ** (1 - 2 * power)
    return -np.log(density)


def test_the_stabiliser_in_the_floored_energy_never_acts() -> None:
    mixture, z = two_components(), 20 * rows(50, 3)
    single = Mixture(*(part.float() for part in mixture))
    distance = faults._squared_distance(z.float(), single)
    density = (
        single.weight * (-distance / 2).exp() / (2 * math.pi * single.covariance).det() ** 0.5
    ).sum(1)
    torch.testing.assert_close(faults.floored_energy(z, mixture), -(density + 1e-12).log())


def test_a_dead_component_is_as_if_it_were_not_there() -> None:
    shown = EXAMPLES["dead_component"]()
    assert (shown.faulty, shown.right) == (0, 100)
    z, membership = rows(100, 2), torch.zeros(100, 2, dtype=DOUBLE)
    membership[:, 0] = 1
    alone = mixture_statistics(z, membership[:, :1])
    both = mixture_statistics(z, membership)
    torch.testing.assert_close(mixture_energy(z, both), mixture_energy(z, alone))


def test_a_root_in_the_weights_loses_the_gradient_and_no_value() -> None:
    shown = EXAMPLES["root_of_memberships"]()
    assert (shown.faulty, shown.right) == (1, 0)
    z, membership = rows(100, 2), torch.softmax(rows(100, 2, 2), dim=1)
    membership[0] = torch.tensor([1.0, 0.0])
    expected = mixture_statistics(z, membership, jitter=1e-12)
    for faulty in (faults.root_weighted_mixture, faults.unguarded_mixture):
        for part, right in zip(faulty(z, membership), expected, strict=True):
            torch.testing.assert_close(part, right)


def test_the_librarys_slope_at_a_membership_of_zero_is_that_of_finite_differences() -> None:
    z, step = rows(40, 2), 1e-6

    def energy(first: Tensor) -> Tensor:
        membership = torch.full((40, 2), 0.5, dtype=DOUBLE)
        membership = torch.cat([torch.stack([1 - first, first])[None], membership[1:]])
        return mixture_energy(z, mixture_statistics(z, membership)).mean()

    zero = torch.tensor(0.0, dtype=DOUBLE, requires_grad=True)
    (slope,) = torch.autograd.grad(energy(zero), zero)
    with torch.no_grad():
        difference = (energy(zero + step) - energy(zero - step)) / (2 * step)
    torch.testing.assert_close(slope, difference, rtol=1e-5, atol=1e-9)


def test_averaged_covariances_lack_what_the_batch_means_do() -> None:
    shown = EXAMPLES["averaged_covariances"]()
    assert shown.right == pytest.approx(1 + 3**2, rel=0.05)
    assert shown.faulty == pytest.approx(1, rel=0.05)
    # The law of total covariance, with soft memberships.
    z, membership = rows(90, 3).cumsum(0), torch.softmax(rows(90, 2, 2), dim=1)
    averaged, whole = faults.averaged_mixture(z, membership, 20), mixture_statistics(z, membership)
    torch.testing.assert_close(averaged.weight, whole.weight)
    torch.testing.assert_close(averaged.mean, whole.mean)
    for k in range(2):
        share = torch.stack([part[:, k].sum() for part in membership.split(20)])
        means = [
            mixture_statistics(*pair).mean[k]
            for pair in zip(z.split(20), membership.split(20), strict=True)
        ]
        between = torch.cov(torch.stack(means).T, aweights=share, correction=0)
        torch.testing.assert_close(averaged.covariance[k] + between, whole.covariance[k])


def test_the_energy_is_scipys_and_the_double_root_is_the_fourth_root() -> None:
    mixture, z = two_components(), 3 * rows(50, 3)
    np.testing.assert_allclose(mixture_energy(z, mixture), by_scipy(z, mixture), rtol=1e-10)
    faulty = faults.double_root_energy(z, mixture)
    np.testing.assert_allclose(faulty, by_scipy(z, mixture, power=0.25), rtol=1e-10)
    shown = EXAMPLES["double_root"]()
    assert shown.right == pytest.approx(1, abs=1e-6)
    expected = sum(0.5 * (2 * math.pi * s**2) ** 0.25 for s in (0.1, 3.0))
    assert shown.faulty == pytest.approx(expected, abs=1e-6)
