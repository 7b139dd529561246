"""EM's equations on mixture noise."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from replication.factor_indicators.mixture import _draw, _missing, _responsibilities, _samples


def test_residuals_have_the_variances_of_their_components() -> None:
    residual, weights, variances = _draw(np.random.default_rng(0))
    assert residual.shape == (6, 4)
    assert weights.sum() == pytest.approx(1)
    assert len(variances) == len(weights)
    assert np.abs(residual).max() < 6 * np.sqrt(variances.max())


def test_what_the_best_level_misses_is_an_integral() -> None:
    def log_mixture(t: float) -> float:
        return float(np.log(0.7 * norm.pdf(t, 0, 0.1) + 0.3 * norm.pdf(t, 0, 0.5)))

    def density(t: float) -> float:
        return float(np.exp(log_mixture(t)))

    mixture = 2 * quad(lambda t: density(t) * log_mixture(t), 0, 4)[0]
    second_moment = 0.7 * 0.01 + 0.3 * 0.25
    levels = [-(second_moment / v + np.log(2 * np.pi * v)) / 2 for v in (0.01, 0.25)]
    assert _missing(np.random.default_rng(0)) == pytest.approx(mixture - max(levels), abs=0.02)


def test_samples_normalised_over_samples_are_no_posterior() -> None:
    measures = _responsibilities(np.random.default_rng(0))
    assert measures["responsibility"]["error"] < 1e-12
    assert measures["responsibility_printed"]["error"] > 0.1


def test_a_covariance_is_no_root_of_itself() -> None:
    measures = _samples(np.random.default_rng(0))
    assert measures["sample"]["variance_error"] < 1e-12
    assert measures["sample_printed"]["variance_error"] > 0.1
