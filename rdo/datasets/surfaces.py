"""Two surfaces in space: one that can be laid flat, and one that cannot."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.checks import check_number, check_room, check_seed, check_whole

__all__ = ["Surface", "cap", "roll"]

FloatArray = npt.NDArray[np.float64]

_DEVIATIONS = np.array([1.0, 0.5])

# Of the radius. A flatter surface is one to rounding; on a smaller cap nearly every row is drawn
# again, without an end.
_ROLL, _CAP = (1e-6, 1e6), (0.1, 1e6)


@dataclass(frozen=True)
class Surface:
    """Rows on a surface with a known density.

    Attributes
    ----------
    X
        Points in space, shape (n, 3).
    density
        Density with respect to area on the surface, shape (n,).
    source
        The two coordinates each point was made from, shape (n, 2).
    """

    X: FloatArray
    density: FloatArray
    source: FloatArray


def roll(n: int = 10_000, *, radius: float = 1.5, seed: int = 0) -> Surface:
    r"""Rows on part of a cylinder, a surface without Gaussian curvature.

    .. math::
        s \sim N(0, \mathrm{diag}(1, 0.5^2)), \quad
        x = \left(r \sin\tfrac{s_1}{r},\ r (1 - \cos\tfrac{s_1}{r}),\ s_2\right)

    The map from s to x keeps lengths, :math:`J^T J = I`, so the density is that of s.

    Parameters
    ----------
    n
        Rows.
    radius
        r, of the cylinder, from 1e-6 to 1e6.
    seed
        Seed of numpy's generator.

    Returns
    -------
    Surface
        The n rows, their density, and the coordinates s.

    Raises
    ------
    InputError
        If n is not positive, or the radius out of its range.

    Examples
    --------
    Every row lies on the cylinder, and distances along it are those of the source:

    >>> import numpy as np
    >>> from rdo.datasets import roll
    >>> surface = roll(n=1000, radius=1.5)
    >>> x, y, _ = surface.X.T
    >>> bool(np.allclose(x**2 + (y - 1.5) ** 2, 1.5**2))
    True
    >>> bool(np.allclose(1.5 * np.arctan2(x, 1.5 - y), surface.source[:, 0]))
    True
    """
    radius = check_number("radius", radius, *_ROLL)
    source, density = _draw(n, seed)
    return Surface(_on_cylinder(source, radius), density, source)


def cap(n: int = 10_000, *, radius: float = 1.5, seed: int = 0) -> Surface:
    r"""Rows on part of a sphere, which no map takes to the plane isometrically (Theorema Egregium).

    .. math::
        s \sim N(0, \mathrm{diag}(1, 0.5^2)), \quad \rho = \lVert s \rVert, \quad
        x = \left(r \sin\tfrac{\rho}{r} \tfrac{s}{\rho},\ r (1 - \cos\tfrac{\rho}{r})\right)

    Lengths are kept along the rays from the pole and shrink across them by
    :math:`\sin(\rho / r) / (\rho / r)`; the density is that of s over this factor. Rows beyond
    three quarters of the way to the opposite pole are drawn again.

    Parameters
    ----------
    n
        Rows.
    radius
        r, of the sphere, from 0.1 to 1e6.
    seed
        Seed of numpy's generator.

    Returns
    -------
    Surface
        The n rows, their density, and the coordinates s.

    Raises
    ------
    InputError
        If n is not positive, or the radius out of its range.

    Examples
    --------
    Every row lies on the sphere, and at the pole the density is that of the Gaussian source:

    >>> import numpy as np
    >>> from rdo.datasets import cap
    >>> surface = cap(n=1000, radius=1.5)
    >>> bool(np.allclose(np.linalg.norm(surface.X - [0, 0, 1.5], axis=1), 1.5))
    True
    >>> round(float(surface.density[np.linalg.norm(surface.source, axis=1).argmin()]), 1)
    0.3
    """
    radius = check_number("radius", radius, *_CAP)
    source, density = _draw(n, seed, reach=0.75 * np.pi * radius)
    angle = np.linalg.norm(source, axis=1) / radius
    return Surface(_on_sphere(source, radius), density / _shrinkage(angle), source)


def _on_cylinder(source: FloatArray, radius: float) -> FloatArray:
    angle = source[:, 0] / radius
    return np.stack([radius * np.sin(angle), radius * (1 - np.cos(angle)), source[:, 1]], axis=1)


def _on_sphere(source: FloatArray, radius: float) -> FloatArray:
    angle = np.linalg.norm(source, axis=1) / radius
    return np.column_stack([_shrinkage(angle)[:, None] * source, radius * (1 - np.cos(angle))])


def _shrinkage(angle: FloatArray) -> FloatArray:
    """The factor sin(angle) / angle."""
    return np.asarray(np.sinc(angle / np.pi))


def _draw(n: int, seed: int, reach: float = np.inf) -> tuple[FloatArray, FloatArray]:
    """Gaussian coordinates within the reach, and their density."""
    n = check_whole("n", n, 1)
    check_room(n=n, columns=3)
    rng = np.random.default_rng(check_seed(seed))
    source = _DEVIATIONS * rng.standard_normal((n, 2))
    while (beyond := np.linalg.norm(source, axis=1) > reach).any():
        source[beyond] = _DEVIATIONS * rng.standard_normal((beyond.sum(), 2))
    exponent = -((source / _DEVIATIONS) ** 2).sum(axis=1) / 2
    return source, np.exp(exponent) / (2 * np.pi * np.prod(_DEVIATIONS))
