"""Images made to lie outside the training data."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest

from rdo.datasets import Images, chimeras, constant_images, halves, noise_images
from rdo.errors import InputError


def numbered(labels: list[int]) -> Images:
    """Image k is filled with k + 1."""
    x = np.ones((len(labels), 1, 28, 28), dtype=np.float32)
    return Images(x * np.arange(1, len(labels) + 1)[:, None, None, None], np.array(labels))


def test_a_constant_image_has_one_grey_and_greys_are_uniform() -> None:
    x = constant_images(seed=0)
    assert x.shape == (4_000, 1, 28, 28)
    assert (x == x[:, :, :1, :1]).all()
    assert np.sort(x[:, 0, 0, 0]) == pytest.approx((np.arange(4_000) + 0.5) / 4_000, abs=0.04)


def test_pixels_of_noise_are_uniform_and_independent() -> None:
    x = noise_images(500, seed=0)
    assert x.dtype == np.float32
    assert x.mean() == pytest.approx(1 / 2, abs=0.005)
    assert x.var() == pytest.approx(1 / 12, abs=0.001)
    assert np.corrcoef(x[:, 0, :, :-1].ravel(), x[:, 0, :, 1:].ravel())[0, 1] < 0.01


@pytest.mark.parametrize("make", [constant_images, noise_images])
def test_the_seed_decides(make: Callable[..., npt.NDArray[np.float32]]) -> None:
    first, same, other = (make(5, seed=seed) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, same)
    assert (first != other).any()


def test_halves_are_blank_above_and_below_in_turn() -> None:
    x = halves(numbered([0, 1]))
    assert (x[0, 0, :14] == 0).all()
    assert (x[0, 0, 14:] == 1).all()
    assert (x[1, 0, :14] == 2).all()
    assert (x[1, 0, 14:] == 0).all()


def test_a_chimera_has_the_next_other_class_above_a_blank_seam() -> None:
    x = chimeras(numbered([7, 7, 3, 3, 7]))
    assert x[:, 0, 0, 0].tolist() == [3, 3, 5, 5, 3]
    assert x[:, 0, 10, 5].tolist() == [3, 3, 5, 5, 3]
    assert (x[:, 0, 11:17] == 0).all()
    assert x[:, 0, 17, 5].tolist() == x[:, 0, 27, 0].tolist() == [1, 2, 3, 4, 5]


def test_making_outliers_leaves_the_images_alone() -> None:
    images = numbered([0, 1])
    halves(images)
    chimeras(images)
    np.testing.assert_array_equal(images.x, numbered([0, 1]).x)


def test_what_cannot_be_made_is_refused() -> None:
    with pytest.raises(InputError, match="two classes"):
        chimeras(numbered([1, 1]))
    with pytest.raises(InputError, match="n=0"):
        noise_images(0, seed=0)
    with pytest.raises(InputError, match="side=0"):
        constant_images(1, seed=0, side=0)
