"""Halving and doubling against PyTorch's own layers, values and gradients."""

import pytest
import torch
from torch import Tensor, nn

from rdo.nn.resampling import Bilinear, MaxPool

PAIRS = [
    (Bilinear(), nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)),
    (MaxPool(), nn.MaxPool2d(2)),
]


def of_both(ours: nn.Module, theirs: nn.Module, x: Tensor) -> tuple[tuple[Tensor, Tensor], ...]:
    """What each gives, and the gradient of a weighted sum of it."""
    found = []
    for layer in (ours, theirs):
        leaf = x.clone().requires_grad_(True)
        y = layer(leaf)
        weights = torch.linspace(-1, 2, y.numel(), dtype=x.dtype).reshape(y.shape)
        found.append((y.detach(), torch.autograd.grad((weights * y).sum(), leaf)[0]))
    return tuple(found)


@pytest.mark.parametrize(("ours", "theirs"), PAIRS)
@pytest.mark.parametrize("shape", [(2, 3, 4, 4), (1, 1, 2, 2), (2, 5, 12, 6)])
@pytest.mark.parametrize("layout", [torch.contiguous_format, torch.channels_last])
def test_they_are_pytorchs_layers(
    ours: nn.Module, theirs: nn.Module, shape: tuple[int, ...], layout: torch.memory_format
) -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(shape, generator=generator, dtype=torch.float64).to(memory_format=layout)
    torch.testing.assert_close(*of_both(ours, theirs, x))


def test_of_equal_pixels_the_first_gets_the_gradient() -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randint(0, 2, (8, 4, 8, 8), generator=generator).double()
    ours, theirs = of_both(*PAIRS[1], x)
    assert torch.equal(ours[1], theirs[1])


def test_one_pixel_becomes_four() -> None:
    x = torch.full((1, 1, 1, 1), 3.0)
    torch.testing.assert_close(Bilinear()(x), x.expand(1, 1, 2, 2))


def test_what_is_no_number_stays_none() -> None:
    x = torch.zeros(1, 1, 4, 4)
    x[0, 0, 0, 1] = x[0, 0, 2, 2] = torch.nan
    ours, theirs = PAIRS[1]
    torch.testing.assert_close(ours(x), theirs(x), equal_nan=True)
