"""A VAE of eight factors on an image of three."""

from collections.abc import Callable

import numpy as np
import pytest

from replication.factor_indicators.three_factors import image
from replication.kit import Result


def test_the_image_is_bent_and_its_inverse_continuous() -> None:
    y = np.random.default_rng(0).normal(size=(50, 3))
    axes, _ = np.linalg.qr(np.random.default_rng(0).normal(size=(12, 9)))
    np.testing.assert_allclose(image(y) @ axes[:, :3], y, atol=1e-12)
    centred = image(y) - image(y).mean(0)
    assert (np.linalg.svd(centred, compute_uv=False)[:9] > 0.1).all()  # no three-dimensional plane


def test_used_factors_are_counted(of_part: Callable[[str], Result]) -> None:
    result = of_part("three_factors")
    arm = result.record.arms["vae"].metrics
    influence = result.arrays["influence"]
    assert influence.shape == (5, 8)
    assert (np.diff(influence, axis=1) <= 0).all()
    assert arm["used"] == pytest.approx((influence > 0.5).sum(1))
    assert arm["used_error"] == pytest.approx(np.abs((influence > 0.5).sum(1) - 3))
