"""Appendix C's quadratic form against derivatives, numpy's moments and 1 - SSIM itself."""

import numpy as np
import numpy.typing as npt
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from rdo.distortions import one_minus_ssim
from rdo.errors import InputError
from rdo.theory import CUBIC_CONSTANT, SSIMForm, mean_matrix, variance_matrix

RNG = np.random.default_rng(0)
WINDOW = RNG.uniform(0.2, 0.9, 16)


def one_minus(
    x: npt.NDArray[np.floating], y: npt.NDArray[np.floating], c1: float = 0.0, c2: float = 0.0
) -> float:
    width = round(len(x) ** 0.5)
    a, b = (torch.from_numpy(pixels.reshape(1, width, width)) for pixels in (x, y))
    return one_minus_ssim(a, b, width, k1=c1**0.5, k2=c2**0.5).item()


def test_m_and_v_give_numpys_moments_with_n_the_number_of_pixels() -> None:
    dx = RNG.normal(0.3, 1, 16)
    assert dx @ mean_matrix(16) @ dx == pytest.approx(dx.mean() ** 2)
    assert dx @ variance_matrix(16) @ dx == pytest.approx(dx.var())


@pytest.mark.parametrize(("c1", "c2"), [(0.0, 0.0), (1e-4, 9e-4), (0.5, 2.0)])
def test_a_is_half_the_hessian_and_its_eigenvalues_are_the_two(c1: float, c2: float) -> None:
    x = torch.from_numpy(WINDOW.reshape(1, 4, 4))
    hessian = torch.autograd.functional.hessian(
        lambda y: one_minus_ssim(x, y, 4, k1=c1**0.5, k2=c2**0.5), x
    )
    form = SSIMForm(WINDOW, c1, c2)
    np.testing.assert_allclose(form.matrix(), hessian.reshape(16, 16) / 2, rtol=1e-9, atol=1e-12)
    on_constants, on_patterns = form.eigenvalues()
    expected = np.sort([on_constants, *[on_patterns] * 15])
    np.testing.assert_allclose(np.linalg.eigvalsh(form.matrix()), expected, rtol=1e-9)


@pytest.mark.parametrize(("c1", "c2"), [(0.0, 0.0), (0.01, 0.02)])
def test_the_remainder_begins_with_the_third_order(c1: float, c2: float) -> None:
    form = SSIMForm(WINDOW, c1, c2)
    dx = 1e-3 * (0.7 + RNG.normal(size=16) + 3 * WINDOW)
    remainder = one_minus(WINDOW, WINDOW + dx, c1, c2) - form(dx)
    assert remainder == pytest.approx(form.third_order(dx), rel=0.02)
    assert form(dx) == pytest.approx(dx @ form.matrix() @ dx)


@given(
    st.integers(0, 10_000),
    st.floats(-4, 1),
    st.floats(-3, 3),
    st.floats(-3, 3),
    st.sampled_from([(0.0, 0.0), (0.01, 0.03), (0.0, 2.0)]),
)
def test_the_remainder_stays_within_its_bound_whatever_the_size(
    seed: int, size: float, brightness: float, pattern: float, constants: tuple[float, float]
) -> None:
    rng = np.random.default_rng(seed)
    x = rng.uniform(0.1, 1, 9) * 10 ** rng.uniform(-2, 1) + rng.uniform(0, 1)
    dx = 10**size * (brightness + pattern * (x - x.mean()) + rng.normal(size=9) * x.std())
    form = SSIMForm(x, *constants)
    remainder = one_minus(x, x + dx, *constants) - form(dx)
    assert abs(remainder) <= form.remainder_bound(dx) * (1 + 1e-6) + 1e-12


def test_the_bound_is_reached() -> None:
    brighter = np.full(16, (np.sqrt(2) - 2) * WINDOW.mean())
    pattern = (np.sqrt(2) - 2) * (WINDOW - WINDOW.mean())
    form = SSIMForm(WINDOW)
    for dx in (brighter, pattern):
        remainder = one_minus(WINDOW, WINDOW + dx) - form(dx)
        assert remainder == pytest.approx(form.remainder_bound(dx), rel=1e-9)
    assert pytest.approx(0.6035534) == CUBIC_CONSTANT


def test_many_windows_are_as_one_each() -> None:
    windows, dx = RNG.uniform(0.1, 1, (2, 3, 16)), RNG.normal(size=(2, 3, 16))
    form, one = SSIMForm(windows), SSIMForm(windows[1, 2])
    for many, single in (
        (form(dx), one(dx[1, 2])),
        (form.third_order(dx), one.third_order(dx[1, 2])),
        (form.matrix(), one.matrix()),
    ):
        np.testing.assert_allclose(many[1, 2], single)


FLAT, CENTRED = np.full(16, 0.1), np.tile([0.3, -0.3], 8)


@pytest.mark.parametrize(
    ("window", "constants", "message"),
    [
        (FLAT, (0.0, 0.0), "window has variance 0, .* c2=0"),
        (CENTRED, (0.0, 0.0), "window has mean 0, .* c1=0"),
        (np.stack([WINDOW, FLAT]), (0.0, 0.0), r"window \(1,\) of 2 has variance 0"),
        (np.full(16, np.nan), (0.0, 0.0), "window holds nan"),
        (np.ones((3, 1)), (0.0, 0.0), r"shape \(3, 1\)"),
        (WINDOW, (-1.0, 0.0), "c1=-1.0"),
        (WINDOW, (0.0, np.inf), "c2=inf"),
    ],
)
def test_what_has_no_form_is_refused(
    window: npt.NDArray[np.float64], constants: tuple[float, float], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        SSIMForm(window, *constants)


def test_the_constants_give_every_window_a_form() -> None:
    assert np.isfinite(SSIMForm(np.zeros(16), 1e-4, 9e-4).matrix()).all()
    assert (np.linalg.eigvalsh(SSIMForm(FLAT, 0.0, 9e-4).matrix()) > 0).all()


def test_a_window_without_pixels_has_no_matrix() -> None:
    with pytest.raises(InputError, match="n_pixels=0"):
        mean_matrix(0)


@pytest.mark.parametrize(("kind", "scale"), [(np.float16, 1.0), (np.float32, 1e-23)])
def test_a_window_of_a_small_type_keeps_its_variance(kind: type, scale: float) -> None:
    window: npt.NDArray[np.floating] = (np.linspace(200, 900, 49) * scale).astype(kind)
    dx = np.arange(49.0) * scale
    exact = SSIMForm(window.astype(np.float64))(dx)
    np.testing.assert_allclose(SSIMForm(window)(dx), exact, rtol=1e-12)
    assert exact > 0
