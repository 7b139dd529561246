"""The best exact encoder against the semicircle law, Eq. 10 and a general minimiser."""

import math

import numpy as np
import numpy.typing as npt
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from rdo.diagnostics import divergence_from_gaussian
from rdo.errors import InputError
from rdo.theory import exact_encoder

COST = 3.0
MIDDLE = (np.arange(4096) + 0.5) / 4096
UNIFORM = 2 * MIDDLE - 1


def objective(x: npt.NDArray[np.float64], z: npt.NDArray[np.float64]) -> float:
    return float(0.5 * math.log(z.var()) + COST * np.mean((np.diff(x) / np.diff(z)) ** 2))


def test_a_gaussian_stays_straight() -> None:
    x = norm.ppf(MIDDLE)
    slope = np.diff(exact_encoder(x, COST)) / np.diff(x)
    inner = slope[8:-8]  # the outermost steps between quantiles are coarse
    assert inner == pytest.approx(math.sqrt(2 * COST), rel=3e-3)  # Eq. 10


def test_a_uniform_becomes_wigners_semicircle() -> None:
    z = exact_encoder(UNIFORM, COST)
    radius = math.sqrt(24 * COST) / math.pi
    t = np.clip(z / radius, -1, 1)
    semicircle = 0.5 + (t * np.sqrt(1 - t**2) + np.arcsin(t)) / math.pi
    assert semicircle == pytest.approx(MIDDLE, abs=2e-3)
    assert divergence_from_gaussian(z) == pytest.approx(1 - math.log(2 * math.pi) / 2, abs=1e-3)
    gain = objective(UNIFORM, math.sqrt(2 * COST) * UNIFORM) - objective(UNIFORM, z)
    assert gain == pytest.approx(math.log(math.pi / 3), abs=5e-4)


def test_no_minimiser_does_better() -> None:
    x = np.sort(np.random.default_rng(0).normal(size=12) ** 3)
    z = exact_encoder(x, COST)

    def of_logs(log_dz: npt.NDArray[np.float64]) -> float:
        return objective(x, np.concatenate([[0.0], np.cumsum(np.exp(log_dz))]))

    found = minimize(of_logs, np.log(np.diff(x)), options={"gtol": 1e-7})
    assert np.exp(found.x) == pytest.approx(np.diff(z), rel=1e-3)


def test_what_cannot_be_used_is_refused() -> None:
    with pytest.raises(InputError, match="three increasing numbers"):
        exact_encoder(np.array([0.0, 1.0, 1.0]), COST)
    with pytest.raises(InputError, match="cost=0"):
        exact_encoder(UNIFORM, 0)
