"""One variance, and a variance for every pixel."""

from collections.abc import Callable

import numpy as np
import pytest
import torch

from replication.factor_indicators.noise import _draw
from replication.kit import Result


def test_a_pixel_met_exactly_gains_half_a_logarithm_for_each_factor(
    of_part: Callable[[str], Result],
) -> None:
    result = of_part("zero_pixel")
    assert result.record.arms["network"].metrics["rise"] == pytest.approx([np.log(10) / 2])
    arrays = result.arrays
    np.testing.assert_allclose(arrays["variance"], 10.0 ** -np.arange(13), rtol=1e-9)
    np.testing.assert_allclose(np.diff(arrays["floored"])[:4], np.log(10) / 2)
    np.testing.assert_allclose(np.diff(arrays["floored"])[4:], 0, atol=1e-6)


def test_rows_differ_from_what_is_decoded_by_noise_of_one_variance() -> None:
    x, z, mean, network = _draw(np.random.default_rng(0))
    assert torch.equal(network(z)[:, : x.shape[1]], mean)
    by_column = (x - mean).square().mean(0)
    assert by_column.max() < 4 * by_column.min()
    assert 0.005 < (x - mean).var() < 1.5
