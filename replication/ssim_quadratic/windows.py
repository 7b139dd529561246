"""The windows and pictures on which Appendix C's quadratic form is measured."""

from dataclasses import dataclass

import numpy as np
import sklearn.datasets
from numpy.lib.stride_tricks import sliding_window_view

from rdo.datasets import load
from replication.ledger import Data
from replication.ssim_quadratic.matrices import Floats

__all__ = ["SOURCES", "Pictures"]


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures to cut windows from."""

    pixels: Floats
    """In [0, 1], ``(P, H, W)``; a picture in colour is three."""
    data: Data
    scene: Floats
    """One of them, or a part of it, to be looked at."""

    def windows(self, width: int) -> Floats:
        """All their windows, a view: picture, row and column, ``(P, R, C, width, width)``."""
        return sliding_window_view(self.pixels, (width, width), (1, 2))

    def cut(self, rng: np.random.Generator, count: int, side: int) -> Floats:
        """Squares from anywhere, every place alike, ``(count, side, side)``."""
        every = self.windows(side)
        return np.asarray(every[tuple(rng.integers(n, size=count) for n in every.shape[:3])])

    def flat(self, width: int) -> tuple[float, Floats]:
        """The share of all their windows that have one value, and these, ``(F, width, width)``."""
        every = self.windows(width)
        flat = (every == every[..., :1, :1]).all((3, 4))
        return float(flat.mean()), np.asarray(every[flat])


def _random() -> Pictures:
    r"""Noise whose mean and contrast are drawn too; the same pictures every time.

    .. math:: x = \mu (1 + r z), \qquad \mu \in [0.05, 1], \quad r = \sigma / \mu \in [0.01, 1],

    both evenly on a logarithmic scale, with z of mean 0 and variance 1 in every picture. Pixels may
    be negative where r is large; the algebra does not mind.
    """
    rng = np.random.default_rng(0)
    z = rng.normal(size=(1000, 16, 16))
    z -= z.mean((1, 2), keepdims=True)
    z /= z.std((1, 2), keepdims=True)
    mean, ratio = np.exp(rng.uniform(np.log([[0.05], [0.01]]), 0, (2, len(z))))[..., None, None]
    pixels = mean * (1 + ratio * z)
    return Pictures(pixels, Data.of("random", pixels.reshape(len(z), -1)), pixels[0])


def _digits() -> Pictures:
    table = load("digits")
    pixels = table.X.reshape(-1, 8, 8) / 16
    return Pictures(pixels, Data("digits", table.sha256, *table.X.shape), pixels[0])


def _photographs() -> Pictures:
    """The two photographs that come with scikit-learn, in three colours each."""
    images = sklearn.datasets.load_sample_images().images
    raw = np.concatenate([image.transpose(2, 0, 1) for image in images])
    pixels = raw / 255
    scene = pixels[1, 60:220, 150:310]  # green, roofs of the temple under the sky
    return Pictures(pixels, Data.of("photographs", raw.reshape(len(raw), -1)), scene)


SOURCES = {"digits": _digits, "random": _random, "photographs": _photographs}
"""What loads the pictures of each part."""
