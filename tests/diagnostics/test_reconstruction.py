"""What autoencoders keep of the data, against principal components."""

import numpy as np
import pytest
import torch

from rdo.diagnostics import kept_by_direction, reconstruction_summary, summarise_errors
from rdo.errors import InputError
from rdo.models import Autoencoder
from rdo.nn import mlp_pair
from rdo.training import Ensemble
from tests.draws import normal
from tests.training.problems import linear


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


def test_errors_that_are_known_are_not_computed_again() -> None:
    ensemble, x = linear(torch.eye(2)[:, :1]), normal(1, 9, 2)
    known = summarise_errors(ensemble.map("reconstruction_error", x), x)
    for ours, theirs in zip(known, reconstruction_summary(ensemble, x), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-6)
    with pytest.raises(InputError, match=r"error of shape \(1, 8\)"):
        summarise_errors(torch.zeros(1, 8), x)


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


def test_the_pixels_of_images_are_columns() -> None:
    class Halved(Autoencoder):
        def encode(self, x: torch.Tensor) -> torch.Tensor:
            return x.flatten(1)

        def decode(self, z: torch.Tensor) -> torch.Tensor:
            return z.reshape(-1, 1, 2, 2) / 2

    images = normal(200, 4).reshape(1, 200, 1, 2, 2)
    found = kept_by_direction(Ensemble([Halved(*mlp_pair(4, (), 4), 4)]), images)
    np.testing.assert_allclose(found.kept, np.full((1, 4), 0.5), rtol=1e-6)


def test_nothing_is_said_of_a_direction_without_variance() -> None:
    x = normal(50, 2) * torch.tensor([1.0, 0.0])
    assert np.isnan(kept_by_direction(linear(torch.eye(2)), x[None]).kept[0, 1])


def test_a_reconstruction_of_the_mean_explains_nothing() -> None:
    x = normal(50, 3) + 2
    decoder = mlp_pair(3, (), 1)[1]
    decoder.linear[0].bias.data = x.mean(0)
    model = Autoencoder(mlp_pair(3, (), 1)[0], decoder, 1)
    summary = reconstruction_summary(Ensemble([model]), x[None])
    assert summary.variance_explained[0] == pytest.approx(0, abs=1e-6)


def test_far_from_zero_the_variance_keeps_its_digits() -> None:
    x = normal(1, 200, 3)
    error = 0.02 * x.square().sum(-1)
    near = summarise_errors(error, x).variance_explained
    # Whole numbers, so that nothing is lost by adding and taking off.
    whole = (1000 * x).round()
    far = summarise_errors(error * 1e6, whole + 2**22).variance_explained
    np.testing.assert_allclose(far, near, rtol=1e-3)
