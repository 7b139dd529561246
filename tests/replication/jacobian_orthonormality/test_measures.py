"""What follows from an orthonormal Jacobian, against closed forms and brute force."""

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from rdo.models import DAGMM, Architecture, RaDOGAGA
from rdo.training import Ensemble
from replication.jacobian_orthonormality.data import straight
from replication.jacobian_orthonormality.measures import (
    decomposition_error,
    distance_variation,
    likelihood_error,
    measures,
)
from tests.draws import normal, uniform
from tests.training.problems import linear


def bent(seed: int = 0) -> Ensemble:
    model = RaDOGAGA(Architecture(3, (8,), 2, 1), lambda1=1, lambda2=6)
    model.reset_parameters(torch.Generator().manual_seed(seed))
    return Ensemble([model]).double()


def test_distances_are_proportional_under_an_isometry_of_any_scale() -> None:
    basis = torch.linalg.qr(normal(5, 2)).Q
    x = (normal(200, 2, seed=1) @ basis.T)[None]
    assert distance_variation(linear(3 * basis), x, straight)[0] == pytest.approx(0, abs=1e-5)


def test_a_stretched_direction_spreads_the_distances() -> None:
    """On directions at any angle t the ratio is |(cos t, 2 sin t)|."""
    ensemble = linear(torch.diag(torch.tensor([1.0, 0.5])))
    measured = distance_variation(ensemble, normal(1, 40_000, 2), straight)[0]
    t = np.linspace(0, 2 * np.pi, 10_001)[:-1]
    ratio = np.hypot(np.cos(t), 2 * np.sin(t))
    assert measured == pytest.approx(ratio.std() / ratio.mean(), rel=0.02)


def test_straight_lines_take_the_distortion_apart_exactly() -> None:
    x = normal(1, 50, 5, dtype=torch.float64)
    error = decomposition_error(linear(normal(5, 2, seed=1)).double(), x)
    assert error[0] == pytest.approx(0, abs=1e-9)


def test_the_decomposition_of_a_bent_decoder_against_quadrature_over_the_noise() -> None:
    ensemble = bent()
    x = normal(1, 2_000, 3, dtype=torch.float64)
    model = ensemble.replica(0).double()
    assert isinstance(model, RaDOGAGA)
    nodes, weights = np.polynomial.legendre.leggauss(12)
    draws = torch.from_numpy(np.stack(np.meshgrid(nodes, nodes), -1).reshape(-1, 1, 2) / 2 + 0.5)
    weight = torch.from_numpy(np.outer(weights, weights).ravel() / 4)
    with torch.no_grad():
        z = model.encode(x[0])
        x_hat = model.decode(z)
        x_breve = model.decode((z + model.epsilon(draws)).flatten(0, 1)).unflatten(0, (144, -1))
        whole = weight @ (x[0] - x_breve).square().sum(-1).mean(1)
        scaling = weight @ (x_hat - x_breve).square().sum(-1).mean(1)
        expected = abs(float(whole / ((x[0] - x_hat).square().sum(-1).mean() + scaling) - 1))
    assert expected > 1e-3
    # Eight draws for each of so many rows leave an error of about 1 %.
    assert decomposition_error(ensemble, x)[0] == pytest.approx(expected, rel=0.1)


@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_the_likelihood_is_off_by_the_logarithm_of_the_volume(scale: float) -> None:
    basis = torch.linalg.qr(normal(5, 2)).Q
    source = normal(20_000, 2, seed=1)
    density = multivariate_normal(cov=np.eye(2)).pdf(source.numpy())
    x = (source @ basis.T)[None]
    error, deviation = likelihood_error(linear(scale * basis), x, density)
    # Five parameters of 10,000 rows: the deviation is about the root of chi-squared_5 / 10,000, the
    # error of the order of its square. One draw in 10^9 is beyond these bounds.
    assert error[0] == pytest.approx(2 * np.log(scale), abs=5e-3)
    assert deviation[0] == pytest.approx(0, abs=0.08)


def test_a_prior_that_does_not_fit_spreads_the_likelihood() -> None:
    """The logarithm of a uniform density is constant, that of its Gaussian a parabola."""
    source = uniform(20_000, 1)
    _, deviation = likelihood_error(linear(torch.ones(1, 1)), source[None], np.ones(20_000))
    u = np.linspace(-0.5, 0.5, 100_001)
    assert deviation[0] == pytest.approx(np.std(u**2 / (2 / 12)), rel=0.06)


def test_a_model_of_no_stated_size_has_the_measures_that_need_none() -> None:
    x = normal(1, 20, 3, dtype=torch.float64)
    every = measures(bent(), x, np.ones(20), straight)
    assert every["volume_error"][0] == pytest.approx(abs(np.exp(every["volume"][0]) - 1))
    other = DAGMM(Architecture(3, (8,), 2, 1))
    other.reset_parameters(torch.Generator().manual_seed(0))
    fewer = measures(Ensemble([other]).double(), x, np.ones(20), straight)
    assert set(fewer) == {"off_diagonal", "variation", "volume_spread", "distance_spread", "lost"}
    assert set(every) - set(fewer) == {
        *("diagonal", "median", "imbalance", "volume", "size_error", "volume_error"),
        *("decomposition_error", "likelihood_error", "likelihood_spread"),
    }
