"""Windows and pictures that Appendix C is measured on."""

import numpy as np

from replication.ledger import Data
from replication.ssim_quadratic.config import SIDES
from replication.ssim_quadratic.windows import SOURCES, Pictures


def test_cut_windows_are_in_the_pictures_and_flat_ones_are_detected() -> None:
    pixels = np.arange(2 * 5 * 4, dtype=float).reshape(2, 5, 4)
    pixels[1, :3, :3] = 7
    pictures = Pictures(pixels, Data("test", "", 2, 20), pixels[0])
    windows = pictures.cut(np.random.default_rng(0), 300, 3)
    every = {
        pixels[p, i : i + 3, j : j + 3].tobytes() for p in (0, 1) for i in (0, 1, 2) for j in (0, 1)
    }
    assert {window.tobytes() for window in windows} == every
    share, flat = pictures.flat(3)
    assert 1 / share == len(every) == 12
    assert (flat == np.full((1, 3, 3), 7)).all()


def test_noise_has_the_means_and_contrasts_asked_for() -> None:
    pixels = SOURCES["random"]().pixels
    mean, deviation = pixels.mean((1, 2)), pixels.std((1, 2))
    assert mean.min() >= 0.05
    assert mean.max() <= 1
    ratio = deviation / mean
    assert 0.01 <= ratio.min() < ratio.max() <= 1


def test_pictures_hold_the_squares_of_their_part() -> None:
    assert set(SOURCES) == set(SIDES)
    for part in ("digits", "photographs"):
        pictures, (_, side) = SOURCES[part](), SIDES[part]
        assert min(pictures.pixels.shape[1:]) >= side
        assert 0 <= pictures.pixels.min() < pictures.pixels.max() <= 1
