"""The sets of images, and what is measured on them."""

import gzip
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from rdo.datasets import load_images, locate
from replication.ood_detection.config import configure
from replication.ood_detection.measures import load_test_sets, measures

SETS = ("constant", "noise", "half", "chimera")


def test_the_measures_are_those_of_their_definitions() -> None:
    rng = np.random.default_rng(0)
    sets = {name: rng.random((40, 1, 2, 2), dtype=np.float32) for name in ("test", "noise")}
    errors = {"test": rng.random(40), "noise": 0.2 + rng.random(40)}
    scores = {"test": rng.random(40), "noise": 0.3 + rng.random(40)}
    found = measures(sets, errors, scores)
    assert found["error_noise"] == pytest.approx(errors["noise"].mean())
    u = stats.mannwhitneyu(scores["noise"], scores["test"]).statistic
    assert found["auc_noise"] == pytest.approx(u / 1600)
    relative = {k: errors[k] / (sets[k].astype(float) ** 2).sum((1, 2, 3)) for k in sets}
    u = stats.mannwhitneyu(relative["noise"], relative["test"]).statistic
    assert found["relative_noise"] == pytest.approx(u / 1600)
    # 95 % of 40 test errors: all but two.
    most = np.sort(errors["test"])[-3:-1]
    low, high = (np.mean(errors["noise"] < limit) for limit in most)
    assert low <= found["rebuilt_noise"] <= high


def test_a_score_that_is_no_number_is_no_auc() -> None:
    sets = {name: np.ones((2, 1, 2, 2), dtype=np.float32) for name in ("test", "noise")}
    errors = {"test": np.array([1.0, 2.0]), "noise": np.array([np.nan, 1.0])}
    assert np.isnan(measures(sets, errors, errors)["auc_noise"])


def test_the_outliers_are_made_from_the_test_images() -> None:
    config = replace(configure("digits", "smoke"), test_images=20)
    data = load_images("digits")
    sets = load_test_sets(config, data)
    assert list(sets) == ["test", *SETS]
    np.testing.assert_array_equal(sets["test"], data.test.x[:20])
    np.testing.assert_array_equal(sets["half"][0, 0, 14:], data.test.x[0, 0, 14:])
    np.testing.assert_array_equal(sets["chimera"][0, 0, 17:], data.test.x[0, 0, 17:])
    other = load_test_sets(replace(config, data_seed=1), data)
    assert (sets["noise"] != other["noise"]).any()


@pytest.mark.needs_data("fashion_mnist_train_images", "fashion_mnist_test_images")
def test_mnist_is_told_from_clothes_too() -> None:
    mnist = replace(load_images("digits"), name="mnist")  # what is trained on plays no part
    sets = load_test_sets(replace(configure("mnist", "smoke"), test_images=20), mnist)
    published = gzip.decompress(locate("fashion_mnist_test_images").read_bytes())
    first = np.frombuffer(published, np.uint8, count=20 * 784, offset=16)
    found = np.round(255 * sets["fashion_mnist"]).astype(np.uint8)
    np.testing.assert_array_equal(found.ravel(), first)
