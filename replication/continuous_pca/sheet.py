"""Parts ``rectangle`` and ``ridge``: whether latents follow the principal directions of a sheet."""

import time
from dataclasses import replace
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree
from torch import Tensor

from rdo.diagnostics import mutual_information, reconstruction_summary
from rdo.theory import strain
from rdo.training import Ensemble, Schedule, gauge_fixed_start
from replication.continuous_pca.config import CurvedNetworks
from replication.continuous_pca.replicas import BOTH, factorised, gram_deviation, of_both
from replication.kit import Outcome, Run
from replication.kit.grid import by_record_seed, train_in_stages
from replication.ledger import Data

__all__ = ["measure", "sheet"]

_Floats = npt.NDArray[np.float64]

_ROWS = 4_096
_RADIUS, _TILT = 2.0, np.radians(30.0)  # of the cylinder, and of its axis in the sheet
_SIDES = (3.0, 1.5)
_BEND, _WIDTH = 0.5, 0.3  # of the ridge
_REACH = 0.9  # of a local principal direction: three widths, within which the ridge is long
_MEASURED = 8  # every how many rows Jacobians are taken at


def measure(config: CurvedNetworks, run: Run) -> Outcome:
    r"""Train curved networks with the factorised prior on a sheet rolled onto a cylinder.

    The rolling changes no length within the sheet, so Eq. 10 can hold exactly: by the sheet's own
    coordinates s, turned by any angle. ``rectangle`` is a uniform density on a rectangle, whose
    sides are independent. ``ridge`` is a density along a parabola, whose principal directions turn
    from place to place.

    Every arm holds, for each seed,

    - ``mutual_information`` of the two latents, and ``strain``, what departing from Eq. 10 costs,
      both in nats: the two parts of the loss that the map can change, and their ``sum``
      (:mod:`rdo.theory.continuous_pca`);
    - ``gram_deviation``, the size of :math:`G - I` per dimension, a mean over the rows;
    - ``axis_angle``, the mean angle in degrees, at most 45, between the latents' directions in the
      sheet and the sides of the rectangle, or the principal direction of the ridge's rows within
      three of its widths;
    - ``lost``, the unexplained variance as a share, but for ``isometry``.

    ``factorised_d`` and ``factorised_log`` are trained, ``start`` is where both start: a plain
    autoencoder with the gauge fixed. ``isometry`` is the best map with G = I everywhere, the
    rotation of s with the least mutual information; its ``klt_excess`` is how much more of it the
    rotation by PCA (KLT) leaves, in nats. The trained ones also hold how much less mutual
    information they have than the start, ``information_gain``, and how much smaller a sum than the
    isometry, ``isometry_gain``.

    The arrays hold s and, of the seed with the median sum, the latents of every eighth row.
    """
    s = sheet(run.part)
    rows = _rolled(s)
    shown = slice(None, None, _MEASURED)
    reference = np.zeros(len(s[shown])) if run.part == "rectangle" else _principal(s, s[shown])
    replicas = of_both(factorised(3, config.hidden, 2), config, run, rows)
    measured = partial(_measures, replicas.ensemble, replicas.x, s, reference)
    schedule = Schedule(config.warm_up_steps, config.batch_size, config.warm_up_learning_rate)
    warm_up = gauge_fixed_start(*replicas, schedule, checkpoints=run.checkpoints("start"))
    warm_up.failures = by_record_seed(warm_up.failures)
    start = measured()
    label = f"{run.part}, {len(replicas.seeds)} replicas"
    history = train_in_stages(run, *replicas, config, gauge=False, label=label, stage=run.part)
    history.failures[:0] = warm_up.failures
    share = replace(history, seconds=history.seconds / len(BOTH))
    clock = time.perf_counter()
    end = measured()
    seconds = (time.perf_counter() - clock) / len(BOTH)
    known = _isometry(s, reference)
    first = slice(None, None, len(BOTH))  # both h start alike
    before = {name: values[first] for name, values in start[0].items()}
    arms = {
        "start": run.arm(before, warm_up),
        "isometry": run.arm({k: run.same(v) for k, v in known.items()}),
    }
    arrays = {"s": s[shown], "start_z": start[1][first][_median(before["sum"]), shown]}
    for k, h in enumerate(BOTH):
        own = slice(k, None, len(BOTH))
        metrics = {name: values[own] for name, values in end[0].items()}
        metrics["information_gain"] = before["mutual_information"] - metrics["mutual_information"]
        metrics["isometry_gain"] = known["sum"] - metrics["sum"]
        arms[f"factorised_{h}"] = run.arm(metrics, share, {"h": h}, seconds)
        arrays[f"factorised_{h}_z"] = end[1][own][_median(metrics["sum"]), shown]
    return Outcome(arms, Data.of(run.part, rows), arrays, {"sigma2": 1 / 12})


def _median(values: _Floats) -> int:
    """The place of the median, the upper one of two."""
    return int(np.argsort(values)[len(values) // 2])


def sheet(part: str, n: int = _ROWS) -> _Floats:
    r"""Points of a flat sheet, in coordinates that measure its lengths, ``(n, 2)``.

    ``rectangle``: uniform, with sides 3 and 1.5. ``ridge``: :math:`s_1 \sim N(0, 1)`,
    :math:`s_2 = \frac12 (s_1^2 - 1) + 0.3 \, t`, :math:`t \sim N(0, 1)`.
    """
    rng = np.random.default_rng(0)
    if part == "rectangle":
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
    cos, sin, zero = np.cos(angle), np.sin(angle), np.zeros_like(angle)
    unrolled = np.array([[cos, -sin, zero], [zero, zero, zero + 1]])  # (2, 3, n)
    return np.asarray(unrolled.transpose(2, 1, 0) @ _turn(_TILT).T)


def _principal(s: _Floats, at: _Floats) -> _Floats:
    """Direction in which the rows in reach of a point spread most, in radians, ``(len(at),)``."""
    near = cKDTree(s).query_ball_point(at, _REACH)
    widest = np.array([np.linalg.eigh(np.cov(s[rows].T))[1][:, -1] for rows in near])
    return np.asarray(np.arctan2(widest[:, 1], widest[:, 0]))


def _off_axis(directions: _Floats, reference: _Floats) -> _Floats:
    """Mean angle in degrees of directions ``(..., n, 2, N)`` to the nearest axis, ``(...)``."""
    angle = np.arctan2(directions[..., 1, :], directions[..., 0, :]) - reference[:, None]
    return np.asarray(np.abs((np.degrees(angle) + 45) % 90 - 45).mean((-2, -1)))


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
    """The metrics of the rotation of s, in whole degrees, with the least mutual information."""
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
