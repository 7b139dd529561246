"""The normaliser and the weights of exp(-E / T), against a Gaussian's closed form."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from rdo.diagnostics import gibbs_weights, log_normaliser
from rdo.errors import InputError

TEMPERATURES = (0.025, 0.1, 1.0)


def middles(low: float, high: float, cells: int) -> tuple[np.ndarray, float]:
    width = (high - low) / cells
    return low + (np.arange(cells) + 0.5) * width, width


@pytest.mark.parametrize("temperature", TEMPERATURES)
@pytest.mark.parametrize("floor", [0.0, -3.0, 1e4])
def test_on_a_line_the_normaliser_is_a_gaussians(temperature: float, floor: float) -> None:
    """Of k x^2 / 2 + floor: sqrt(2 pi T / k) exp(-floor / T), the last far beyond a float."""
    x, width = middles(-10, 10, 4000)
    stiffness = 1.7
    found = log_normaliser(stiffness * x**2 / 2 + floor, width, temperature)
    expected = np.log(2 * np.pi * temperature / stiffness) / 2 - floor / temperature
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-9)


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_in_the_plane_the_normaliser_is_a_gaussians(temperature: float) -> None:
    """Of (x - m) A (x - m) / 2: 2 pi T / sqrt|A|."""
    axis, width = middles(-9, 9, 450)
    matrix = np.array([[2.0, 0.6], [0.6, 0.8]])
    x = np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2) - [0.3, -0.7]
    found = log_normaliser(np.einsum("ni,ij,nj->n", x, matrix, x) / 2, width**2, temperature)
    expected = np.log(2 * np.pi * temperature / np.sqrt(np.linalg.det(matrix)))
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_a_cell_has_the_gaussians_mass(temperature: float) -> None:
    x, width = middles(-10, 10, 4000)
    found = gibbs_weights(x**2 / 2, width, temperature)
    spread = norm(scale=np.sqrt(temperature))
    expected = spread.cdf(x + width / 2) - spread.cdf(x - width / 2)
    assert found == pytest.approx(expected, abs=1e-3 * expected.max())
    assert found[x > 0.5].sum() == pytest.approx(spread.sf(0.5), rel=1e-3)


def test_every_density_of_several_has_its_own_mass_of_one() -> None:
    energy = np.random.default_rng(0).normal(size=(2, 3, 50)) * 100 + 1e4
    weights = gibbs_weights(energy, 0.3, 0.5)
    assert weights.sum(-1) == pytest.approx(np.ones((2, 3)))
    assert weights[1, 2] == pytest.approx(gibbs_weights(energy[1, 2], 0.3, 0.5))
    assert log_normaliser(energy, 0.3, 0.5).shape == (2, 3)


@pytest.mark.parametrize("measure", [log_normaliser, gibbs_weights])
@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"cell": 0.0}, "cell=0"),
        ({"temperature": -1.0}, "temperature=-1"),
        ({"energy": np.array([0.0, np.nan])}, "energy holds NaN or infinite"),
        ({"energy": np.array([0.0, np.inf])}, "energy holds NaN or infinite"),
    ],
)
def test_what_has_no_density_is_refused(
    measure: Callable[..., np.ndarray], changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        measure(**({"energy": np.zeros(2), "cell": 1.0, "temperature": 1.0} | changes))


@pytest.mark.parametrize("shift", [-1e12, 1e3, 1e12])
def test_the_weights_do_not_depend_on_where_the_energy_is_zero(shift: float) -> None:
    energy = np.random.default_rng(0).random(50)
    found = gibbs_weights(energy + shift, 0.1, 1.0)
    np.testing.assert_allclose(found, gibbs_weights(energy, 0.1, 1.0), rtol=1e-3)
