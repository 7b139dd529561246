"""Where an autoencoder's walk in the plane settles, beside the density it was made for."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo.errors import InputError
from rdo.theory import denoiser, first_order, lossy_map
from rdo.training import History
from replication.kit.grid import Plan
from replication.kit.options import check_options
from replication.kit.record import Outcome, arm, begin
from replication.kit.train import Keep
from replication.langevin_stationary import trained as langevin_trained
from replication.langevin_stationary.stationary import (
    DENSITY,
    SIDE,
    Walk,
    mixture_table,
    settle,
    start_divergence,
)
from replication.ledger import Arm, Data
from replication.lossy_autoencoder_score.gaussian import order_of

__all__ = ["DENSITY", "HEADINGS", "PARTS", "WALKS", "LangevinStationary", "configure", "run"]

_Array = npt.NDArray[np.float64]

PARTS = ("mixture", "trained")
"""Parts of the experiment: maps that are known in closed form, and networks that are trained."""

HEADINGS = {
    "divergence": "divergence from p, nats",
    "order": "order in \N{GREEK SMALL LETTER LAMDA}",
    "relaxation": "steps to forget",
    "ten_steps": "after ten steps, nats",
    "ten_steps_largest": "at the largest \N{GREEK SMALL LETTER LAMDA}",
    "drift_error": "error of the drift",
    "drift_error_largest": "error at the largest \N{GREEK SMALL LETTER LAMDA}",
    "prior_divergence": "decoded prior from p, nats",
    "strayed": "off the data",
}
"""The measures that tables show, by their name in the records."""

_LAMS = {
    "smoke": (0.02, 0.04, 0.08),
    "reduced": (0.01, 0.02, 0.04, 0.08),
    "paper": (0.005, 0.01, 0.02, 0.04, 0.08),
}
_TRAINED_LAMS = (0.02, 0.04, 0.08)
_PRINTED = (0.1, 0.2, 0.4)  # down to the supplement's; below, no walk gets from peak to peak
_STEPS = {  # steps, batch, rate; steps and rate of the start
    "smoke": (40, 1_024, 1e-3, 40, 1e-3),
    "reduced": (1_000, 1_024, 1e-3, 500, 1e-3),
    "paper": (2_000, 1_024, 1e-3, 500, 1e-3),
}
_SMALL = 3  # values of lambda that tell an order


@dataclass(frozen=True)
class LangevinStationary:
    """Configuration of the experiment."""

    dataset: str
    """One of :data:`PARTS`."""
    profile: str
    seeds: tuple[int, ...]
    """A single one where nothing is random."""
    lams: tuple[float, ...]
    r"""The values of :math:`\lambda`, rising."""
    plan: Plan | None = None
    """How networks are trained, None where there are none."""


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

    ``paper``: the supplement prints no such experiment, so :math:`\lambda` spans a factor of 16,
    of 4 where networks are trained, with 5 seeds. ``reduced`` and ``smoke`` leave out its smallest
    values, or train 3 and 2 seeds for a fraction of the steps.

    Parameters
    ----------
    dataset
        ``mixture`` or ``trained``.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's; of ``mixture`` 1, if anything.

    Raises
    ------
    InputError
        If a name is unknown, or several seeds are asked for where nothing is random.
    """
    if dataset not in PARTS:
        raise InputError(f"dataset={dataset!r}: langevin_stationary knows {', '.join(PARTS)}.")
    if dataset == "trained":
        every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 3, "paper": 5})
        lams = _TRAINED_LAMS[1:] if profile == "smoke" else _TRAINED_LAMS
        plan = Plan(*_STEPS[profile])
        return LangevinStationary(dataset, profile, every, lams, plan)
    if seeds not in (None, 1):
        raise InputError(f"seeds={seeds}: nothing here is random; give 1.")
    one = check_options(profile, "gauge", seeds, {profile: 1})
    return LangevinStationary(dataset, profile, one, _LAMS[profile])


def run(config: LangevinStationary, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    r"""Find where every walk settles, for every :math:`\lambda`, and how far that is from p.

    Every arm of the record holds the ``divergence`` :math:`D(\pi \Vert p)` at its smallest
    :math:`\lambda`, and the ``largest_divergence`` at its largest; the ``order`` of it, the slope
    over the three smallest, with its distance from 2, ``order_error``; at the smallest
    :math:`\lambda` the ``relaxation``, the steps in which a departure from :math:`\pi` falls by e;
    and ``ten_steps``, the divergence from p ten steps after a standard normal start, with
    ``ten_steps_largest`` at the largest :math:`\lambda`. The mixture is p, except for ``lossy``:
    there it is the density of what comes out, and p the one that the map is exact for. For what
    ``trained`` holds beside that see :func:`replication.langevin_stationary.trained.measure`.

    The arrays hold by arm the :math:`\lambda`, the divergences, those after ten steps, and the
    relaxations; the divergence of the start; and on a coarser grid the mixture and where each arm
    settles at its smallest :math:`\lambda`.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    draft = begin(
        "langevin_stationary", config.dataset, config, "cpu" if config.plan is None else device
    )
    points = np.stack(np.meshgrid(SIDE, SIDE, indexing="ij"), -1)
    arrays: dict[str, npt.NDArray[Any]] = {
        "side": SIDE,
        "density": np.exp(DENSITY.log_density(points)),
        "start_divergence": np.array(start_divergence()),
    }
    if config.plan is not None:
        measured = langevin_trained.measure(config.seeds, config.lams, config.plan, device, keep)
        data = Data.of(config.dataset, measured.table)
        record = draft.record(measured.arms, data, **measured.settings)
        return Outcome(record, arrays | measured.arrays)
    arms = {
        name: _settle(name, walk, _PRINTED if name.endswith("printed") else config.lams, arrays)
        for name, walk in WALKS.items()
    }
    return Outcome(draft.record(arms, Data.of(config.dataset, mixture_table())), arrays)


def _settle(
    name: str, walk: Walk, lams: tuple[float, ...], arrays: dict[str, npt.NDArray[Any]]
) -> Arm:
    clock = time.perf_counter()
    found = [settle(walk, lam) for lam in lams]
    distances = [one.divergence for one in found]
    order = order_of(lams[:_SMALL], distances[:_SMALL])
    arrays[f"{name}_lams"] = np.array(lams)
    arrays[f"{name}_divergence"] = np.array(distances)
    arrays[f"{name}_relaxation"] = np.array([one.relaxation for one in found])
    arrays[f"{name}_ten_steps"] = np.array([one.ten_steps for one in found])
    arrays[f"{name}_settled"] = found[0].shown()
    metrics = {
        "divergence": [distances[0]],
        "largest_divergence": [distances[-1]],
        "order": [order],
        "order_error": [abs(order - 2)],
        "relaxation": [found[0].relaxation],
        "ten_steps": [found[0].ten_steps],
        "ten_steps_largest": [found[-1].ten_steps],
    }
    seconds = time.perf_counter() - clock
    return arm((0,), metrics, History(), {"lams": list(lams)}, seconds)
