"""The mass of a density in the plane that lies off the two squares, by quadrature on a grid."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from rdo.datasets import distance_to_squares
from rdo.diagnostics import gibbs_weights, log_normaliser
from replication.ebae_2d.config import NOISE, STEP

__all__ = ["CELLS", "MARGIN", "TEMPERATURES", "grid", "masses", "reference"]

_Array = npt.NDArray[np.float64]

MARGIN = 0.25
"""A point further than this from both squares, a quarter of a side, is outside; fixed before any
run."""

CELLS = 300
"""Along a side of the grid."""

_SIDE = 6.0  # the grid covers [-6, 6] x [-6, 6]; at T = 1 less than 1e-4 of the mass is beyond it

TEMPERATURES: Mapping[str, float] = {
    "own": NOISE**2 / STEP,
    "tenth": 0.1,
    "one": 1.0,
}
"""Where the model's mass is looked for: the chains' own temperature, and two others."""


def grid(cells: int = CELLS) -> tuple[_Array, _Array]:
    """The middles of the cells along an axis, and all of them, ``(cells^2, 2)``; y comes first."""
    axis = np.asarray((np.arange(cells) + 0.5) * (2 * _SIDE / cells) - _SIDE, dtype=np.float64)
    y, x = np.meshgrid(axis, axis, indexing="ij")
    return axis, np.stack([x.ravel(), y.ravel()], axis=1)


def masses(energy: _Array, points: _Array) -> dict[str, _Array]:
    """``outside_T``, the mass outside, and ``log_normaliser_T``, one per replica.

    From the energy ``(..., n)`` at the points of :func:`grid`, ``(n, 2)``.
    """
    cell = (2 * _SIDE) ** 2 / len(points)
    outside = distance_to_squares(points) > MARGIN
    measured = {}
    for name, temperature in TEMPERATURES.items():
        weights = gibbs_weights(energy, cell, temperature)
        measured[f"outside_{name}"] = weights[..., outside].sum(-1)
        measured[f"log_normaliser_{name}"] = log_normaliser(energy, cell, temperature)
    return measured


def reference() -> dict[str, float]:
    r"""Mass outside for an autoencoder that sends every point to the nearest one of the squares.

    .. math:: E(x) = \tfrac12 \min_{y \in \text{squares}} \lVert x - y \rVert^2

    A half, for the energy is the squared error per coordinate of the plane. Its data come back
    without an error, which no path from one latent through a square can do, and yet what is near
    them comes back nearly as well: to do better, a model must rebuild a point near the data as one
    further away.

    """
    _, points = grid()
    measured = masses(distance_to_squares(points) ** 2 / 2, points)
    return {name: float(measured[f"outside_{name}"]) for name in TEMPERATURES}
