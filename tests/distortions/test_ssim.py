"""1 - SSIM against scikit-image, loops over windows, and automatic derivatives."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from skimage.metrics import structural_similarity

from rdo.distortions import one_minus_ssim
from rdo.errors import InputError
from tests.draws import normal, uniform

RNG = np.random.default_rng(0)
X = RNG.uniform(0, 255, (2, 3, 16, 13))
Y = np.clip(X + RNG.normal(0, 30, X.shape), 0, 255)


@pytest.mark.parametrize("width", [3, 7, 11])
@pytest.mark.parametrize(("k1", "k2"), [(0.01, 0.03), (0.2, 0.1), (0.0, 0.0)])
def test_it_is_scikit_images(width: int, k1: float, k2: float) -> None:
    ours = one_minus_ssim(
        torch.from_numpy(X), torch.from_numpy(Y), width, k1=k1, k2=k2, data_range=255.0
    )
    theirs = [
        1
        - structural_similarity(
            x,
            y,
            win_size=width,
            use_sample_covariance=False,
            K1=k1,
            K2=k2,
            data_range=255,
            channel_axis=0,
        )
        for x, y in zip(X, Y, strict=True)
    ]
    np.testing.assert_allclose(ours.numpy(), theirs, rtol=1e-9)


def test_it_is_equation_61_averaged_over_windows_of_even_width_too() -> None:
    x, y, n = X[0, 0] / 255, Y[0, 0] / 255, 4
    values = []
    for i in range(x.shape[0] - n + 1):
        for j in range(x.shape[1] - n + 1):
            a, b = x[i : i + n, j : j + n].ravel(), y[i : i + n, j : j + n].ravel()
            c = np.cov(a, b, bias=True)
            mean = 2 * a.mean() * b.mean() / (a.mean() ** 2 + b.mean() ** 2)
            values.append(mean * 2 * c[0, 1] / (c[0, 0] + c[1, 1]))
    ours = one_minus_ssim(torch.from_numpy(x)[None], torch.from_numpy(y)[None], n, k1=0, k2=0)
    assert ours.item() == pytest.approx(1 - np.mean(values), rel=1e-12)


@given(st.integers(0, 10_000), st.floats(-2, 2), st.floats(1e-3, 3))
def test_it_is_symmetric_within_0_and_2_and_blind_to_the_unit(
    seed: int, contrast: float, unit: float
) -> None:
    rng = np.random.default_rng(seed)
    x = torch.from_numpy(rng.uniform(0, 1, (1, 6, 6)))
    y = contrast * x + torch.from_numpy(rng.uniform(0, 1, (1, 6, 6)))
    d = one_minus_ssim(x, y, 4)
    assert 0 <= d <= 2
    assert one_minus_ssim(x, x, 4) == 0
    torch.testing.assert_close(one_minus_ssim(y, x, 4), d)
    torch.testing.assert_close(one_minus_ssim(unit * x, unit * y, 4, data_range=unit), d)


def test_without_constants_a_picture_and_its_negative_are_the_same() -> None:
    """Both factors of Eq. 61 change their sign, and their product does not."""
    x = torch.from_numpy(X)
    other = torch.from_numpy(Y)
    exact = {"k1": 0.0, "k2": 0.0}
    assert one_minus_ssim(x, -x, 8, **exact).abs().max() < 1e-12
    torch.testing.assert_close(
        one_minus_ssim(x, -other, 8, **exact), one_minus_ssim(x, other, 8, **exact)
    )


def test_its_gradient_is_the_derivative_and_training_code_may_map_it() -> None:
    x, y = (torch.from_numpy(a[0] / 255).requires_grad_() for a in (X, Y))
    assert torch.autograd.gradcheck(lambda a, b: one_minus_ssim(a, b, 5), (x, y))
    mapped = torch.vmap(torch.func.grad(lambda a, b: one_minus_ssim(a, b, 5)))
    both = mapped(torch.from_numpy(X / 255), torch.from_numpy(Y / 255))
    (alone,) = torch.autograd.grad(one_minus_ssim(x, y, 5), x)
    torch.testing.assert_close(both[0], alone)


def test_small_differences_survive_single_precision() -> None:
    x = 0.9 + 0.01 * uniform(1, 16, 16, dtype=torch.float64)
    y = x + 1e-5 * normal(1, 16, 16, seed=1, dtype=torch.float64)
    single = one_minus_ssim(x.float(), y.float())
    exact = one_minus_ssim(x, y)
    assert exact < 1e-6  # 1 less a single-precision SSIM would be a multiple of 6e-8
    assert single.item() == pytest.approx(exact.item(), rel=0.03)  # the rounding of the pixels


def test_a_blank_window_is_undefined_without_the_constants() -> None:
    x = torch.zeros(1, 8, 8, dtype=torch.float64)
    assert math.isnan(one_minus_ssim(x, x, 4, k1=0, k2=0).item())
    assert one_minus_ssim(x, x, 4).item() == 0


@pytest.mark.parametrize(
    ("shapes", "options", "message"),
    [
        (((1, 8, 8), (2, 8, 8)), {}, r"y of shape \(2, 8, 8\)"),
        (((8, 8), (8, 8)), {}, r"x of shape \(8, 8\)"),
        (((1, 8, 6), (1, 8, 6)), {}, "at least width=7"),
        (((1, 8, 8), (1, 8, 8)), {"width": 1}, "width=1"),
        (((1, 8, 8), (1, 8, 8)), {"k1": -1.0}, "k1=-1.0"),
        (((1, 8, 8), (1, 8, 8)), {"data_range": 0.0}, "data_range=0.0"),
    ],
)
def test_what_has_no_ssim_is_refused(
    shapes: tuple[tuple[int, ...], tuple[int, ...]], options: dict[str, float], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        one_minus_ssim(torch.zeros(shapes[0]), torch.zeros(shapes[1]), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.uint8, torch.int64])
def test_pictures_of_other_types_are_refused(dtype: torch.dtype) -> None:
    x = torch.full((1, 8, 8), 250.0)
    with pytest.raises(InputError, match=rf"x has type {dtype}: give torch.float32 or"):
        one_minus_ssim(x.to(dtype), x.to(dtype), data_range=255.0)


@pytest.mark.parametrize("unit", [1e-30, 1e-20, 255.0, 1e20, 1e30])
def test_no_unit_leaves_the_range_of_single_precision(unit: float) -> None:
    x, y = torch.rand(2, 1, 9, 9, generator=torch.Generator().manual_seed(0))
    found = one_minus_ssim(unit * x, unit * y, data_range=unit)
    torch.testing.assert_close(found, one_minus_ssim(x, y), rtol=1e-4, atol=1e-6)
