"""The public versions' DAGMM, against scipy and against DAGMM as the paper has it."""

import math

import numpy as np
import torch
from scipy.special import logsumexp
from scipy.stats import multivariate_normal

from benchmarks import public_dagmm
from rdo.models import Architecture
from rdo.priors import mixture_statistics
from tests.draws import normal, uniform

ARCHITECTURE = Architecture(5, (4,), 2, 2, residual_features=True)


def test_statistics_are_those_of_the_paper() -> None:
    features, membership = normal(50, 3), uniform(50, 2, seed=1)
    membership = membership / membership.sum(1, keepdim=True)
    for found, expected in zip(
        public_dagmm.statistics(features, membership),
        mixture_statistics(features, membership, jitter=0),
        strict=True,
    ):
        torch.testing.assert_close(found.double(), expected, rtol=1e-4, atol=1e-5)


def test_the_energy_has_a_quarter_of_the_determinants_logarithm() -> None:
    mean, weight = np.array([[0.0, 0.0], [1.0, 2.0]]), np.array([0.3, 0.7])
    covariance = np.array([[[2.0, 0.5], [0.5, 1.0]], [[0.3, 0.0], [0.0, 0.2]]])
    z = normal(20, 2)
    mixture = public_dagmm.Statistics(
        *(torch.from_numpy(part).float() for part in (weight, mean, covariance))
    )
    energy, penalty = public_dagmm.energy(z, mixture)
    density = [
        multivariate_normal(m, c).logpdf(z.numpy()) + np.linalg.slogdet(2 * math.pi * c)[1] / 4
        for m, c in zip(mean, covariance, strict=True)
    ]
    expected = -logsumexp(np.log(weight)[:, None] + density, axis=0)
    np.testing.assert_allclose(energy, expected, rtol=1e-4)
    np.testing.assert_allclose(penalty, 1 / 2 + 1 + 1 / 0.3 + 1 / 0.2, rtol=1e-5)


def test_an_epoch_takes_every_row_once() -> None:
    X = np.arange(40, dtype=np.float32).reshape(20, 2)
    batches = list(public_dagmm.loader(X, 5, seed=0))
    assert [batch.shape for batch in batches] == [(5, 2)] * 4
    assert sorted(torch.cat(batches)[:, 0].tolist()) == X[:, 0].tolist()


def test_training_lowers_the_energy_of_its_rows_below_that_of_others() -> None:
    X = uniform(64, 5).numpy()
    outside = X[:16] + np.array([3, -3, 3, -3, 3], np.float32)
    state = torch.get_rng_state()
    found = [
        public_dagmm.train(
            ARCHITECTURE,
            X,
            np.concatenate([X[:16], outside]),
            batch_size=32,
            epochs=epochs,
            learning_rate=1e-2,
            seed=3,
        )
        for epochs in (30, 30)
    ]
    (seconds, scores), (_, again) = found
    assert seconds > 0
    assert scores[:16].max() < scores[16:].min()
    np.testing.assert_array_equal(scores, again)
    assert torch.equal(torch.get_rng_state(), state)
