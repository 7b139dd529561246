"""Where an autoencoder's walk in the plane settles, beside the density it was made for."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo.errors import InputError
from rdo.experiments.lossy_gaussian import order_of
from rdo.experiments.options import check_options
from rdo.experiments.outcome import Outcome, arm, begin
from rdo.ledger import Arm, Data
from rdo.theory import (
    IsotropicMixture,
    PlaneGrid,
    PlaneWalk,
    denoiser,
    divergence,
    first_order,
    lossy_map,
)
from rdo.training import Training

__all__ = ["DENSITY", "HEADINGS", "WALKS", "LangevinStationary", "configure", "run"]

_Array = npt.NDArray[np.float64]

DENSITY = IsotropicMixture(
    (0.5, 0.3, 0.2), ((-1.4, -0.7), (1.4, -0.5), (0.1, 1.6)), (0.55, 0.6, 0.5)
)

HEADINGS = {
    "divergence": "divergence from p, nats",
    "order": "order in \N{GREEK SMALL LETTER LAMDA}",
    "relaxation": "steps to forget",
    "ten_steps": "after ten steps, nats",
}
"""The measures that tables show, by their name in the records."""

_LAMS = {
    "smoke": (0.02, 0.04, 0.08),
    "reduced": (0.01, 0.02, 0.04, 0.08),
    "paper": (0.005, 0.01, 0.02, 0.04, 0.08),
}
_PRINTED = (0.1, 0.2, 0.4)  # down to the supplement's; below, no walk gets from peak to peak
_REACH = 5.0  # six deviations beyond the means
_SPACING = 0.8  # of the noise
_SMALL = 3  # values of lambda that tell an order
_STEPS = 10  # of Algorithm 1
_START = IsotropicMixture((1.0,), ((0.0, 0.0),), (1.0,))
_SHOWN_SIDE = 101  # points of a side in the arrays


@dataclass(frozen=True)
class LangevinStationary:
    """Configuration of the experiment."""

    dataset: str
    profile: str
    seeds: tuple[int, ...]
    """A single one, for nothing is random."""
    lams: tuple[float, ...]
    r"""The values of :math:`\lambda`, rising."""


@dataclass(frozen=True)
class Walk:
    r"""A map and a noise for every :math:`\lambda`."""

    map: Callable[[float, _Array], tuple[_Array, _Array]]
    r"""From :math:`\lambda` and points to r and :math:`\log p` there."""
    noise: Callable[[float], float]
    """s."""


def _of_mixture(r: Callable[[float, _Array], _Array]) -> Callable[..., tuple[_Array, _Array]]:
    return lambda lam, x: (r(lam, x), DENSITY.log_density(x))


def _langevin(lam: float, x: _Array) -> _Array:
    return np.asarray(x + lam * first_order(DENSITY, x))


WALKS: Mapping[str, Walk] = MappingProxyType(
    {
        "lossy": Walk(lambda lam, x: lossy_map(DENSITY, lam, x), np.sqrt),
        "langevin": Walk(_of_mixture(_langevin), np.sqrt),
        "denoiser": Walk(_of_mixture(lambda lam, x: denoiser(DENSITY, lam / 2, x)), np.sqrt),
        "denoiser_same": Walk(_of_mixture(lambda lam, x: denoiser(DENSITY, lam, x)), np.sqrt),
        "langevin_printed": Walk(_of_mixture(_langevin), float),
    }
)
"""The walks by the name of their arm."""


def configure(
    dataset: str = "mixture", profile: str = "smoke", seeds: int | None = None
) -> LangevinStationary:
    r"""The configuration of a profile.

    ``paper``: the supplement prints no such experiment, so :math:`\lambda` spans a factor of 16.
    ``reduced`` and ``smoke`` leave out its smallest values.

    Parameters
    ----------
    dataset
        ``mixture``.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        1, if anything.

    Raises
    ------
    InputError
        If a name is unknown, or several seeds are asked for.
    """
    if dataset != "mixture":
        raise InputError(f"dataset={dataset!r}: langevin_stationary knows mixture.")
    if seeds not in (None, 1):
        raise InputError(f"seeds={seeds}: nothing here is random; give 1.")
    one = check_options(profile, "gauge", seeds, {profile: 1})
    return LangevinStationary(dataset, profile, one, _LAMS[profile])


def run(config: LangevinStationary) -> Outcome:
    r"""Find where every walk settles, for every :math:`\lambda`, and how far that is from p.

    Every arm of the record holds the ``divergence`` :math:`D(\pi \Vert p)` at its smallest
    :math:`\lambda`; the ``order`` of it, the slope over the three smallest, with its distance
    from 2, ``order_error``; at the smallest :math:`\lambda` the ``relaxation``, the steps in which
    a departure from :math:`\pi` falls by e, and ``ten_steps``, the divergence from p ten steps
    after a standard normal start.

    The arrays hold by arm the :math:`\lambda`, the divergences and relaxations; and on a coarser
    grid p and where each arm settles at its smallest :math:`\lambda`.

    Parameters
    ----------
    config
        What to run.
    """
    draft = begin("langevin_stationary", config.dataset, config, "cpu")
    shown = np.linspace(-_REACH, _REACH, _SHOWN_SIDE)
    points = np.stack(np.meshgrid(shown, shown, indexing="ij"), -1)
    arrays: dict[str, npt.NDArray[Any]] = {
        "side": shown,
        "density": np.exp(DENSITY.log_density(points)),
    }
    arms = {
        name: _settle(name, walk, _PRINTED if name.endswith("printed") else config.lams, arrays)
        for name, walk in WALKS.items()
    }
    parts = zip(DENSITY.weights, DENSITY.means, DENSITY.deviations, strict=True)
    table = np.array([[weight, *mean, deviation] for weight, mean, deviation in parts])
    return Outcome(draft.record(arms, Data.of(config.dataset, table)), arrays)


def _settle(
    name: str, walk: Walk, lams: tuple[float, ...], arrays: dict[str, npt.NDArray[Any]]
) -> Arm:
    clock = time.perf_counter()
    found = [_at(walk, lam) for lam in lams]
    distances = [distance for distance, _, _, _ in found]
    order = order_of(lams[:_SMALL], distances[:_SMALL])
    distance, relaxation, ten, (grid, settled) = found[0]
    arrays[f"{name}_lams"] = np.array(lams)
    arrays[f"{name}_divergence"] = np.array(distances)
    arrays[f"{name}_relaxation"] = np.array([steps for _, steps, _, _ in found])
    arrays[f"{name}_settled"] = _on(arrays["side"], grid, settled)
    metrics = {
        "divergence": [distance],
        "order": [order],
        "order_error": [abs(order - 2)],
        "relaxation": [relaxation],
        "ten_steps": [ten],
    }
    seconds = time.perf_counter() - clock
    return arm((0,), metrics, Training(), {"lams": list(lams)}, seconds)


def _at(walk: Walk, lam: float) -> tuple[float, float, float, tuple[PlaneGrid, _Array]]:
    r"""Divergence, relaxation, divergence after ten steps, and :math:`\pi` on its grid."""
    noise = walk.noise(lam)
    grid = PlaneGrid(_REACH, _SPACING * noise)
    moved, log_density = walk.map(lam, grid.points)
    on_grid = PlaneWalk(grid, moved, noise)
    settled, relaxation = on_grid.stationary(np.exp(log_density))
    start = np.exp(_START.log_density(grid.points))
    ten = divergence(on_grid.after(start, _STEPS), log_density, grid.cell)
    return divergence(settled, log_density, grid.cell), relaxation, ten, (grid, settled)


def _on(side: _Array, grid: PlaneGrid, values: _Array) -> npt.NDArray[np.float32]:
    """Values on a grid at the nearest points of another, coarse one."""
    near = np.abs(side[:, None] - grid.side).argmin(1)
    square = values.reshape(len(grid.side), -1)
    return np.asarray(square[np.ix_(near, near)], dtype=np.float32)
