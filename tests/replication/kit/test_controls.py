"""Controls against closed forms."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from replication.kit.controls import CONTROLS, PrincipalComponents
from replication.table1 import configure

RNG = np.random.default_rng(0)
TRAIN = RNG.normal(size=(400, 5)) @ RNG.normal(size=(5, 5))
TEST = RNG.normal(size=(60, 5)) * 2
SETTING = replace(configure("thyroid", "paper"), n_latent=2, n_components=1)


def test_pca_leaves_what_lies_outside_the_first_components() -> None:
    centred = TRAIN - TRAIN.mean(0)
    _, vectors = np.linalg.eigh(centred.T @ centred)  # ascending
    outside = (TEST - TRAIN.mean(0)) @ vectors[:, :-2]
    expected = (outside**2).sum(1)
    np.testing.assert_allclose(CONTROLS["pca"](TRAIN, TEST, SETTING, 0).scores, expected, rtol=1e-8)


def test_pca_never_keeps_everything() -> None:
    wide = replace(SETTING, n_latent=5)
    scores = CONTROLS["pca"](TRAIN, TEST, wide, 0).scores
    np.testing.assert_allclose(scores, CONTROLS["pca"](TRAIN, TEST, SETTING, 0).scores)


def test_images_come_back_as_their_rows_do() -> None:
    images = TEST[:, :4].reshape(-1, 1, 2, 2)
    train = TRAIN[:, :4]
    kept = {"n_components": 2, "svd_solver": "covariance_eigh"}
    of_rows = PrincipalComponents(train, **kept)  # type: ignore[arg-type]
    of_images = PrincipalComponents(train.reshape(-1, 1, 2, 2), **kept)  # type: ignore[arg-type]
    rebuilt = of_images.rebuild(images)
    assert rebuilt.shape == images.shape
    np.testing.assert_array_equal(rebuilt.reshape(-1, 4), of_rows.rebuild(TEST[:, :4]))
    expected = ((images - rebuilt) ** 2).reshape(-1, 4)
    np.testing.assert_array_equal(of_images.squared_errors(images), expected)


def test_a_mixture_of_one_is_the_gaussian() -> None:
    covariance = np.cov(TRAIN.T, bias=True) + 1e-6 * np.eye(5)
    expected = -multivariate_normal(TRAIN.mean(0), covariance).logpdf(TEST)
    ours = CONTROLS["gaussian_mixture"](TRAIN, TEST, SETTING, 0).scores
    np.testing.assert_allclose(ours, expected, rtol=1e-8)


def test_only_some_of_many_rows_go_into_the_mixture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replication.kit.controls._ROWS_FOR_MIXTURE", 100)
    few = CONTROLS["gaussian_mixture"](TRAIN, TEST, SETTING, 0).scores
    rows = np.random.default_rng(0).permutation(400)[:100]
    covariance = np.cov(TRAIN[rows].T, bias=True) + 1e-6 * np.eye(5)
    expected = -multivariate_normal(TRAIN[rows].mean(0), covariance).logpdf(TEST)
    np.testing.assert_allclose(few, expected, rtol=1e-8)


@pytest.mark.parametrize("name", list(CONTROLS))
def test_what_lies_far_off_scores_higher_and_a_seed_decides_all(name: str) -> None:
    # Away from the rows along the direction that they vary least in.
    centred = TRAIN - TRAIN.mean(0)
    least = np.linalg.eigh(centred.T @ centred)[1][:, 0]
    test = np.stack([TRAIN.mean(0), TRAIN.mean(0) + 50 * least])
    near, far = CONTROLS[name](TRAIN, test, SETTING, 3).scores
    assert far > near
    np.testing.assert_array_equal(CONTROLS[name](TRAIN, test, SETTING, 3).scores, [near, far])
