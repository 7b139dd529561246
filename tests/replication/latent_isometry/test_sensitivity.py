"""What a small change costs."""

import numpy as np
import pytest
import torch

from rdo.distortions import one_minus_ssim
from replication.latent_isometry.sensitivity import costs_of_a_change, image_share
from tests.draws import uniform


def test_an_image_costs_the_same_wherever_it_stands() -> None:
    x = uniform(1, 1, 14, 14, dtype=torch.float64).repeat(3, 1, 1, 1)
    costs = costs_of_a_change(x)
    assert costs.shape == (3,)
    assert costs.tolist() == pytest.approx([costs[0].item()] * 3)


def test_it_is_the_trace_of_the_quadratic_form_over_the_pixels() -> None:
    """Of a window as large as the image, by the second derivative of 1 - SSIM."""
    x = uniform(1, 1, 11, 11, seed=1, dtype=torch.float64)

    def cost(change: torch.Tensor) -> torch.Tensor:
        return one_minus_ssim(x, x + change.reshape(x.shape))[0]

    hessian = torch.autograd.functional.hessian(cost, torch.zeros(121, dtype=torch.float64))
    trace = hessian.trace().item() / 2 / 121
    draws = torch.cat([costs_of_a_change(x, seed) for seed in range(10)])
    assert draws.mean().item() == pytest.approx(trace, rel=0.05)


def test_a_flat_image_costs_more() -> None:
    x = 0.5 + uniform(1, 1, 14, 14, seed=2, dtype=torch.float64)
    flat = 1 + 0.1 * (x - 1)
    costs = costs_of_a_change(torch.cat([x, flat]))
    assert costs[1] > 5 * costs[0]


def test_a_factor_of_each_image_is_shared_and_independent_ones_are_not() -> None:
    rng = np.random.default_rng(0)
    image, component = rng.normal(size=(2, 500, 1)), rng.normal(size=(2, 1, 9))
    assert image_share(np.exp(image + component)) == pytest.approx([1, 1])
    apart = rng.normal(size=(2, 5_000, 9))
    assert image_share(np.exp(apart)) == pytest.approx([1 / 9] * 2, rel=0.05)
    both = np.exp(image + rng.normal(size=(2, 500, 9)))
    assert image_share(both) == pytest.approx([(1 + 1 / 9) / 2] * 2, rel=0.1)
