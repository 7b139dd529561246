"""Parts ``uniform`` and ``bimodal``: Appendix D's advice on h where a Gaussian cannot fit."""

import time

import numpy as np
import numpy.typing as npt
import torch
from scipy.stats import norm

from rdo.diagnostics import divergence_from_gaussian, reconstruction_summary
from rdo.theory import exact_encoder
from replication.analytic_h.config import SIGMA2, CurvedNetworks
from replication.kit import Outcome, Run
from replication.kit.grid import Cell, quantiles, train_cells
from replication.ledger import Arm, Data

__all__ = ["measure"]

_Floats = npt.NDArray[np.float64]

_COLUMNS = 16  # x lies on a line in this space, as the toy of Section 5.1 does in a subspace
_MODE, _WIDTH = 1.0, 0.4  # of the bimodal data, before scaling
_SHOWN = 8  # every how many rows a figure shows


def measure(config: CurvedNetworks, run: Run) -> Outcome:
    r"""Train curved networks under a prior that cannot fit, for both h and several lambda1.

    A single number, uniform or of two bumps, lies on a straight line in 16 dimensions. Every arm
    holds, for each seed,

    - ``misfit``, the divergence of the latent's density from the best Gaussian, in nats;
    - ``slope_variation``, the standard deviation of :math:`\log |dz/dx|` over the data: 0 where
      P(z) is proportional to P(x);
    - ``energy_error``, the standard deviation of :math:`R(z) + \log p(x)` over the data in nats: 0
      where the model's own density is proportional to P(x).

    ``h_d`` and ``h_log`` are trained at :math:`\lambda_1 = 100`. They also hold ``lost``, the
    unexplained variance as a share, and, as ``misfit_gain`` and so on, by how much each of the
    four is lower than that of the other. ``straight`` is the encoder of Eq. 10, and ``exact`` the
    best one for the loss among those that can be inverted (:mod:`rdo.theory.misfit`).

    The arrays hold the three for every lambda1, ``(R, lambda1)``, and at 100 the slope along x.
    """
    x = quantiles((lambda p: p) if run.part == "uniform" else _bimodal_quantile)
    direction = np.random.default_rng(0).normal(size=_COLUMNS)
    rows = x[:, None] * direction / np.linalg.norm(direction)
    lambda2, judged = config.lambda2, config.judged_lambda1
    cells = [Cell("d", lambda1, lambda2) for lambda1 in sorted({*config.lambda1_d, judged})]
    cells += [Cell("log", lambda1, lambda2) for lambda1 in sorted({*config.lambda1_log, judged})]
    trained = train_cells(
        run, cells, rows, config.hidden, config, gauge=True, same_weights=True, stage=run.part
    )
    clock = time.perf_counter()
    z = trained.by_seed(trained.ensemble.map("encode", trained.rows)[..., 0])
    explained = reconstruction_summary(trained.ensemble, trained.rows).variance_explained
    shapes = _shapes(x, z)
    measures = {**shapes, "lost": trained.by_seed(1 - torch.from_numpy(explained))}
    seconds = (time.perf_counter() - clock) / 2
    arrays = {"x": x[::_SHOWN]}
    arms: dict[str, Arm] = {}
    at = {cell.h: k for k, cell in enumerate(cells) if cell.lambda1 == judged}
    for h, k in at.items():
        other = at["log" if h == "d" else "d"]
        metrics = {name: values[:, k] for name, values in measures.items()}
        metrics |= {f"{name}_gain": v[:, other] - v[:, k] for name, v in measures.items()}
        own = [i for i, cell in enumerate(cells) if cell.h == h]
        settings = {"lambda1": judged, "lambda2": lambda2, "hidden": list(config.hidden)}
        arms[f"h_{h}"] = run.arm(metrics, trained.share(len(own)), settings, seconds)
        arrays |= {f"h_{h}_{name}": values[:, own] for name, values in shapes.items()}
        arrays[f"h_{h}_lambda1"] = np.array([cells[i].lambda1 for i in own])
        arrays[f"h_{h}_slope"] = _slope(x, z[:, k])[:, ::_SHOWN]
    cost = lambda2 * SIGMA2
    for name, latent in (("straight", np.sqrt(2 * cost) * x), ("exact", exact_encoder(x, cost))):
        known = {metric: run.same(value) for metric, value in _shapes(x, latent).items()}
        arms[name] = run.arm(known, config={"lambda2": lambda2})
        arrays[f"{name}_slope"] = _slope(x, latent)[::_SHOWN]
    return Outcome(arms, Data.of(run.part, rows), arrays, {"sigma2": SIGMA2})


def _bimodal_quantile(p: _Floats) -> _Floats:
    grid = np.linspace(-4, 4, 100_001)
    cdf = (norm.cdf(grid, -_MODE, _WIDTH) + norm.cdf(grid, _MODE, _WIDTH)) / 2
    return np.asarray(np.interp(p, cdf, grid))


def _slope(x: _Floats, z: _Floats) -> _Floats:
    """The size of dz/dx along the last axis."""
    return np.asarray(np.abs(np.gradient(z, axis=-1) / np.gradient(x)))


def _shapes(x: _Floats, z: _Floats) -> dict[str, _Floats]:
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
