"""What replicas say of rows, against the library's own two-pass functions and plain formulas."""

import numpy as np
import pytest
import torch
from scipy import stats

from rdo.diagnostics import reconstruction_summary
from rdo.models import Autoencoder, MixtureAutoencoder
from rdo.nn import mlp_pair
from rdo.priors import Mixture, mixture_energy
from rdo.training import Ensemble, anomaly_scores
from replication.kit.anomaly.networks import build
from replication.kit.anomaly.scores import marginal, residual_share, score_rows
from replication.table1 import configure
from tests.draws import uniform

TRAIN, TEST = uniform(2, 60, 6), uniform(2, 30, 6, seed=1)


def radogaga() -> Ensemble:
    config = configure("breast_cancer", "smoke")
    return Ensemble.from_seeds(lambda: build("radogaga_log", config, 6), [0, 1])


def test_one_pass_over_the_rows_gives_what_two_do() -> None:
    ensemble = radogaga()
    scores, measures = score_rows(ensemble, TRAIN, TEST)
    np.testing.assert_allclose(scores["score"], anomaly_scores(ensemble, TRAIN, TEST), rtol=1e-9)
    summary = reconstruction_summary(ensemble, TRAIN)._asdict()
    for name, values in summary.items():
        np.testing.assert_allclose(measures[name], values, rtol=1e-6)


def test_the_largest_weight_is_the_mixtures() -> None:
    ensemble = radogaga()
    _, measures = score_rows(ensemble, TRAIN, TEST)
    model = ensemble.replica(1)
    assert isinstance(model, MixtureAutoencoder)
    with torch.no_grad():
        weight = model.mixture(TRAIN[1]).weight
    assert measures["largest_weight"][1] == pytest.approx(float(weight.max()), rel=1e-5)


def test_an_autoencoder_is_scored_by_its_error_alone() -> None:
    ensemble = Ensemble.from_seeds(lambda: Autoencoder(*mlp_pair(6, (4,), 2), 2), [0, 1])
    scores, measures = score_rows(ensemble, TRAIN, TEST)
    assert set(scores) == {"score"}
    assert set(measures) == {"variance_explained", "median_error"}
    np.testing.assert_allclose(
        scores["score"], ensemble.map("reconstruction_error", TEST), rtol=1e-5
    )


def test_a_marginal_has_the_density_of_some_features() -> None:
    covariance = torch.tensor([[[2.0, 0.5, 0.1], [0.5, 1.0, 0.0], [0.1, 0.0, 3.0]]]).double()
    mixture = Mixture(torch.ones(1).double(), torch.tensor([[1.0, 2.0, 3.0]]).double(), covariance)
    z = uniform(5, 2, dtype=torch.float64)
    expected = -stats.multivariate_normal([1, 2], covariance[0, :2, :2]).logpdf(z)
    found = mixture_energy(z, marginal(mixture, slice(2)))
    np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_the_share_of_the_residual_features_is_their_part_of_the_variance() -> None:
    rng = np.random.default_rng(0)
    latent, given = rng.normal(size=(1, 100_000)), 2 * rng.normal(size=(1, 100_000))
    assert residual_share(latent + given, latent) == pytest.approx(0.8, abs=0.01)
    assert residual_share(latent, latent) == pytest.approx(0)
    assert residual_share(np.ones((1, 5)), np.zeros((1, 5))) == 0
