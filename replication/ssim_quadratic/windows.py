"""The windows and pictures on which Appendix C's quadratic form is measured."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt
import sklearn.datasets
import torch
from torch.nn import functional

from rdo.datasets import load
from replication.ledger import Data

__all__ = ["SOURCES", "Pictures"]

_Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Pictures:
    """Pictures to cut windows from."""

    pixels: _Floats
    """In [0, 1], ``(P, H, W)``; a picture in colour is three."""
    data: Data
    scene: _Floats
    """One of them, or a part of it, to be looked at."""

    def cut(self, rng: np.random.Generator, count: int, side: int) -> _Floats:
        """Squares from anywhere, every place alike, ``(count, side, side)``."""
        n, height, width = self.pixels.shape
        picture = rng.integers(n, size=count)[:, None, None]
        row = rng.integers(height - side + 1, size=count)[:, None, None]
        column = rng.integers(width - side + 1, size=count)[:, None, None]
        i, j = np.mgrid[:side, :side]
        return np.asarray(self.pixels[picture, row + i, column + j])

    def count(self, width: int) -> int:
        """Number of all their windows."""
        n, height, breadth = self.pixels.shape
        return int(n * (height - width + 1) * (breadth - width + 1))

    def flat(self, width: int) -> _Floats:
        """All their windows of one value, ``(F, width, width)``."""
        pixels = torch.from_numpy(self.pixels)[:, None]
        highest = functional.max_pool2d(pixels, width, stride=1)
        lowest = -functional.max_pool2d(-pixels, width, stride=1)
        values = highest[highest == lowest].numpy()
        return np.tile(values[:, None, None], (width, width))


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
    data = Data("random", sha256(pixels.tobytes()).hexdigest(), len(z), z[0].size)
    return Pictures(pixels, data, pixels[0])


def _digits() -> Pictures:
    table = load("digits")
    pixels = table.X.reshape(-1, 8, 8) / 16
    return Pictures(pixels, Data("digits", table.sha256, *table.X.shape), pixels[0])


def _photographs() -> Pictures:
    """The two photographs that come with scikit-learn, in three colours each."""
    images = sklearn.datasets.load_sample_images().images
    raw = np.concatenate([image.transpose(2, 0, 1) for image in images])
    digest = sha256(np.ascontiguousarray(raw).tobytes()).hexdigest()
    pixels = raw / 255
    green, top, left, side = 1, 60, 150, 160  # roofs of the temple under the sky
    scene = pixels[green, top : top + side, left : left + side]
    return Pictures(pixels, Data("photographs", digest, len(raw), raw[0].size), scene)


SOURCES = {"digits": _digits, "random": _random, "photographs": _photographs}
"""What loads the pictures of each part."""
