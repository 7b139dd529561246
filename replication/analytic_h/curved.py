"""Appendix D's advice on choosing h, tried where a single Gaussian cannot fit the data."""

import time
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import torch
from scipy.stats import norm

from rdo.diagnostics import divergence_from_gaussian, reconstruction_summary
from rdo.theory import H, exact_encoder
from rdo.training import History
from replication.kit.grid import Cell, Measured, Plan, Trained, quantiles, train_cells
from replication.kit.record import arm
from replication.kit.train import Keep
from replication.ledger import Arm

__all__ = ["LAMBDA1", "measure"]

_Floats = npt.NDArray[np.float64]

LAMBDA1: dict[H, tuple[float, ...]] = {
    "d": (4.0, 10.0, 100.0, 1000.0),
    "log": (1.0, 10.0, 100.0, 1000.0),
}
"""Weights of the reconstruction, at unit variance."""

_JUDGED = 100.0  # of them, what the arms and the claims are about: Thyroid's, for either h
_LAMBDA2 = 1000.0
_SIGMA2 = 1 / 12
_COLUMNS = 16  # x lies on a line in this space, as the toy of Section 5.1 does in a subspace
_HIDDEN = (16, 16)
_MODE, _WIDTH = 1.0, 0.4  # of the bimodal data, before scaling
_SHOWN = 8  # every how many rows a figure shows


def measure(
    dataset: str, seeds: Sequence[int], plan: Plan, device: str, keep: Keep | None
) -> Measured:
    r"""Train curved networks under a prior that cannot fit, for both h and several lambda1.

    A single number, uniform or of two bumps, lies on a straight line in 16 dimensions. Every arm
    holds, for each seed,

    - ``misfit``, the divergence of the latent's density from the best Gaussian, in nats;
    - ``slope_variation``, the standard deviation of :math:`\log |dz/dx|` over the data: 0 where
      P(z) is proportional to P(x);
    - ``energy_error``, the standard deviation of :math:`R(z) + \log p(x)` over the data in nats: 0
      where the model's own density is proportional to P(x).

    ``h_d`` and ``h_log`` are trained at :math:`\lambda_1 = 100`. They also hold the share of the
    variance ``lost`` in reconstruction and, as ``misfit_gain`` and so on, by how much each of the
    four is lower than that of the other. ``straight`` is the encoder of Eq. 10, and ``exact`` the
    best one for the loss among those that can be inverted (:mod:`rdo.theory.misfit`).

    The arrays hold the three for every lambda1, ``(seeds, lambda1)``, and at 100 the slope along x.

    Parameters
    ----------
    dataset
        ``uniform`` or ``bimodal``.
    seeds
        Seeds of the record.
    plan
        How the replicas are trained.
    device, keep
        As for :func:`replication.analytic_h.run.run`.
    """
    x = quantiles((lambda p: p) if dataset == "uniform" else _bimodal_quantile)
    direction = np.random.default_rng(0).normal(size=_COLUMNS)
    rows = x[:, None] * direction / np.linalg.norm(direction)
    cells = [Cell(h, lambda1, _LAMBDA2) for h in LAMBDA1 for lambda1 in LAMBDA1[h]]
    trained = train_cells(
        cells,
        seeds,
        rows,
        _HIDDEN,
        plan,
        gauge=True,
        same_weights=True,
        part=dataset,
        device=device,
        keep=keep,
    )
    clock = time.perf_counter()
    z, lost = _encoded(trained)
    shapes = _shapes(x, z)
    arrays: dict[str, npt.NDArray[np.generic]] = {"x": x[::_SHOWN]}
    arms: dict[str, Arm] = {}
    judged = {h: cells.index(Cell(h, _JUDGED, _LAMBDA2)) for h in LAMBDA1}
    for h, k in judged.items():
        other = judged["log" if h == "d" else "d"]
        every = {**shapes, "lost": lost}
        metrics = {name: values[:, k] for name, values in every.items()}
        metrics |= {f"{name}_gain": v[:, other] - v[:, k] for name, v in every.items()}
        seconds = (time.perf_counter() - clock) / len(judged)
        settings = {"lambda1": _JUDGED, "lambda2": _LAMBDA2, "hidden": list(_HIDDEN)}
        share = trained.share(len(LAMBDA1[h]))
        arms[f"h_{h}"] = arm(seeds, metrics, share, settings, seconds)
        own = [i for i, cell in enumerate(cells) if cell.h == h]
        arrays |= {f"h_{h}_{name}": values[:, own] for name, values in shapes.items()}
        arrays[f"h_{h}_lambda1"] = np.array(LAMBDA1[h])
        arrays[f"h_{h}_slope"] = _slope(x, z[:, k])[:, ::_SHOWN]
    cost = _LAMBDA2 * _SIGMA2
    for name, latent in (("straight", np.sqrt(2 * cost) * x), ("exact", exact_encoder(x, cost))):
        known = {k: np.repeat(v, len(seeds)) for k, v in _shapes(x, latent).items()}
        arms[name] = arm(seeds, known, History(), {"lambda2": _LAMBDA2})
        arrays[f"{name}_slope"] = _slope(x, latent)[::_SHOWN]
    return Measured(arms, arrays, rows, {"sigma2": _SIGMA2, "judged_lambda1": _JUDGED})


def _bimodal_quantile(p: _Floats) -> _Floats:
    grid = np.linspace(-4, 4, 100_001)
    cdf = (norm.cdf(grid, -_MODE, _WIDTH) + norm.cdf(grid, _MODE, _WIDTH)) / 2
    return np.asarray(np.interp(p, cdf, grid))


def _encoded(trained: Trained) -> tuple[_Floats, _Floats]:
    """Latents ``(seeds, cells, n)`` and the share of the variance lost, ``(seeds, cells)``."""
    z = trained.ensemble.map("encode", trained.rows)
    summary = reconstruction_summary(trained.ensemble, trained.rows)
    lost = 1 - torch.from_numpy(summary.variance_explained)
    return trained.by_seed(z[..., 0]), trained.by_seed(lost)


def _slope(x: _Floats, z: _Floats) -> _Floats:
    """The size of dz/dx along the last axis."""
    return np.asarray(np.abs(np.gradient(z, axis=-1) / np.gradient(x)))


def _shapes(x: _Floats, z: _Floats) -> Mapping[str, _Floats]:
    """The three measures of an encoder that takes the quantiles x to z, ``(..., n)``."""
    centred = z - z.mean(-1, keepdims=True)
    energy = centred**2 / (2 * z.var(-1, keepdims=True))
    log_density = -np.log(np.gradient(x))
    with np.errstate(divide="ignore"):  # a slope of zero is recorded as a failure
        log_slope = np.log(_slope(x, z))
    return {
        "misfit": divergence_from_gaussian(z),
        "slope_variation": log_slope.std(-1),
        "energy_error": (energy + log_density).std(-1),
    }
