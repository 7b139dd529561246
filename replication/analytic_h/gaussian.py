"""Appendix D's linear model, trained by RaDOGAGA's loss as it stands."""

from collections.abc import Sequence
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from rdo.theory import H, LinearModel
from rdo.training import Ensemble
from replication.kit.grid import Cell, Measured, Plan, Trained, quantiles, train_cells
from replication.kit.record import arm
from replication.kit.train import Keep
from replication.ledger import Arm

__all__ = ["SWEEP", "measure"]

_Floats = npt.NDArray[np.float64]

SWEEP = (0.5, 1.0, 1.5, 1.8, 1.9, 2.0, 2.1, 2.2, 2.4, 2.7, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0)
""":math:`\\lambda_1` of the replicas on either side of the line, at unit variance."""

_BOTH: tuple[H, ...] = ("d", "log")
_GRID = tuple(product((3.0, 10.0, 100.0), (1.0, 100.0), (0.25, 4.0)))  # w, lambda2, sigma_x^2
_SWEEP_LAMBDA2 = 10.0
_SIGMA2 = 1 / 12
_CLEAR_BELOW, _CLEAR_ABOVE = 1.9, 2.2  # the line itself is not asked which side it is on
_FOUND = 0.05
_SETTINGS = {"model": "RaDOGAGA", "hidden": [], "n_latent": 1, "n_components": 1}


def measure(seeds: Sequence[int], plan: Plan, device: str, keep: Keep | None) -> Measured:
    r"""Train straight encoders and decoders on Gaussian x, with the gauge fixed and without.

    ``h_d`` and ``h_log``, gauge fixed: ``ab_error`` and ``b_error``, the largest relative errors of
    ab and b over twelve settings against the closed form; ``h_d`` also ``ab_below``, the largest
    size of the ab that training ends with where :math:`\lambda_1 \sigma_x^2 \le 1.9` and there is
    no solution.

    ``h_d_glorot`` and ``h_log_glorot``, from Glorot's weights, over the :math:`\lambda_1` of
    :data:`SWEEP` from 2.2 on: ``found``, the share that ends within 5 % of the solution's ab, and
    ``foretold``, the share whose end is the one on their side of the saddle.

    The arrays hold every trained ab of the sweeps, ``(seeds, len(SWEEP))``, and where they started;
    and the trained ab and b of the twelve settings over those of the closed form, ``(seeds, 12)``.

    Parameters
    ----------
    seeds
        Seeds of the record.
    plan
        How the replicas are trained.
    device, keep
        As for :func:`replication.analytic_h.run.run`.
    """
    x = quantiles(norm.ppf)[:, None]
    arms: dict[str, Arm] = {}
    arrays: dict[str, npt.NDArray[np.generic]] = {
        "sweep": np.array(SWEEP),
        "grid": np.array(_GRID),
    }
    grid = {h: [Cell(h, w / s, lambda2, s) for w, lambda2, s in _GRID] for h in _BOTH}
    sweep = {h: [Cell(h, w, _SWEEP_LAMBDA2) for w in SWEEP] for h in _BOTH}

    straight = partial(
        train_cells,
        seeds=seeds,
        rows=x,
        hidden=(),
        plan=plan,
        same_weights=False,
        device=device,
        keep=keep,
    )

    trained = straight([*grid["d"], *grid["log"], *sweep["d"]], gauge=True, part="gauge")
    ab, b = _slopes(trained, trained.ensemble)
    n = len(_GRID)
    arrays["h_d_ab"] = ab[:, 2 * n :]
    below = np.abs(arrays["h_d_ab"][:, np.array(SWEEP) <= _CLEAR_BELOW]).max(1)
    for i, h in enumerate(_BOTH):
        own = slice(i * n, (i + 1) * n)
        over = _over_closed(grid[h], ab[:, own], b[:, own])
        arrays |= {f"h_{h}_grid_{name}": ratio for name, ratio in over.items()}
        metrics = {f"{name}_error": np.abs(ratio - 1).max(1) for name, ratio in over.items()}
        if h == "d":
            metrics["ab_below"] = below
        share = trained.share(n + len(SWEEP) if h == "d" else n)
        arms[f"h_{h}"] = arm(seeds, metrics, share, _SETTINGS)

    trained = straight([*sweep["d"], *sweep["log"]], gauge=False, part="glorot")
    starts, ends = (_slopes(trained, e)[0] for e in (trained.start, trained.ensemble))
    for i, h in enumerate(_BOTH):
        own = slice(i * len(SWEEP), (i + 1) * len(SWEEP))
        name = f"h_{h}_glorot"
        fate = _fate(sweep[h], starts[:, own], ends[:, own])
        arms[name] = arm(seeds, fate, trained.share(len(SWEEP)), _SETTINGS)
        arrays |= {f"{name}_start": starts[:, own], f"{name}_ab": ends[:, own]}
    return Measured(arms, arrays, x, {"sigma2": _SIGMA2, "sweep_lambda2": _SWEEP_LAMBDA2})


def _slopes(trained: Trained, ensemble: Ensemble) -> tuple[_Floats, _Floats]:
    """The ab and the size of b of every replica, ``(seeds, cells)``."""
    named = ensemble.named()
    a, b = (named[f"{part}.layers.0.weight"].flatten() for part in ("encoder", "decoder"))
    return trained.by_seed(a * b), trained.by_seed(b.abs())


def _model(cell: Cell) -> LinearModel:
    return LinearModel(cell.lambda1, cell.lambda2, cell.sigma_x2, _SIGMA2)


def _over_closed(cells: Sequence[Cell], ab: _Floats, b: _Floats) -> dict[str, _Floats]:
    closed = [_model(cell).optimum(cell.h) for cell in cells]
    return {"ab": ab / [s.ab for s in closed], "b": b / [s.b for s in closed]}


def _fate(cells: Sequence[Cell], start: _Floats, end: _Floats) -> dict[str, _Floats]:
    """How often training ends at the solution, and how often on its side of the saddle."""
    clear = [k for k, cell in enumerate(cells) if cell.lambda1 >= _CLEAR_ABOVE]
    models = [_model(cells[k]) for k in clear]
    solution = np.array([m.optimum(cells[0].h).ab for m in models])
    saddle = np.array([m.saddle(cells[0].h).ab for m in models])
    found = np.abs(end[:, clear] / solution - 1) <= _FOUND
    return {
        "found": found.mean(1),
        "foretold": (found == (start[:, clear] > saddle)).mean(1),
    }
