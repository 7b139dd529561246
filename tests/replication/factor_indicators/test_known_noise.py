"""Networks on rows whose noise is known."""

from collections.abc import Callable

import numpy as np
import pytest

from rdo.noise import GaussianNoise
from replication.factor_indicators.config import LEVEL_OF, MULTIPLES
from replication.factor_indicators.known_noise import TRUTHS, _off, _stages, _tables, residuals
from replication.kit import Result


@pytest.mark.parametrize("truth", TRUTHS)
def test_noise_has_its_mean_square_and_its_kind(truth: str) -> None:
    noise = residuals(truth, 40_000, np.random.default_rng(0))
    assert (noise**2).mean() == pytest.approx(TRUTHS[truth], rel=0.01)
    by_column = (noise**2).mean(0)
    ratio = by_column.max() / by_column.min()
    assert ratio == pytest.approx(16, rel=0.1) if truth == "network" else ratio < 1.2
    kurtosis = (noise[:, 0] ** 4).mean() / (noise[:, 0] ** 2).mean() ** 2
    # Of a mixture, 3 (w . v^2) / (w . v)^2.
    expected = 3 * (0.6 * 0.08**2 + 0.4 * 0.32**2) / 0.176**2 if truth == "mixture" else 3
    assert kurtosis == pytest.approx(expected, rel=0.06)


def test_rows_are_the_same_in_any_company_and_differ_by_kind() -> None:
    alone, together = _tables("low", 50, [3]), _tables("low", 50, [2, 3])
    np.testing.assert_array_equal(alone[0], together[1])
    assert np.abs(_tables("mid", 50, [3]) - alone).max() > 0.1


def test_every_kind_of_noise_has_its_grid_of_fixed_variances() -> None:
    cells = {cell.arm: cell for stage in _stages().values() for cell in stage}
    for truth, square in TRUTHS.items():
        for k, factor in enumerate(MULTIPLES):
            noise = cells[f"fixed_{truth}_{k}"].noise
            assert isinstance(noise, GaussianNoise)
            assert float(noise.variance) == pytest.approx(factor * square)
            assert not bool(noise.learned)
    assert {arm: cells[arm].truth for arm in LEVEL_OF} == LEVEL_OF


def test_the_largest_relative_error_counts() -> None:
    assert _off(np.array([[1.0, 2.2], [0.7, 2.0]]), np.array([1.0, 2.0])) == pytest.approx(
        [0.1, 0.3]
    )


def test_arms_hold_errors_and_the_least_gain(of_part: Callable[[str], Result]) -> None:
    result = of_part("known_noise")
    arms, arrays = result.record.arms, result.arrays
    assert set(arms) == set(LEVEL_OF)
    for arm, level in LEVEL_OF.items():
        gained = arrays[f"learned_{arm}"][:, None] - arrays[f"fixed_{level}"]
        assert arms[arm].by_seed("over_fixed") == pytest.approx(gained.min(1))
    assert arrays["variance_network"].shape == (5, 4)
    assert (np.diff(arrays["variance_mixture"], axis=1) > 0).all()
    low = np.abs(arrays["variance_gaussian_low"][:, 0] / TRUTHS["low"] - 1)
    assert arms["gaussian_low"].by_seed("variance_error") == pytest.approx(low)
    assert "weight_error" in arms["mixture"].metrics
