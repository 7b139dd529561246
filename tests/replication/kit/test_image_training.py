"""What the experiments on images share."""

import numpy as np
import pytest
import torch
from scipy.stats import mannwhitneyu

from rdo.errors import Failure
from rdo.training import Ensemble, History
from replication.kit.ebae import autoencoder_before_ebae
from replication.kit.image_training import (
    all_rows,
    as_bytes,
    auc,
    groups,
    joined,
    per_image,
    pooled,
    repeated,
)


def test_seeds_are_trained_one_by_one_on_a_cpu_and_together_on_an_accelerator() -> None:
    assert list(groups((0, 1, 2), "cpu")) == [(0,), (1,), (2,)]
    assert list(groups((0, 1, 2), "cuda")) == [(0, 1, 2)]


def test_trainings_of_two_seeds_become_one() -> None:
    one, two = (
        History(
            steps=[0, 5],
            terms={"reconstruction": [np.array([k]), np.array([k + 1.0])]},
            observed_at=[0],
            observed={"error": [np.array([10.0 + k])]},
            failures=[Failure(k, 3, "why")],
            seconds=1.0 + k,
        )
        for k in range(2)
    )
    both = joined([one, two])
    np.testing.assert_array_equal(both.terms["reconstruction"], [[0, 1], [1, 2]])
    np.testing.assert_array_equal(both.observed["error"], [[10, 11]])
    assert [failure.seed for failure in both.failures] == [0, 1]
    assert both.seconds == 3.0
    assert both.steps == [0, 5]


def test_a_score_is_that_of_the_model_for_every_image_and_replica() -> None:
    images = np.random.default_rng(0).random((5, 1, 28, 28), dtype=np.float32)
    ensemble = Ensemble.from_seeds(lambda: autoencoder_before_ebae(3, 1 / 32, "he"), (0, 1))
    energies = per_image(ensemble, "energy", images)
    assert energies.shape == (2, 5)
    for replica in range(2):
        with torch.no_grad():
            alone = ensemble.replica(replica).energy(torch.from_numpy(images))  # type: ignore[operator]
        np.testing.assert_allclose(energies[replica], alone, rtol=1e-4)
    assert repeated(ensemble, images).shape == (2, 5, 1, 28, 28)
    np.testing.assert_array_equal(all_rows(images, (0, 1)), [range(5), range(5)])


def test_the_auc_is_mann_and_whitneys_and_not_a_number_where_a_score_is_none() -> None:
    rng = np.random.default_rng(1)
    scores, outlier = rng.random(40), np.arange(40) >= 30
    u = mannwhitneyu(scores[outlier], scores[~outlier]).statistic
    assert auc(scores, outlier) == pytest.approx(u / 300)
    scores[3] = np.nan
    assert np.isnan(auc(scores, outlier))


def test_pooled_pixels_are_means_of_squares_and_edges_are_cut() -> None:
    images = np.arange(2 * 5 * 7, dtype=np.float32).reshape(1, 2, 5, 7)
    found = pooled(images, 2)
    assert found.shape == (1, 2, 2, 3)
    assert found[0, 1, 1, 2] == pytest.approx(images[0, 1, 2:4, 4:6].mean())
    assert np.array_equal(pooled(images, 1), images)


def test_pixels_outside_the_unit_interval_are_cut() -> None:
    assert as_bytes(np.array([-1.0, 0.0, 0.5, 1.0, 2.0])).tolist() == [0, 0, 128, 255, 255]
