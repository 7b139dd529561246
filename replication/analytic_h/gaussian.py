"""Part ``gaussian``: Appendix D's linear model, trained by RaDOGAGA's loss as it stands."""

from collections.abc import Sequence
from functools import partial
from itertools import product

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

from rdo.theory import H, LinearModel
from rdo.training import Ensemble
from replication.analytic_h.config import CLEAR_BELOW, SIGMA2, StraightNetworks
from replication.kit import Outcome, Run
from replication.kit.grid import Cell, TrainedGrid, quantiles, train_cells
from replication.ledger import Arm, Data

__all__ = ["measure"]

_Floats = npt.NDArray[np.float64]

_BOTH: tuple[H, ...] = ("d", "log")
_CLEAR_ABOVE = 2.2
_CONVERGED = 0.05  # relative distance from the solution's ab
_SETTINGS = {"model": "RaDOGAGA", "hidden": [], "n_latent": 1, "n_components": 1}


def measure(config: StraightNetworks, run: Run) -> Outcome:
    r"""Train linear encoders and decoders on Gaussian x, with the gauge fixed and without.

    ``h_d`` and ``h_log``, gauge fixed: ``ab_error`` and ``b_error``, the largest relative errors of
    ab and b over the twelve settings of the grid against the closed form; ``h_d`` also
    ``ab_below``, the largest size of the ab that training ends with where
    :math:`\lambda_1 \sigma_x^2 \le 1.9` and there is no solution.

    ``h_d_glorot`` and ``h_log_glorot``, from Glorot's weights, over the :math:`\lambda_1` of the
    sweep from 2.2 on: ``found``, the share that converges to within 5 % of the solution's ab, and
    ``foretold``, the share for which the side of the saddle they start on predicts whether they do.

    The arrays hold every trained ab of the sweeps, ``(R, 16)``, and where they started; and the
    trained ab and b of the grid over those of the closed form, ``(R, 12)``.
    """
    x = quantiles(norm.ppf)[:, None]
    settings = list(product(config.weighted_variances, config.lambda2, config.sigma_x2))
    n, n_sweep = len(settings), len(config.sweep)
    arms: dict[str, Arm] = {}
    arrays = {"sweep": np.array(config.sweep), "grid": np.array(settings)}
    grid = {h: [Cell(h, w / s, lambda2, s) for w, lambda2, s in settings] for h in _BOTH}
    sweep = {h: [Cell(h, w, config.sweep_lambda2) for w in config.sweep] for h in _BOTH}
    straight = partial(train_cells, run, rows=x, hidden=(), schedule=config, same_weights=False)

    trained = straight([*grid["d"], *grid["log"], *sweep["d"]], gauge=True, stage="gauge")
    ab, b = _slopes(trained, trained.ensemble)
    arrays["h_d_ab"] = ab[:, 2 * n :]
    below = np.abs(arrays["h_d_ab"][:, arrays["sweep"] <= CLEAR_BELOW]).max(1)
    for i, h in enumerate(_BOTH):
        own = slice(i * n, (i + 1) * n)
        closed = [_model(cell).optimum(h) for cell in grid[h]]
        over = {"ab": ab[:, own] / [s.ab for s in closed], "b": b[:, own] / [s.b for s in closed]}
        arrays |= {f"h_{h}_grid_{name}": ratio for name, ratio in over.items()}
        metrics = {f"{name}_error": np.abs(ratio - 1).max(1) for name, ratio in over.items()}
        metrics |= {"ab_below": below} if h == "d" else {}
        share = trained.share(n + n_sweep if h == "d" else n)
        arms[f"h_{h}"] = run.arm(metrics, share, _SETTINGS)

    trained = straight([*sweep["d"], *sweep["log"]], gauge=False, stage="glorot")
    starts, ends = (_slopes(trained, e)[0] for e in (trained.start, trained.ensemble))
    for i, h in enumerate(_BOTH):
        own = slice(i * n_sweep, (i + 1) * n_sweep)
        name = f"h_{h}_glorot"
        shares = _convergence(sweep[h], starts[:, own], ends[:, own])
        arms[name] = run.arm(shares, trained.share(n_sweep), _SETTINGS)
        arrays |= {f"{name}_start": starts[:, own], f"{name}_ab": ends[:, own]}
    return Outcome(arms, Data.of(run.part, x), arrays, {"sigma2": SIGMA2})


def _slopes(trained: TrainedGrid, ensemble: Ensemble) -> tuple[_Floats, _Floats]:
    """The ab and the size of b of every replica, ``(R, cells)`` each."""
    named = ensemble.named()
    a, b = (named[f"{network}.layers.0.weight"].flatten() for network in ("encoder", "decoder"))
    return trained.by_seed(a * b), trained.by_seed(b.abs())


def _model(cell: Cell) -> LinearModel:
    return LinearModel(cell.lambda1, cell.lambda2, cell.sigma_x2, SIGMA2)


def _convergence(cells: Sequence[Cell], start: _Floats, end: _Floats) -> dict[str, _Floats]:
    """Shares that converge to the solution, and whose side of the saddle predicts it, ``(R,)``."""
    clear = [k for k, cell in enumerate(cells) if cell.lambda1 >= _CLEAR_ABOVE]
    h, models = cells[0].h, [_model(cells[k]) for k in clear]
    solution = np.array([model.optimum(h).ab for model in models])
    saddle = np.array([model.saddle(h).ab for model in models])
    converged = np.abs(end[:, clear] / solution - 1) <= _CONVERGED
    predicted = start[:, clear] > saddle
    return {"found": converged.mean(1), "foretold": (converged == predicted).mean(1)}
