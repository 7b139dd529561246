"""Maps that are known in closed form, and the stationary densities of their walks."""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo.theory import denoiser, first_order, lossy_map
from replication.kit import Outcome, Run
from replication.langevin_stationary.config import MixtureConfig
from replication.langevin_stationary.stationary import DENSITY, Walk, find_stationary, summary
from replication.ledger import Data

__all__ = ["WALKS", "measure"]

_Array = npt.NDArray[np.float64]


def _of_mixture(r: Callable[[float, _Array], _Array]) -> Callable[..., tuple[_Array, _Array]]:
    return lambda lam, x: (r(lam, x), DENSITY.log_density(x))


def _langevin(lam: float, x: _Array) -> _Array:
    return np.asarray(x + lam * first_order(DENSITY, x))


WALKS = {
    "lossy": Walk(lambda lam, x: lossy_map(DENSITY, lam, x), np.sqrt),
    "langevin": Walk(_of_mixture(_langevin), np.sqrt),
    "denoiser": Walk(_of_mixture(lambda lam, x: denoiser(DENSITY, lam / 2, x)), np.sqrt),
    "denoiser_same": Walk(_of_mixture(lambda lam, x: denoiser(DENSITY, lam, x)), np.sqrt),
    "langevin_printed": Walk(_of_mixture(_langevin), float),
}
"""The walks by the name of their arm."""


def measure(config: MixtureConfig, run: Run) -> Outcome:
    r"""Find the stationary density of every walk, for every :math:`\lambda`.

    Every arm of the record holds the :func:`~replication.langevin_stationary.stationary.summary` of
    its walk, and the ``largest_divergence`` and ``ten_steps_largest``, both at the largest
    :math:`\lambda`. The mixture is p, except for ``lossy``: there it is the density of what comes
    out, and p the one that the map is exact for. The arrays hold by arm the :math:`\lambda`, the
    divergences, those after ten steps, and the relaxations, ``(L,)`` each; and on a coarser grid
    the stationary density at the smallest :math:`\lambda`.
    """
    arms = {}
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, walk in WALKS.items():
        clock = time.perf_counter()
        lams = config.printed_lams if name == "langevin_printed" else config.lams
        found = [find_stationary(walk, lam) for lam in lams]
        arrays[f"{name}_lams"] = np.array(lams)
        for what in ("divergence", "relaxation", "ten_steps"):
            arrays[f"{name}_{what}"] = np.array([getattr(one, what) for one in found])
        arrays[f"{name}_settled"] = found[0].on_coarse_grid()
        metrics = {
            **summary(found, lams),
            "largest_divergence": found[-1].divergence,
            "ten_steps_largest": found[-1].ten_steps,
        }
        seconds = time.perf_counter() - clock
        arms[name] = run.arm(metrics, config={"lams": list(lams)}, seconds=seconds)
    return Outcome(arms, Data.of(run.part, DENSITY.table), arrays)
