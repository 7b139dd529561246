"""Continuous PCA on a curved sheet: whether latents follow the principal directions."""

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from scipy.spatial import cKDTree
from torch import Tensor

from rdo.diagnostics import mutual_information, reconstruction_summary
from rdo.models import FactorisedRaDOGAGA
from rdo.theory import H, strain
from rdo.training import Ensemble, History, Schedule, gauge_fixed_start
from rdo.training.draws import glorot_generator
from replication.continuous_pca.linear import gram_deviation
from replication.kit.grid import (
    Measured,
    Plan,
    by_record_seed,
    replica_seeds,
    train_and_settle,
)
from replication.kit.record import arm
from replication.kit.train import Keep
from replication.ledger import Arm

__all__ = ["measure", "sheet"]

_Floats = npt.NDArray[np.float64]

_ROWS = 4_096
_RADIUS, _TILT = 2.0, np.radians(30.0)  # of the cylinder, and of its axis in the sheet
_SIDES = (3.0, 1.5)
_BEND, _WIDTH = 0.5, 0.3  # of the ridge
_REACH = 0.9  # of a local principal direction: three widths, within which the ridge is long
_MEASURED = 8  # every how many rows Jacobians are taken at
_LAMBDA1, _LAMBDA2 = 100.0, 1000.0
_HIDDEN = (32, 32)
_BOTH: tuple[H, ...] = ("d", "log")


def measure(
    dataset: str, seeds: Sequence[int], plan: Plan, device: str, keep: Keep | None
) -> Measured:
    r"""Train curved networks with the factorised prior on a sheet rolled onto a cylinder.

    The rolling changes no length within the sheet, so Eq. 10 can hold exactly: by the sheet's own
    coordinates s, turned by any angle. ``rectangle`` is a uniform density on a rectangle, whose
    sides are independent. ``ridge`` is a density along a parabola, whose principal directions turn
    from place to place.

    Every arm holds, for each seed,

    - ``mutual_information`` of the two latents, and ``strain``, what departing from Eq. 10 costs,
      both in nats: the two parts of the loss that the map can change (:mod:`rdo.theory.
      continuous_pca`), and their ``sum``;
    - ``gram_deviation``, the mean size of :math:`G - I` a dimension;
    - ``axis_angle``, the mean angle in degrees, at most 45, between the latents' directions in the
      sheet and the sides of the rectangle, or the principal direction of the ridge's rows within
      three of its widths.

    ``factorised_d`` and ``factorised_log`` are trained, ``start`` is where both start: a plain
    autoencoder with the gauge fixed. ``isometry`` is the best map with G = I everywhere, the
    rotation of s with the least mutual information; how much more of it the rotation by PCA (KLT)
    leaves, in nats, is ``klt_excess``. The trained ones also hold by how much less
    mutual information they have than the start, ``information_gain``, and by how much a lower sum
    than the isometry, ``isometry_gain``.

    The arrays hold s and, of the seed with the median sum, the latents of every eighth row.

    Parameters
    ----------
    dataset
        ``rectangle`` or ``ridge``.
    seeds
        Seeds of the record.
    plan
        How the replicas are trained.
    device, keep
        As for :func:`replication.continuous_pca.run.run`.
    """
    s = sheet(dataset)
    rows = _rolled(s)
    shown = slice(None, None, _MEASURED)
    reference = np.zeros(len(s[shown])) if dataset == "rectangle" else _principal(s, s[shown])
    models = []
    for seed in seeds:
        for h in _BOTH:
            model = FactorisedRaDOGAGA(3, _HIDDEN, 2, lambda1=_LAMBDA1, lambda2=_LAMBDA2, h=h)
            model.reset_parameters(glorot_generator(seed))
            models.append(model)
    ensemble = Ensemble(models, device)
    data = torch.from_numpy(rows).float()
    every = np.tile(np.arange(len(rows)), (len(models), 1))
    own_seeds = replica_seeds(seeds, len(_BOTH))
    warm_up = gauge_fixed_start(
        ensemble,
        data,
        every,
        own_seeds,
        Schedule(plan.warm_up_steps, plan.batch_size, plan.warm_up_learning_rate),
        checkpoints=None if keep is None else keep.part("start"),
    )
    x = data.to(device).expand(len(models), -1, -1)
    measured = partial(_measures, x=x, s=s, reference=reference)
    start = measured(ensemble)
    training = train_and_settle(
        ensemble,
        data,
        every,
        own_seeds,
        plan,
        gauge=False,
        label=f"{dataset}, {len(models)} replicas",
        part=dataset,
        keep=keep,
    )
    warm_up.failures = by_record_seed(warm_up.failures)
    training.failures[:0] = warm_up.failures
    clock = time.perf_counter()
    end = measured(ensemble)
    seconds = (time.perf_counter() - clock) / len(_BOTH)
    known = _isometry(s, reference)
    both = len(_BOTH)
    before = {name: values[::both] for name, values in start[0].items()}  # the same for both h
    arms: dict[str, Arm] = {
        "start": arm(seeds, before, warm_up, {}),
        "isometry": arm(
            seeds, {k: np.repeat(v, len(seeds)) for k, v in known.items()}, History(), {}
        ),
    }
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "s": s[shown],
        "start_z": start[1][::both][_median(before["sum"]), shown],
    }
    for k, h in enumerate(_BOTH):
        metrics = {name: values[k::both] for name, values in end[0].items()}
        metrics["information_gain"] = before["mutual_information"] - metrics["mutual_information"]
        metrics["isometry_gain"] = known["sum"] - metrics["sum"]
        share = replace(training, seconds=training.seconds / both)
        arms[f"factorised_{h}"] = arm(seeds, metrics, share, {"h": h}, seconds)
        arrays[f"factorised_{h}_z"] = end[1][k::both][_median(metrics["sum"]), shown]
    settings = {"lambda1": _LAMBDA1, "lambda2": _LAMBDA2, "sigma2": 1 / 12, "hidden": list(_HIDDEN)}
    return Measured(arms, arrays, rows, settings)


def _median(values: _Floats) -> int:
    return int(np.argsort(values)[len(values) // 2])


def sheet(dataset: str, n: int = _ROWS) -> _Floats:
    r"""Points of a flat sheet, in coordinates that measure its lengths, ``(n, 2)``.

    ``rectangle``: uniform, with sides 3 and 1.5. ``ridge``: :math:`s_1 \sim N(0, 1)`,
    :math:`s_2 = \frac12 (s_1^2 - 1) + 0.3 \, t`, :math:`t \sim N(0, 1)`.
    """
    rng = np.random.default_rng(0)
    if dataset == "rectangle":
        return rng.uniform(-0.5, 0.5, size=(n, 2)) * _SIDES
    s, t = rng.normal(size=(2, n))
    return np.stack([s, _BEND * (s**2 - 1) + _WIDTH * t], axis=1)


def _turn(angle: float) -> _Floats:
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])


def _rolled(s: _Floats) -> _Floats:
    """The sheet rolled onto a cylinder, at an angle to its coordinates, ``(n, 3)``."""
    around, along = (s @ _turn(_TILT)).T
    angle = around / _RADIUS
    x = np.stack([_RADIUS * np.sin(angle), _RADIUS * np.cos(angle), along], axis=1)
    return np.asarray(x - x.mean(0))


def _tangents(s: _Floats) -> _Floats:
    """How x moves with s, ``(n, 3, 2)``: orthonormal columns."""
    angle = (s @ _turn(_TILT))[:, 0] / _RADIUS
    zero, one = np.zeros_like(angle), np.ones_like(angle)
    unrolled = np.stack(
        [np.stack([np.cos(angle), -np.sin(angle), zero]), np.stack([zero, zero, one])]
    )  # (2, 3, n)
    return np.asarray(unrolled.transpose(2, 1, 0) @ _turn(_TILT).T)


def _principal(s: _Floats, at: _Floats) -> _Floats:
    """Direction in which the rows in reach of a point spread most, in radians, ``(len(at),)``."""
    angles = []
    for near in cKDTree(s).query_ball_point(at, _REACH):
        _, vectors = np.linalg.eigh(np.cov(s[near].T))
        angles.append(np.arctan2(vectors[1, -1], vectors[0, -1]))
    return np.array(angles)


def _off_axis(directions: _Floats, reference: _Floats) -> _Floats:
    """Mean angle in degrees of directions ``(..., n, 2, N)`` to the nearest axis, ``(...)``."""
    angle = np.degrees(
        np.arctan2(directions[..., 1, :], directions[..., 0, :]) - reference[:, None]
    )
    return np.asarray(np.abs((angle + 45) % 90 - 45).mean((-2, -1)))


def _measures(
    ensemble: Ensemble, x: Tensor, s: _Floats, reference: _Floats
) -> tuple[dict[str, _Floats], _Floats]:
    """The metrics of every replica, ``(R,)`` each, and the latents, ``(R, n, 2)``."""
    z = ensemble.map("encode", x).double().cpu().numpy()
    rows = x[:, ::_MEASURED]
    gram = ensemble.map("gram", rows).double().cpu().numpy()
    jacobian = ensemble.map("jacobian", rows).double().cpu().numpy()
    directions = _tangents(s[::_MEASURED]).transpose(0, 2, 1) @ jacobian
    information = np.array([mutual_information(one) for one in z])
    sound = (np.linalg.eigvalsh(gram) > 0).all((1, 2))
    cost = np.full(len(gram), np.inf)  # where a latent has died somewhere
    cost[sound] = strain(gram[sound]).mean(-1)
    return {
        "mutual_information": information,
        "strain": cost,
        "sum": information + cost,
        "gram_deviation": gram_deviation(gram).mean(-1),
        "axis_angle": _off_axis(directions, reference),
        "lost": 1 - reconstruction_summary(ensemble, x).variance_explained,
    }, z


def _isometry(s: _Floats, reference: _Floats) -> dict[str, float]:
    angles = np.radians(np.arange(90))
    information = [mutual_information(s @ _turn(angle)) for angle in angles]
    best = int(np.argmin(information))
    klt = np.linalg.eigh(np.cov(s.T))[1]
    directions = np.broadcast_to(_turn(angles[best]), (len(reference), 2, 2))
    return {
        "mutual_information": information[best],
        "strain": 0.0,
        "sum": information[best],
        "gram_deviation": 0.0,
        "axis_angle": float(_off_axis(directions, reference)),
        "klt_excess": mutual_information(s @ klt) - information[best],
    }
