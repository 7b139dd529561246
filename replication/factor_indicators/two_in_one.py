"""Part ``two_in_one``: Theorem 1 for two factors and one, with trained maps."""

from collections.abc import Callable
from functools import partial

import numpy as np
import numpy.typing as npt
import torch
from scipy.optimize import brentq
from torch import Tensor

from rdo.models import Autoencoder
from rdo.nn import mlp_pair
from rdo.training import Ensemble
from replication.factor_indicators.config import TwoInOne
from replication.factor_indicators.training import row_numbers, train_on
from replication.kit import Outcome, Run
from replication.ledger import Data

__all__ = ["largest_error", "measure"]

_Floats = npt.NDArray[np.float64]
_Map = Callable[[_Floats], _Floats]

_ANGLES = 4_001


def measure(config: TwoInOne, run: Run) -> Outcome:
    r"""Train f from two unit Gaussian factors to one and g back, for the least squared error.

    ``trained`` holds ``largest_error``: on every circle about 0, of the radii of the configuration,
    the largest size of :math:`g(f(z)) - z` is found, in radii; the least of the circles counts.
    ``squared_error`` is the mean of :math:`\lVert g(f(z)) - z \rVert^2` over the rows. The arrays
    hold each circle's largest error ``(R, radii)``, and of the first seed the circle of radius 1
    and where it comes back.
    """
    rng = [np.random.default_rng(seed) for seed in run.seeds]
    tables = np.stack([one.normal(size=(config.rows, 2)) for one in rng])
    build = partial(Autoencoder, *mlp_pair(2, config.hidden, 1), n_latent=1)
    ensemble = Ensemble.from_seeds(build, run.seeds, run.device)
    data, rows = tables.reshape(-1, 2), row_numbers(range(len(tables)), config.rows)
    history = train_on(run, ensemble, data, rows, run.seeds, config, "two_in_one")
    x = torch.from_numpy(tables).float().to(run.device)
    back = ensemble.map("decode", ensemble.map("encode", x))
    squared = (back - x).square().sum(-1).mean(-1).cpu().numpy()
    found = []
    for replica in range(len(ensemble)):
        f, g = _maps(ensemble, replica)
        found.append([largest_error(f, g, radius) for radius in config.radii])
    circle = _circle(np.linspace(0, 2 * np.pi, 721))
    f, g = _maps(ensemble, 0)
    metrics = {"largest_error": np.min(found, axis=1), "squared_error": squared}
    arms = {"trained": run.arm(metrics, history, {"hidden": list(config.hidden)})}
    arrays = {"radii": np.array(config.radii), "largest_error": np.array(found)}
    arrays |= {"circle": circle, "back": g(f(circle))}
    return Outcome(arms, Data.of(run.part, data), arrays)


def largest_error(f: _Map, g: _Map, radius: float) -> float:
    r"""The largest size of :math:`g(f(z)) - z` on a circle about 0, in radii.

    Sought on a fine grid of angles, and at the opposite points at which f has the same value: f
    less its value at the opposite point changes its sign half-way round.
    """
    angles = np.linspace(0, np.pi, _ANGLES)

    def difference(angle: npt.ArrayLike) -> _Floats:
        z = radius * _circle(np.atleast_1d(angle))
        return np.asarray((f(z) - f(-z))[:, 0])

    gaps = difference(angles)
    at = int(np.flatnonzero(gaps[:-1] * gaps[1:] <= 0)[0])
    same = brentq(lambda a: difference(a).item(), angles[at], angles[at + 1], xtol=1e-14)
    half = radius * _circle(np.append(angles, same))
    z = np.concatenate([half, -half])
    return float(np.linalg.norm(g(f(z)) - z, axis=1).max() / radius)


def _circle(angles: _Floats) -> _Floats:
    return np.stack([np.cos(angles), np.sin(angles)], 1)


def _maps(ensemble: Ensemble, replica: int) -> tuple[_Map, _Map]:
    """F and g of one replica, in double precision."""
    model = ensemble.replica(replica).double().cpu()
    assert isinstance(model, Autoencoder)

    def mapped(values: _Floats, method: Callable[[Tensor], Tensor]) -> _Floats:
        with torch.no_grad():
            return np.asarray(method(torch.from_numpy(values)).numpy())

    return partial(mapped, method=model.encode), partial(mapped, method=model.decode)
