"""What follows from an orthonormal Jacobian, against closed forms and brute force."""

import numpy as np
import pytest
import torch
from scipy.stats import multivariate_normal

from rdo.datasets import cap, roll, toy_density
from rdo.datasets.toy import TOY_MEANS, TOY_VARIANCES
from rdo.models import DAGMM, Architecture, RaDOGAGA
from rdo.training import Ensemble
from replication.jacobian_orthonormality.config import PARTS
from replication.jacobian_orthonormality.measures import (
    decomposition_error,
    distance_spread,
    likelihood_error,
    measures,
)
from tests.training.problems import linear


def bent(seed: int = 0) -> Ensemble:
    model = RaDOGAGA(Architecture(3, (8,), 2, 1), lambda1=1, lambda2=6)
    model.reset_parameters(torch.Generator().manual_seed(seed))
    return Ensemble([model]).double()


def straight(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(np.linalg.norm(x - y, axis=1))


def test_distances_are_proportional_under_an_isometry_of_any_scale() -> None:
    basis = torch.linalg.qr(torch.randn(5, 2)).Q
    x = (torch.randn(200, 2) @ basis.T)[None]
    assert distance_spread(linear(3 * basis), x, straight)[0] == pytest.approx(0, abs=1e-5)


def test_a_stretched_direction_spreads_the_distances() -> None:
    """On directions at any angle t the ratio is |(cos t, 2 sin t)|."""
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(1, 40_000, 2, generator=generator)
    found = distance_spread(linear(torch.diag(torch.tensor([1.0, 0.5]))), x, straight)[0]
    t = np.linspace(0, 2 * np.pi, 10_001)[:-1]
    ratio = np.hypot(np.cos(t), 2 * np.sin(t))
    assert found == pytest.approx(ratio.std() / ratio.mean(), rel=0.02)


def test_the_shortest_way_on_the_cylinder_is_that_of_the_sheet() -> None:
    surface = roll(500)
    distance = PARTS["roll"].distance
    assert distance is not None
    np.testing.assert_allclose(
        distance(surface.X[:250], surface.X[250:]),
        straight(surface.source[:250], surface.source[250:]),
        rtol=1e-9,
    )


def test_the_shortest_way_on_the_sphere_is_its_radius_times_the_angle() -> None:
    rows = cap(500).X
    from_centre = (rows - [0, 0, 1.5]) / 1.5
    angle = np.arccos(np.sum(from_centre[:250] * from_centre[250:], axis=1))
    distance = PARTS["cap"].distance
    assert distance is not None
    np.testing.assert_allclose(distance(rows[:250], rows[250:]), 1.5 * angle, rtol=1e-6)


def test_the_toys_density_is_that_of_the_mixture_within_its_subspace() -> None:
    toy = toy_density()
    mixing = toy.mixing / np.ptp(toy.X)
    basis = np.linalg.qr(mixing.T)[0]  # (16, 3), orthonormal
    into = mixing @ basis
    expected = np.mean(
        [
            multivariate_normal(mean @ into, into.T @ np.diag(variance) @ into).pdf(
                toy.source @ into
            )
            for mean, variance in zip(TOY_MEANS, TOY_VARIANCES, strict=True)
        ],
        axis=0,
    )
    density = PARTS["toy"].density
    assert density is not None
    np.testing.assert_allclose(density(), expected, rtol=1e-9)


def test_rows_and_density_of_the_gaussian_belong_together() -> None:
    rows, density = PARTS["linear"].rows(), PARTS["linear"].density
    assert density is not None
    plane = np.linalg.svd(rows, full_matrices=False)[2][:2].T
    fitted = multivariate_normal(cov=np.cov((rows @ plane).T)).pdf(rows @ plane)
    assert np.corrcoef(density(), fitted)[0, 1] > 0.999


def test_straight_lines_take_the_distortion_apart_exactly() -> None:
    x = torch.randn(1, 50, 5, dtype=torch.float64)
    error = decomposition_error(linear(torch.randn(5, 2)).double(), x)
    assert error[0] == pytest.approx(0, abs=1e-9)


def test_the_decomposition_of_a_bent_decoder_against_many_draws() -> None:
    ensemble = bent()
    x = torch.randn(1, 20, 3, dtype=torch.float64)
    model = ensemble.replica(0).double()
    assert isinstance(model, RaDOGAGA)
    with torch.no_grad():
        z = model.encode(x[0])
        x_hat = model.decode(z)
        uniform = torch.rand(50_000, 1, 2, dtype=torch.float64)
        breve = model.decode((z + model.epsilon(uniform)).flatten(0, 1)).unflatten(0, (-1, 20))
        whole = (x[0] - breve).square().sum(-1).mean()
        scaling = (x_hat - breve).square().sum(-1).mean()
        expected = whole / ((x[0] - x_hat).square().sum(-1).mean() + scaling) - 1
    assert abs(expected) > 1e-4
    # Eight draws for each of few rows against very many.
    assert decomposition_error(ensemble, x)[0] == pytest.approx(abs(float(expected)), rel=0.25)


@pytest.mark.parametrize("scale", [1.0, 3.0])
def test_the_likelihood_is_off_by_the_logarithm_of_the_volume(scale: float) -> None:
    generator = torch.Generator().manual_seed(0)
    basis = torch.linalg.qr(torch.randn(5, 2, generator=generator)).Q
    source = torch.randn(20_000, 2, generator=generator)
    density = multivariate_normal(cov=np.eye(2)).pdf(source.numpy())
    x = (source @ basis.T)[None]
    error, spread = likelihood_error(linear(scale * basis), x, density)
    assert error[0] == pytest.approx(2 * np.log(scale), abs=2e-3)
    assert spread[0] == pytest.approx(0, abs=0.03)  # that of a mixture of 10,000 rows


def test_a_prior_that_does_not_fit_spreads_the_likelihood() -> None:
    """The logarithm of a uniform density is constant, that of its Gaussian a parabola."""
    source = torch.rand(20_000, 1, generator=torch.Generator().manual_seed(0))
    _, spread = likelihood_error(linear(torch.ones(1, 1)), source[None], np.ones(20_000))
    u = np.linspace(-0.5, 0.5, 100_001)
    assert spread[0] == pytest.approx(np.std(u**2 / (2 / 12)), rel=0.03)


def test_a_model_of_no_stated_size_has_the_measures_that_need_none() -> None:
    x = torch.randn(1, 20, 3, dtype=torch.float64)
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
