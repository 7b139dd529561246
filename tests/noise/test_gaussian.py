"""One variance: in closed form, by gradient, fixed."""

import math

import pytest
import torch

from rdo.errors import InputError
from rdo.noise import GaussianNoise, GradientGaussianNoise
from tests.draws import normal


def test_the_closed_form_is_where_the_likelihood_is_greatest() -> None:
    x, decoded = normal(50, 6, dtype=torch.float64), normal(50, 6, seed=1, dtype=torch.float64)
    noise = GaussianNoise(1.0).double()
    best = noise.updated(x, decoded)["variance"].requires_grad_()
    likelihood = noise.bound(x, decoded, {"variance": best}).sum()
    (slope,) = torch.autograd.grad(likelihood, best)
    assert abs(float(slope * best.detach())) < 1e-9
    for factor in (0.9, 1.1):
        other = (
            GaussianNoise(float(best.detach()) * factor).double().log_likelihood(x, decoded).sum()
        )
        assert other < likelihood


def test_a_fixed_variance_stays() -> None:
    noise = GaussianNoise(0.25, learned=False)
    assert noise.updated(normal(5, 3), normal(5, 3, seed=1))["variance"] == 0.25


def test_a_variance_that_collapses_stops_at_the_floor() -> None:
    x = normal(5, 3)
    updates = GaussianNoise(1.0).updated(x, x)
    assert updates["variance"] == pytest.approx(1e-4)
    assert GaussianNoise(1.0, floor=0).updated(x, x)["variance"] == 0
    assert GaussianNoise(1.0).bound(x, x, updates).isfinite().all()
    fallen = GradientGaussianNoise(2e-4)
    fallen.log_sigma.data -= 3
    assert float(fallen.variance.detach()) == pytest.approx(1e-4)
    assert fallen.log_likelihood(x, x).isfinite().all()


def test_by_gradient_it_ends_where_the_closed_form_is() -> None:
    x, decoded = 0.3 * normal(200, 6), normal(200, 6, seed=1) * 0.1
    noise = GradientGaussianNoise(1.0)
    optimiser = torch.optim.Adam(noise.parameters(), lr=0.01)
    for _ in range(400):
        optimiser.zero_grad()
        (-noise.log_likelihood(x, decoded).mean()).backward()
        optimiser.step()
    closed = float(GaussianNoise().updated(x, decoded)["variance"])
    assert float(noise.variance.detach()) == pytest.approx(closed, rel=0.01)


def test_both_start_where_they_are_told() -> None:
    assert float(GradientGaussianNoise(0.04).variance.detach()) == pytest.approx(0.04)
    x, decoded = normal(4, 3), normal(4, 3, seed=1)
    torch.testing.assert_close(
        GradientGaussianNoise(0.04).log_likelihood(x, decoded),
        GaussianNoise(0.04).log_likelihood(x, decoded),
    )


def test_by_gradient_nothing_starts_below_the_floor() -> None:
    with pytest.raises(InputError, match="more than the floor"):
        GradientGaussianNoise(0.1, floor=0.1)  # from where no gradient leads away
    with pytest.raises(InputError, match="more than the floor"):
        GradientGaussianNoise(1e-5)
    assert float(GradientGaussianNoise(1e-5, floor=0).variance.detach()) == pytest.approx(1e-5)


def test_updates_of_something_else_are_refused() -> None:
    x = normal(5, 3)
    with pytest.raises(InputError, match="updates="):
        GaussianNoise().bound(x, x, {})


@pytest.mark.parametrize("variance", [0, -1.0, math.nan, math.inf, "1"])
def test_variances_are_positive(variance: float) -> None:
    for kind in (GaussianNoise, GradientGaussianNoise):
        with pytest.raises(InputError, match="variance="):
            kind(variance)
