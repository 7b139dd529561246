"""Measures on random mixtures: each is zero, or as large as known, where it should be."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from scipy.stats import norm

from rdo.priors import Mixture, mixture_energy, mixture_statistics, posterior
from replication.dagmm_bound.mixture import (
    _Draw,
    _draw,
    _em,
    _largest_derivative,
    _weight_spread,
    density_mass,
    log_densities,
)
from replication.kit import Result


def test_densities_are_gaussian() -> None:
    z = torch.tensor([[0.0], [2.0]], dtype=torch.float64)
    weight, mean = torch.tensor([0.3, 0.7]).double(), torch.tensor([[0.0], [1.0]]).double()
    mixture = Mixture(weight, mean, torch.tensor([[[4.0]], [[9.0]]]).double())
    expected = norm.logpdf(z.numpy(), [0, 1], [2, 3])
    np.testing.assert_allclose(log_densities(z, mixture), expected, rtol=1e-12)


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_the_integral_is_one_and_sees_a_weight_too_many(
    columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(columns)
    z = torch.from_numpy(rng.normal(size=(60, columns)))
    membership = torch.from_numpy(rng.dirichlet(np.ones(3), 60))
    assert density_mass(z, membership) == pytest.approx(1, abs=1e-9)

    def heavier(z: torch.Tensor, membership: torch.Tensor, jitter: float) -> Mixture:
        found = mixture_statistics(z, membership, jitter=jitter)
        return found._replace(weight=1.1 * found.weight)

    monkeypatch.setattr("replication.dagmm_bound.mixture.mixture_statistics", heavier)
    assert density_mass(z, membership) == pytest.approx(1.1, abs=1e-9)


def test_the_derivative_vanishes_at_eq_5_alone() -> None:
    draw = _draw(np.random.default_rng(0), 100)
    assert _largest_derivative(draw) < 1e-9
    weight, mean, covariance = draw.mixture
    tilted = weight * torch.linspace(0.9, 1.1, len(weight))
    for moved in (
        draw.mixture._replace(weight=tilted / tilted.sum()),
        draw.mixture._replace(mean=mean + 0.01),
        draw.mixture._replace(covariance=1.01 * covariance),
    ):
        assert _largest_derivative(draw._replace(mixture=moved)) > 1e-4


def test_some_memberships_are_certain_and_all_add_up_to_one() -> None:
    draw = _draw(np.random.default_rng(1), 5_000)
    for one in (draw.membership, draw.other):
        np.testing.assert_allclose(one.sum(1), 1, atol=1e-12)
        assert one.max() == 1
        assert one.max(1).values.min() < 0.5


def test_the_bound_lies_above_the_energy_until_em_is_done() -> None:
    draw = _draw(np.random.default_rng(2), 200)
    energies, bounds, last = _em(draw, 10)
    assert mixture_energy(draw.z, last).mean().item() == energies[-1]
    assert len(energies) == len(bounds) == 11
    assert (np.diff(energies) <= 1e-12).all()
    assert all(bound > energy for bound, energy in zip(bounds, energies, strict=True))
    # The E step makes them touch, and the M step lowers the bound from there.
    assert all(after <= before for before, after in zip(energies, bounds[1:], strict=False))


def test_em_ends_where_a_component_shrinks_to_a_point() -> None:
    z = torch.from_numpy(np.random.default_rng(0).normal(size=(60, 1)))
    z[0] = 30.0
    membership = torch.full((60, 2), 0.5, dtype=torch.float64)
    membership[:, 0] += torch.linspace(-0.4, 0.4, 60).double().flip(0)
    membership[:, 1] = 1 - membership[:, 0]
    draw = _Draw(z, membership, mixture_statistics(z, membership, jitter=0), membership)
    energies, _, _ = _em(draw, 50)
    assert 2 < len(energies) < 51
    assert np.isfinite(energies).all()


def test_weights_of_its_own_for_each_row_are_seen() -> None:
    draw = _draw(np.random.default_rng(3), 50)
    densities = log_densities(draw.z, draw.mixture)
    bayes = posterior(draw.z, draw.mixture).numpy()
    energy = mixture_energy(draw.z, draw.mixture).numpy()
    assert _weight_spread(energy, bayes, densities) < 1e-10
    own = draw.other.numpy()
    joint = np.log(np.maximum(own, 1e-30)) + densities
    total = np.logaddexp.reduce(joint, axis=1)
    spread = _weight_spread(-total, np.exp(joint - total[:, None]), densities)
    assert spread > 0.5


def test_the_arrays_hold_em_of_each_seeds_first_table(of_part: Callable[[str], Result]) -> None:
    result = of_part("mixture")
    assert result.arrays["em_energy"].shape == result.arrays["em_bound"].shape == (5, 26)
    assert (result.arrays["em_bound"] >= result.arrays["em_energy"]).all()
