"""Sets of images against what is published of them."""

import numpy as np
import pytest
from sklearn.datasets import load_digits

from rdo.datasets import load_images
from rdo.datasets.image_files import IMAGE_SETS
from rdo.errors import InputError

FILES = ("train_images", "train_labels", "test_images", "test_labels")
MNIST_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]


def needs(name: str) -> pytest.MarkDecorator:
    return pytest.mark.needs_data(*(f"{name}_{part}" for part in FILES))


@pytest.mark.parametrize(
    ("name", "counts", "mean", "sd"),
    [
        pytest.param("mnist", MNIST_COUNTS, 0.1307, 0.3081, marks=needs("mnist")),
        pytest.param("fashion_mnist", [6000] * 10, 0.2860, 0.3530, marks=needs("fashion_mnist")),
    ],
)
def test_the_published_training_images_are_split_in_two(
    name: str, counts: list[int], mean: float, sd: float
) -> None:
    data = load_images(name)
    assert [len(data.train), len(data.validation), len(data.test)] == [54_000, 6_000, 10_000]
    labels = np.concatenate([data.train.labels, data.validation.labels])
    assert np.bincount(labels).tolist() == counts
    x = np.concatenate([data.train.x, data.validation.x])
    assert x.shape == (60_000, 1, 28, 28)
    assert x.dtype == np.float32
    assert x.min() == 0
    assert x.max() == 1
    assert x.mean(dtype=float) == pytest.approx(mean, abs=5e-5)
    assert x.std(dtype=float) == pytest.approx(sd, abs=5e-5)


def test_digits_are_enlarged_and_framed() -> None:
    data = load_images("digits")
    assert [len(data.train), len(data.validation), len(data.test)] == [1_294, 144, 359]
    parts = (data.train, data.validation, data.test)
    x = np.concatenate([part.x for part in parts])
    assert x.shape[1:] == (1, 28, 28)
    blocks = x[:, 0, 2:26, 2:26].reshape(-1, 8, 3, 8, 3)
    assert (blocks == blocks[:, :, :1, :, :1]).all()
    assert x.sum() == pytest.approx(blocks.sum())  # nothing in the frame
    # The three parts together are the published images, each once.
    pixels = 16 * blocks[:, :, 0, :, 0].reshape(-1, 64)
    labelled = np.column_stack([pixels, np.concatenate([part.labels for part in parts])])
    bunch = load_digits()
    published = np.column_stack([bunch.data, bunch.target])
    assert sorted(map(tuple, labelled.tolist())) == sorted(map(tuple, published.tolist()))


def test_the_split_is_the_seeds() -> None:
    first, same, other = (load_images("digits", split_seed=seed).validation.x for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, same)
    assert (first != other).any()


def test_an_unknown_set_is_answered_with_the_known() -> None:
    with pytest.raises(InputError, match="'emnist'.*" + ".*".join(IMAGE_SETS)):
        load_images("emnist")
