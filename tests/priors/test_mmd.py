"""The maximum mean discrepancy against its definition and a closed form."""

import math

import pytest
import torch
from torch.func import vmap

from rdo.errors import InputError
from rdo.priors import median_bandwidth, mmd


def sample(n: int, shift: float = 0.0, scale: float = 1.0, seed: int = 0) -> torch.Tensor:
    g = torch.Generator().manual_seed(seed)
    return shift + scale * torch.randn(n, 3, generator=g, dtype=torch.float64)


def test_the_estimate_is_its_double_sum() -> None:
    x, y = sample(5, seed=1), sample(5, shift=0.5, seed=2)

    def k(a: torch.Tensor, b: torch.Tensor) -> float:
        return math.exp(-((a - b) ** 2).sum().item() / (2 * 1.7))

    within = sum(k(x[i], x[j]) + k(y[i], y[j]) for i in range(5) for j in range(5) if i != j)
    across = sum(k(a, b) for a in x for b in y)
    assert mmd(x, y, 1.7).item() == pytest.approx(within / 20 - 2 * across / 25)


def kernel_mean(variance: float, distance2: float, bandwidth2: float) -> float:
    """E k(a, b) for a - b normal in three dimensions with this variance and squared mean."""
    total = bandwidth2 + variance
    return float((bandwidth2 / total) ** 1.5 * math.exp(-distance2 / (2 * total)))


@pytest.mark.parametrize(("shift", "scale"), [(0.0, 1.0), (0.5, 1.0), (0.0, 1.5)])
def test_its_mean_over_small_samples_is_the_discrepancy_of_two_gaussians(
    shift: float, scale: float
) -> None:
    h2, n, repeats = 2.0, 8, 4_000
    x = sample(n * repeats, seed=1).view(repeats, n, 3)
    y = sample(n * repeats, shift, scale, seed=2).view(repeats, n, 3)
    found = vmap(lambda a, b: mmd(a, b, h2))(x, y)
    expected = (
        kernel_mean(2.0, 0, h2)
        + kernel_mean(2 * scale**2, 0, h2)
        - 2 * kernel_mean(1 + scale**2, 3 * shift**2, h2)
    )
    error = found.std().item() / math.sqrt(repeats)
    assert found.mean().item() == pytest.approx(expected, abs=4 * error)
    assert error < 0.003


def test_the_bandwidth_is_the_median_squared_distance() -> None:
    x, y = sample(4, seed=1), sample(4, seed=2)
    pooled = torch.cat([x, y])
    distances = sorted(
        ((pooled[i] - pooled[j]) ** 2).sum().item() for i in range(8) for j in range(i)
    )
    assert median_bandwidth(x, y).item() == pytest.approx(distances[len(distances) // 2])
    torch.testing.assert_close(mmd(x, y), mmd(x, y, distances[len(distances) // 2]))


def test_the_bandwidth_passes_no_gradient_and_a_point_has_one() -> None:
    x, y = sample(6, seed=1).requires_grad_(), sample(6, seed=2)
    fixed = median_bandwidth(x, y).item()
    torch.testing.assert_close(
        torch.autograd.grad(mmd(x, y), x), torch.autograd.grad(mmd(x, y, fixed), x)
    )
    point = torch.zeros(6, 3, requires_grad=True)
    (gradient,) = torch.autograd.grad(mmd(point, torch.zeros(6, 3)), point)
    assert gradient.isfinite().all()


@pytest.mark.parametrize("n", [(5, 6), (1, 1)])
def test_samples_that_cannot_be_compared_are_refused(n: tuple[int, int]) -> None:
    with pytest.raises(InputError, match="two of one shape"):
        mmd(sample(n[0]), sample(n[1]))


@pytest.mark.parametrize("bandwidth2", [0, -1.0, 1e-60, math.nan, math.inf, "1", [1.0]])
def test_a_bandwidth_is_positive(bandwidth2: object) -> None:
    x, y = sample(5, seed=1), sample(5, seed=2)
    with pytest.raises(InputError, match="bandwidth2="):
        mmd(x, y, bandwidth2)  # type: ignore[arg-type]


def test_a_bandwidth_in_a_tensor_is_positive_or_gives_none() -> None:
    x, y = sample(5, seed=1), sample(5, seed=2)
    torch.testing.assert_close(mmd(x, y, torch.tensor(2.0)), mmd(x, y, 2.0))
    assert mmd(x, y, torch.tensor(-2.0)).isnan()


@pytest.mark.parametrize("shift", [1e3, 1e6, 1e9])
def test_the_discrepancy_does_not_depend_on_where_zero_is(shift: float) -> None:
    x, y = sample(50, seed=1), sample(50, shift=0.5, seed=2)
    torch.testing.assert_close(mmd(x + shift, y + shift), mmd(x, y), atol=1e-6, rtol=0)


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e6])
def test_the_median_has_the_unit_of_the_samples(scale: float) -> None:
    x, y = torch.randn(2, 50, 3, generator=torch.Generator().manual_seed(0))
    expected = mmd(x, y + 1)
    torch.testing.assert_close(mmd(scale * x, scale * (y + 1)), expected, rtol=1e-3, atol=1e-4)
