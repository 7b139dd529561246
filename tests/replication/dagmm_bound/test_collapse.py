"""A latent that shrinks."""

from collections.abc import Callable

import numpy as np
import pytest

from replication.dagmm_bound.collapse import _latent, _of, _summed_variances
from replication.kit import Result


def test_the_latent_has_exact_moments() -> None:
    z, mixture = _of(_latent(), 0.25)
    assert float(z.mean()) == pytest.approx(0, abs=1e-12)
    assert mixture.covariance.item() == pytest.approx(0.25)
    assert float(_summed_variances(mixture)) == pytest.approx(0.25)


def test_the_energy_is_that_of_a_gaussian_and_the_penalty_has_a_least_point(
    of_part: Callable[[str], Result],
) -> None:
    arrays = of_part("collapse").arrays
    v = arrays["variance"]
    gaussian = 0.5 * np.log(2 * np.pi * np.e * v)
    np.testing.assert_allclose(arrays["energy"], gaussian, atol=1e-9)
    np.testing.assert_allclose(arrays["penalised"], gaussian + 0.05 / v, rtol=1e-9)
    assert v[arrays["penalised"].argmin()] == pytest.approx(0.1)


def test_a_factor_of_ten_is_worth_its_logarithm(of_part: Callable[[str], Result]) -> None:
    arms = of_part("collapse").record.arms
    assert arms["unpenalised"].metrics["fall"] == pytest.approx([np.log(10)])
    fall = np.log(1e6) / 2
    assert arms["penalty_printed"].metrics["rise"] == pytest.approx([0.05 * (1e-6 - 1) - fall])
    assert arms["penalty"].metrics["rise"] == pytest.approx([0.05 * (1e6 - 1) - fall])
