"""The six kinds of data, and what is known of the surfaces they lie on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.stats import multivariate_normal
from sklearn.datasets import load_digits

from rdo.datasets import Surface, cap, load, roll, scale_minmax, toy_density
from rdo.evaluation import split_halves

__all__ = ["SOURCES", "Distance", "Floats", "Source", "straight"]

Floats = npt.NDArray[np.floating]
Distance = Callable[[Floats, Floats], Floats]
"""From rows ``(n, M)`` and as many others to the lengths between them, ``(n,)``."""

_DEVIATIONS = np.array([2.0, 1.0])  # of the Gaussian data
_RADIUS = 1.5  # of the cylinder and of the sphere


@dataclass(frozen=True)
class Source:
    """One kind of data."""

    rows: Floats
    """Rows to train on, ``(n, M)``."""
    density: Floats | None = None
    """Of each row with respect to the volume of the surface, ``(n,)``, where it is known."""
    distance: Distance | None = None
    """Length of the shortest way within the surface, where it is known."""


def straight(x: Floats, y: Floats) -> Floats:
    """Along the straight line, whatever the dimension."""
    return np.asarray(np.linalg.norm(x - y, axis=1))


def _around(x: Floats, y: Floats) -> Floats:
    """On the cylinder: along its arcs and along its axis."""
    turn = [np.arctan2(rows[:, 0], _RADIUS - rows[:, 1]) for rows in (x, y)]
    return np.asarray(np.hypot(_RADIUS * (turn[0] - turn[1]), x[:, 2] - y[:, 2]))


def _great_circle(x: Floats, y: Floats) -> Floats:
    """On the sphere, from the chord."""
    return np.asarray(2 * _RADIUS * np.arcsin(straight(x, y) / (2 * _RADIUS)))


def _curved(make: Callable[..., Surface], distance: Distance) -> Source:
    surface = make(radius=_RADIUS)
    return Source(surface.X, surface.density, distance)


def _linear() -> Source:
    """Coordinates of standard deviation 2 and 1, turned into a frame in five dimensions."""
    rng = np.random.default_rng(0)
    frame = np.linalg.qr(rng.standard_normal((5, 2)))[0]
    source = rng.standard_normal((10_000, 2)) * _DEVIATIONS
    density = multivariate_normal(cov=np.diag(_DEVIATIONS**2)).pdf(source)
    return Source(source @ frame.T, density, straight)


def _toy() -> Source:
    """Section 5.1's rows, all columns together to [0, 1].

    The density is that of the source over the volume that a unit of it takes in the rows' space.
    """
    toy = toy_density()
    mixing = toy.mixing / np.ptp(toy.X)
    density = toy.density / np.sqrt(np.linalg.det(mixing @ mixing.T))
    return Source(scale_minmax(toy.X, per_column=False), density, straight)


def _digits() -> Source:
    """Scikit-learn's pictures of 8 x 8 pixels, in [0, 1]."""
    return Source(load_digits().data / 16)


def _thyroid() -> Source:
    """The normal rows of a training half, scaled as in Table 1."""
    table = load("thyroid")
    return Source(scale_minmax(table.X)[split_halves(table.y, 0).train])


SOURCES: Mapping[str, Callable[[], Source]] = {
    "roll": partial(_curved, roll, _around),
    "linear": _linear,
    "cap": partial(_curved, cap, _great_circle),
    "toy": _toy,
    "digits": _digits,
    "thyroid": _thyroid,
}
"""What loads each part of the experiment."""
