"""Measures on trained models, against closed forms."""

import numpy as np
import pytest
import torch

from rdo.diagnostics import (
    density_correlation,
    divergence_from_gaussian,
    gram_summary,
    kept_by_direction,
    reconstruction_summary,
)
from rdo.models import Autoencoder
from rdo.nn import mlp_pair
from rdo.training import Ensemble
from tests.draws import normal
from tests.training.problems import linear


def test_a_scaled_isometry_is_read_off() -> None:
    basis = torch.linalg.qr(normal(5, 2)).Q
    summary = gram_summary(linear(3 * basis), normal(1, 20, 5, seed=1))
    assert summary.diagonal[0] == pytest.approx(9, rel=1e-5)
    assert summary.median[0] == pytest.approx(9, rel=1e-5)
    assert summary.off_diagonal[0] == pytest.approx(0, abs=1e-5)
    assert summary.variation[0] == pytest.approx(0, abs=1e-5)
    assert summary.volume[0] == pytest.approx(2 * np.log(3), rel=1e-5)
    assert summary.volume_spread[0] == pytest.approx(0, abs=1e-5)


def test_the_volume_is_that_of_the_box_a_small_cube_becomes() -> None:
    matrix = normal(6, 3)
    (spanned,) = gram_summary(linear(matrix), normal(1, 20, 6, seed=1)).volume
    assert spanned == pytest.approx(float(torch.linalg.svdvals(matrix).log().sum()), rel=1e-4)


def test_a_dead_direction_has_next_to_no_volume() -> None:
    matrix = torch.diag(torch.tensor([1.0, 0.0]))
    summary = gram_summary(linear(matrix), normal(1, 20, 2))
    assert summary.volume[0] == pytest.approx(-15 * np.log(10), rel=1e-5)
    assert summary.volume_spread[0] == pytest.approx(0, abs=1e-5)


def test_a_thin_direction_is_not_lost_in_rounding() -> None:
    basis = torch.linalg.qr(normal(5, 3, dtype=torch.float64)).Q
    turn = torch.linalg.qr(normal(3, 3, seed=1, dtype=torch.float64)).Q
    matrix = basis @ torch.diag(torch.tensor([1.0, 1.0, 1e-5]).double()) @ turn
    summary = gram_summary(linear(matrix.float()), normal(1, 20, 5, seed=2))
    assert summary.volume[0] == pytest.approx(np.log(1e-5), rel=1e-2)


def test_oblique_columns_are_read_off() -> None:
    matrix = torch.tensor([[1.0, 0.6], [0.0, 0.8]])
    summary = gram_summary(linear(matrix), normal(1, 20, 2))
    assert summary.diagonal[0] == pytest.approx(1, rel=1e-5)
    assert summary.off_diagonal[0] == pytest.approx(0.6, rel=1e-5)
    assert summary.imbalance[0] == pytest.approx(0.6, rel=1e-5)  # eigenvalues 1.6 and 0.4


def test_density_correlation_forgives_a_factor_and_nothing_else() -> None:
    rng = np.random.default_rng(0)
    density = rng.random(500) + 0.1
    assert density_correlation(density, -np.log(density)) == pytest.approx(1)
    assert density_correlation(density, -np.log(density) - 5000) == pytest.approx(1)
    assert density_correlation(density, -2 * np.log(density)) < 0.999
    expected = np.corrcoef(density, density[::-1])[0, 1]
    assert density_correlation(density, -np.log(density[::-1])) == pytest.approx(expected)
    assert density_correlation(density, np.zeros(500)) == 0


def test_variance_explained_is_pcas_ratio() -> None:
    x = normal(400, 5) * torch.tensor([3.0, 2.0, 1.0, 0.5, 0.2])
    x = x - x.mean(0)
    _, values, vectors = torch.linalg.svd(x, full_matrices=False)
    summary = reconstruction_summary(linear(vectors[:2].T.contiguous()), x[None])
    expected = (values[:2].square().sum() / values.square().sum()).item()
    assert summary.variance_explained[0] == pytest.approx(expected, rel=1e-5)


def test_the_median_error_is_that_of_the_better_half_of_the_rows() -> None:
    """Rows along a kept direction come back exactly, those across it not at all."""
    along = torch.tensor([[3.0, 0.0], [-3.0, 0.0]]).repeat(3, 1)
    across = torch.tensor([[0.0, 2.0], [0.0, -2.0]]).repeat(2, 1)
    x = torch.cat([along, across])
    kept, lost = torch.eye(2)[:, :1], torch.eye(2)[:, 1:]
    for direction, median in ((kept, 0), (lost, 9 / 7)):  # the variance is 6/10 9 + 4/10 4
        summary = reconstruction_summary(linear(direction), x[None])
        assert summary.median_error[0] == pytest.approx(median, abs=1e-6)


def test_what_is_kept_along_a_principal_direction_is_its_share_of_the_reconstruction() -> None:
    deviation = torch.tensor([3.0, 2.0, 1.0, 0.5])
    x = normal(4000, 4) * deviation
    x = x - x.mean(0)
    _, values, vectors = torch.linalg.svd(x, full_matrices=False)
    share = torch.tensor([0.9, 0.5, 0.1, 0.0])
    encoder, decoder = mlp_pair(4, (), 4)
    model = Autoencoder(encoder, decoder, 4)
    encoder.linear[0].weight.data = share[:, None] * vectors
    decoder.linear[0].weight.data = vectors.T.contiguous()
    found = kept_by_direction(Ensemble([model]), x[None])
    np.testing.assert_allclose(found.kept[0], share, atol=1e-5)
    np.testing.assert_allclose(found.variance[0], values.square() / 4000, rtol=1e-4)


def test_nothing_is_said_of_a_direction_without_variance() -> None:
    x = normal(50, 2) * torch.tensor([1.0, 0.0])
    assert np.isnan(kept_by_direction(linear(torch.eye(2)), x[None]).kept[0, 1])


def test_the_divergence_is_that_of_known_densities() -> None:
    middle = (np.arange(4096) + 0.5) / 4096
    uniform = np.log(2 * np.pi * np.e / 12) / 2
    exponential = np.log(2 * np.pi * np.e) / 2 - 1
    z = np.stack([5 * middle - 3, -np.log(1 - middle), middle[::-1]])
    expected = [uniform, exponential, uniform]
    np.testing.assert_allclose(divergence_from_gaussian(z), expected, atol=4e-3)
    assert divergence_from_gaussian(np.array([0.0, 1.0, 1.0])) == np.inf
