"""That SSIM takes a negative for the image, and what avoids it."""

import numpy as np
import pytest
import torch
from torch import Tensor

from rdo.distortions import one_minus_ssim
from replication.latent_isometry.negatives import (
    STARTS,
    Start,
    fit_pixels,
    negatives,
    negatives_table,
    rebuilt_from,
)


@pytest.fixture(scope="module")
def images() -> Tensor:
    """Bright discs on black, where a disc's negative is as good to SSIM as the disc."""
    draws = np.random.default_rng(5)
    middle = torch.tensor(draws.uniform(4, 10, (12, 2, 1, 1)))
    at = torch.arange(14.0, dtype=torch.float64)
    away = (at[:, None] - middle[:, 0]) ** 2 + (at - middle[:, 1]) ** 2
    return (away < 12).double()[:, None]


def test_ssim_takes_a_negative_for_the_image(images: Tensor) -> None:
    noise = torch.rand(images.shape, generator=torch.Generator().manual_seed(3)).double()
    exact = one_minus_ssim(noise, -noise, k1=1e-9, k2=1e-9)
    torch.testing.assert_close(exact, torch.zeros_like(exact), atol=1e-9, rtol=0)
    assert one_minus_ssim(images, -images).max() < 0.05  # with its constants


def test_pixels_trained_by_ssim_alone_become_negatives_and_others_do_not(images: Tensor) -> None:
    table = negatives_table(images, rebuilt_from(images))
    alone, bounded, squared = (table.loc[name] for name in STARTS)
    assert alone["SSIM"] > 0.9
    assert alone["bright pixels below 0"] > 0.2
    assert alone["squared error"] > 10 * squared["squared error"]
    for kept in (bounded, squared):
        assert kept["bright pixels below 0"] == 0
        assert kept["squared error"] < 0.01


def test_pixels_kept_in_the_range_of_images_stay_there(images: Tensor) -> None:
    found = fit_pixels(images, Start(bounded=True))
    assert found.min() >= 0
    assert found.max() <= 1


def test_the_seed_draws_the_first_pixels(images: Tensor) -> None:
    one, same, other = (fit_pixels(images[:2], Start(), seed) for seed in (1, 1, 2))
    torch.testing.assert_close(one, same, atol=0, rtol=0)
    assert (one - other).abs().max() > 0


def test_every_start_has_a_row_of_pictures(images: Tensor) -> None:
    rebuilt = {"same": images, "negative": -images}
    figure = negatives(images, rebuilt, shown=2)
    assert len(figure.axes) == 3 * 2
    shown = [np.asarray(axes.images[0].get_array()) for axes in figure.axes]
    np.testing.assert_array_equal(shown[2], shown[0])
    assert shown[0].max() == 255
    assert shown[4].min() == 0
