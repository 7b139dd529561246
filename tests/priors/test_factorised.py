"""The factorised prior against quadrature, finite differences and a density it must find."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import cumulative_simpson, simpson
from scipy.stats import norm
from torch.func import functional_call, stack_module_state, vmap

from rdo.errors import InputError
from rdo.priors import FactorisedPrior


def prior(seed: int, n_latent: int = 3) -> FactorisedPrior:
    """One whose parameters are all random, so that every part is at work."""
    made = FactorisedPrior(n_latent).double()
    generator = torch.Generator().manual_seed(seed)
    made.reset_parameters(generator)
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.add_(torch.randn(parameter.shape, generator=generator, dtype=torch.float64))
    return made


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000))
def test_every_dimension_integrates_to_one_and_rises(seed: int) -> None:
    made = prior(seed)

    def rows(z: np.ndarray) -> torch.Tensor:
        return torch.from_numpy(z)[:, None].expand(-1, 3)

    with torch.no_grad():
        ends = made.cumulative(rows(np.array([-1e5, 1e5])))
        grid = np.linspace(-60, 60, 60_001)
        cumulative = made.cumulative(rows(grid))
        density = torch.exp(-made.marginal_energy(rows(grid)))
    inside = simpson(density, x=grid, axis=0)
    assert inside == pytest.approx(cumulative[-1] - cumulative[0], abs=1e-6)
    assert ends[0] == pytest.approx(0, abs=1e-6)
    assert ends[1] == pytest.approx(1, abs=1e-6)
    assert (cumulative.diff(dim=0) >= 0).all()


def test_density_is_the_slope_of_the_distribution_and_energies_add_up() -> None:
    made, step = prior(0), 1e-5
    z = torch.randn(50, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    with torch.no_grad():
        slope = (made.cumulative(z + step) - made.cumulative(z - step)) / (2 * step)
        assert torch.exp(-made.marginal_energy(z)) == pytest.approx(slope, rel=1e-6)
        assert made(z) == pytest.approx(-slope.log().sum(1), rel=1e-6)


def test_dimensions_have_densities_of_their_own() -> None:
    made = prior(0)
    z = torch.randn(20, 3, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    with torch.no_grad():
        before = made.marginal_energy(z)
        made.biases[1][2] += 1.0
        after = made.marginal_energy(z)
    assert (after[:, :2] == before[:, :2]).all()
    assert (after[:, 2] != before[:, 2]).all()


def test_gradients_are_those_of_finite_differences() -> None:
    made = prior(3, n_latent=2)
    z = torch.randn(4, 2, generator=torch.Generator().manual_seed(2), dtype=torch.float64)
    names = [name for name, _ in made.named_parameters()]

    def energy(z: torch.Tensor, *values: torch.Tensor) -> torch.Tensor:
        result: torch.Tensor = functional_call(made, dict(zip(names, values, strict=True)), (z,))
        return result

    values = [p.detach().clone().requires_grad_() for p in made.parameters()]
    assert torch.autograd.gradcheck(energy, (z.requires_grad_(), *values))


def test_far_from_the_data_energies_stay_finite_and_rise() -> None:
    made = FactorisedPrior(1)
    made.reset_parameters(torch.Generator().manual_seed(0))
    energy = made(torch.tensor([[0.0], [1e3], [1e5]]))
    assert energy.isfinite().all()
    assert (energy.diff() > 0).all()


def test_replicas_side_by_side_are_replicas_alone() -> None:
    members = [prior(seed) for seed in range(4)]
    parameters, _ = stack_module_state(list[torch.nn.Module](members))
    z = torch.randn(4, 10, 3, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    together = vmap(lambda p, z: functional_call(members[0], p, (z,)))(parameters, z)
    alone = torch.stack([member(row) for member, row in zip(members, z, strict=True)])
    assert together.detach() == pytest.approx(alone.detach(), rel=1e-12)


def test_it_fits_a_density_of_two_bumps_within_a_hundredth_of_a_nat() -> None:
    """Its divergence from the density, by quadrature, after training on the quantiles."""
    grid = np.linspace(-12, 12, 4001)
    density = (norm.pdf(grid, -3) + norm.pdf(grid, 3)) / 2
    mass = cumulative_simpson(density, x=grid, initial=0)
    z = torch.from_numpy(np.interp((np.arange(512) + 0.5) / 512, mass, grid)).float()[:, None]
    made = FactorisedPrior(1)
    made.reset_parameters(torch.Generator().manual_seed(0))
    optimiser = torch.optim.Adam(made.parameters(), lr=1e-1)
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, 600)
    for _ in range(600):
        optimiser.zero_grad()
        made(z).mean().backward()
        optimiser.step()
        falling.step()
    with torch.no_grad():
        energy = made.double()(torch.from_numpy(grid)[:, None]).numpy()
    divergence = simpson(density * (np.log(density) + energy), x=grid)
    assert 0 <= divergence < 0.01


def test_bins_hold_what_the_distribution_rises_by_also_far_out() -> None:
    made, width = prior(2), 0.7
    edges = width * torch.arange(-40, 41).double()[:, None].expand(-1, 3)
    with torch.no_grad():
        mass = torch.exp(-made.bin_energy(edges[:-1] + width / 2, width))
        torch.testing.assert_close(mass, made.cumulative(edges).diff(dim=0), rtol=1e-6, atol=1e-12)
        narrow = made.bin_energy(edges, 1e-6) + np.log(1e-6)
        torch.testing.assert_close(narrow, made.marginal_energy(edges), rtol=1e-5, atol=1e-5)
    z = torch.tensor([[1e7, -1e7, 0.0]], requires_grad=True)
    for one in (1.0, 1e-9):
        energy = made.float().bin_energy(z, one)
        assert energy.isfinite().all()
        assert torch.autograd.grad(energy.sum(), z)[0].isfinite().all()
    with pytest.raises(InputError, match="width=0"):
        made.bin_energy(torch.zeros(1, 3), 0.0)


@pytest.mark.parametrize("width", [1e-4, 0.3, 1.0, 10.0, 1e4])
def test_a_fresh_density_is_logistic_and_as_wide_as_asked(width: float) -> None:
    made = FactorisedPrior(2, width).double()
    made.reset_parameters(torch.Generator().manual_seed(0))
    z = torch.tensor([-2.0, 0.0, 1.5], dtype=torch.float64)[:, None].expand(-1, 2) * width
    logits = torch.logit(made.cumulative(z))
    torch.testing.assert_close(logits.diff(dim=0), z.diff(dim=0) / width)
    published = FactorisedPrior(2).double()
    published.reset_parameters(torch.Generator().manual_seed(0))
    torch.testing.assert_close(logits, torch.logit(published.cumulative(z * 10 / width)))


def test_no_dimensions_and_no_width_are_refused() -> None:
    with pytest.raises(InputError, match="n_latent=0"):
        FactorisedPrior(0)
    with pytest.raises(InputError, match="width=0"):
        FactorisedPrior(1, 0)
