"""The density in the plane that walks are made for, and the stationary density of a walk."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.theory import IsotropicMixture, PlaneGrid, PlaneWalk, divergence
from replication.kit.record import order_of

__all__ = [
    "DENSITY",
    "REACH",
    "SIDE",
    "StationaryDensity",
    "Walk",
    "find_stationary",
    "start_divergence",
    "summary",
]

_Array = npt.NDArray[np.float64]

DENSITY = IsotropicMixture(
    (0.5, 0.3, 0.2), ((-1.4, -0.7), (1.4, -0.5), (0.1, 1.6)), (0.55, 0.6, 0.5)
)

REACH = 5.0  # six deviations beyond the means
SIDE = np.linspace(-REACH, REACH, 101)
"""One coordinate of the coarse grid that arrays are kept on."""

_SPACING = 0.8  # of the noise
_STEPS = 10  # of Algorithm 1
_FINE = 0.05  # a tenth of the least deviation
_START = IsotropicMixture((1.0,), ((0.0, 0.0),), (1.0,))
_SMALL = 3  # values of lambda that tell an order


@dataclass(frozen=True)
class Walk:
    r"""A map and a noise for every :math:`\lambda`."""

    map: Callable[[float, _Array], tuple[_Array, _Array]]
    r"""From :math:`\lambda` and points ``(N, 2)`` to r, ``(N, 2)``, and :math:`\log p` there."""
    noise: Callable[[float], float]
    r"""From :math:`\lambda` to s, the standard deviation."""


@dataclass(frozen=True)
class StationaryDensity:
    r"""The density :math:`\pi` that a walk leaves as it is, at one :math:`\lambda`."""

    divergence: float
    r""":math:`D(\pi \Vert p)` in nats."""
    relaxation: float
    r"""Steps in which a departure from :math:`\pi` falls by e."""
    ten_steps: float
    """The divergence from p ten steps after a standard normal start."""
    grid: PlaneGrid
    density: _Array
    r""":math:`\pi` at the points of the grid."""

    def on_coarse_grid(self) -> npt.NDArray[np.float32]:
        """The density at the points of the grid nearest to those of the coarse one."""
        near = np.abs(SIDE[:, None] - self.grid.side).argmin(1)
        square = self.density.reshape(len(self.grid.side), -1)
        return np.asarray(square[np.ix_(near, near)], dtype=np.float32)


def find_stationary(walk: Walk, lam: float) -> StationaryDensity:
    r"""The stationary density of a walk at one :math:`\lambda`.

    Its map has to take the grid's points into the square of half the side :data:`REACH`.
    """
    noise = walk.noise(lam)
    grid = PlaneGrid(REACH, _SPACING * noise)
    moved, log_density = walk.map(lam, grid.points)
    on_grid = PlaneWalk(grid, moved, noise)
    density, relaxation = on_grid.stationary(np.exp(log_density))
    ten = on_grid.after(np.exp(_START.log_density(grid.points)), _STEPS)
    return StationaryDensity(
        divergence(density, log_density, grid.cell),
        relaxation,
        divergence(ten, log_density, grid.cell),
        grid,
        density,
    )


def summary(found: Sequence[StationaryDensity], lams: Sequence[float]) -> dict[str, float]:
    r"""What a record holds of one walk; :math:`\lambda` rises, and there are at least two.

    ``divergence``, ``relaxation`` and ``ten_steps`` are those at the smallest :math:`\lambda`;
    ``order`` is the slope of :math:`\log D(\pi \Vert p)` over :math:`\log \lambda` at the three
    smallest, ``order_error`` its distance from 2.
    """
    order = order_of(lams[:_SMALL], [one.divergence for one in found[:_SMALL]])
    return {
        "divergence": found[0].divergence,
        "order": order,
        "order_error": abs(order - 2),
        "relaxation": found[0].relaxation,
        "ten_steps": found[0].ten_steps,
    }


def start_divergence() -> float:
    """The divergence of a standard normal start from the mixture, in nats."""
    grid = PlaneGrid(REACH, _FINE)
    log_density = DENSITY.log_density(grid.points)
    return divergence(np.exp(_START.log_density(grid.points)), log_density, grid.cell)
