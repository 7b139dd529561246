"""Curved networks under a prior that cannot fit."""

import numpy as np
import pytest
from scipy.stats import norm

from replication.analytic_h import EXPERIMENT
from replication.analytic_h.curved import _bimodal_quantile, _shapes
from replication.kit import Result
from replication.kit.grid import quantiles


def test_straight_and_exact_encoders_of_uniform_data_are_known(uniform: Result) -> None:
    straight, exact = (uniform.record.arms[name].metrics for name in ("straight", "exact"))
    assert straight["misfit"] == pytest.approx([np.log(2 * np.pi * np.e / 12) / 2] * 2, abs=1e-3)
    assert straight["slope_variation"] == pytest.approx([0, 0], abs=1e-9)
    assert straight["energy_error"] == pytest.approx([np.sqrt(1 / 5)] * 2, abs=1e-3)
    # Of the semicircle law: log(1 - t^2) has the variance pi^2 / 3 - 3, z^2 / 2v that of 1/4.
    assert exact["misfit"] == pytest.approx([1 - np.log(2 * np.pi) / 2] * 2, abs=1e-3)
    assert exact["slope_variation"] == pytest.approx([np.sqrt(np.pi**2 / 3 - 3) / 2] * 2, abs=5e-3)
    assert exact["energy_error"] == pytest.approx([0.5] * 2, abs=2e-3)


def test_an_encoder_that_gives_gaussian_latents_has_energies_but_no_constant_slope() -> None:
    x = quantiles(lambda p: p)
    z = quantiles(norm.ppf)
    shapes = _shapes(x, np.stack([z, 3 * z + 1]))
    assert shapes["misfit"] == pytest.approx(0, abs=3e-3)
    assert shapes["energy_error"] == pytest.approx(np.sqrt(1 / 2), abs=3e-3)  # of z^2 / 2
    assert (shapes["slope_variation"] > 0.5).all()


def test_gains_are_how_much_lower_the_one_is_than_the_other(uniform: Result) -> None:
    d, log = (uniform.record.arms[name] for name in ("h_d", "h_log"))
    for name in ("misfit", "slope_variation", "energy_error", "lost"):
        gain = log.by_seed(name) - d.by_seed(name)
        assert d.by_seed(f"{name}_gain") == pytest.approx(gain)
        assert log.by_seed(f"{name}_gain") == pytest.approx(-gain)
    for name in ("misfit", "slope_variation", "energy_error"):
        assert uniform.arrays[f"h_d_{name}"].shape == (2, 4)


def test_bimodal_data_has_two_bumps_and_a_straight_encoder_fits_less_than_the_exact() -> None:
    options = {"steps": 2, "warm_up_steps": 2, "lambda1_d": [100.0], "lambda1_log": [100.0]}
    config, run = EXPERIMENT.plan("bimodal", seeds=1, options=options)
    outcome = EXPERIMENT.run(config, run)
    x = outcome.arrays["x"]
    density = 1 / np.gradient(x)
    middle = len(x) // 2
    assert density[:middle].max() > 3 * density[middle]
    assert x.std() == pytest.approx(1, abs=0.01)
    assert _bimodal_quantile(np.array([0.5])) == pytest.approx(0, abs=1e-4)
    straight, exact = (outcome.arms[name].by_seed("misfit")[0] for name in ("straight", "exact"))
    assert 0 < exact < straight


def test_the_judged_lambda1_is_always_trained() -> None:
    options = {"steps": 2, "warm_up_steps": 2, "lambda1_d": [4.0], "judged_lambda1": 50.0}
    config, run = EXPERIMENT.plan("uniform", seeds=1, options=options)
    outcome = EXPERIMENT.run(config, run)
    assert outcome.arrays["h_d_lambda1"].tolist() == [4, 50]
    assert outcome.arrays["h_log_lambda1"].tolist() == [1, 10, 50, 100, 1000]
    shown = outcome.arrays["h_d_misfit"][:, 1]
    assert outcome.arms["h_d"].by_seed("misfit") == pytest.approx(shown)
