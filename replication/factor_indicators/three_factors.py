"""Part ``three_factors``: how many of eight factors a VAE uses on an image of three."""

from functools import partial

import numpy as np
import numpy.typing as npt
import torch

from rdo.diagnostics import factor_summary
from rdo.models import NoiseVAE
from rdo.nn import mlp_pair
from rdo.noise import GaussianNoise
from rdo.training import Ensemble
from replication.factor_indicators.config import ThreeFactors
from replication.factor_indicators.training import row_numbers, train_on
from replication.kit import Outcome, Run
from replication.ledger import Data

__all__ = ["image", "measure"]

_Floats = npt.NDArray[np.float64]

_FACTORS, _COLUMNS = 3, 12
_SHOWN = 4_000  # rows that the indicators are of


def measure(config: ThreeFactors, run: Run) -> Outcome:
    r"""Train VAEs with eight factors and learned Gaussian noise on rows without noise.

    The rows are :math:`x = U_1 y + U_2 \tanh(C y)` with three independent unit Gaussian factors y:
    as :math:`U_1` and :math:`U_2` are orthogonal to each other, :math:`y = U_1^T x`, and the map
    has a continuous inverse. ``vae`` holds ``used``, how many of the VAE's factors have an
    influence above the threshold (Definition 3), ``used_error``, its distance from three, and
    ``variance`` of the noise. The arrays hold influence and variance of every factor, ``(R, 8)``,
    the most influential first.
    """
    tables = np.stack(
        [image(np.random.default_rng(seed).normal(size=(config.rows, 3))) for seed in run.seeds]
    )
    networks = mlp_pair(_COLUMNS, config.hidden, config.n_latent, heads=2)
    build = partial(NoiseVAE, *networks, config.n_latent, GaussianNoise())
    ensemble = Ensemble.from_seeds(build, run.seeds, run.device)
    data, rows = tables.reshape(-1, _COLUMNS), row_numbers(range(len(tables)), config.rows)
    history = train_on(run, ensemble, data, rows, run.seeds, config, "three_factors")
    x = torch.from_numpy(tables[:, :_SHOWN]).float().to(run.device)
    mean, variance = ensemble.map("posterior", x)
    summary = factor_summary(mean, variance, influential=config.influential)
    used = summary.influential
    noise = ensemble.buffers["noise.variance"].cpu().numpy()
    metrics = {"used": used, "used_error": np.abs(used - _FACTORS), "variance": noise}
    settings = {"hidden": list(config.hidden), "n_latent": config.n_latent}
    order = np.argsort(-summary.influence, axis=1)
    arrays = {
        "influence": np.take_along_axis(summary.influence, order, 1),
        "variance": np.take_along_axis(summary.variances, order, 1),
    }
    arms = {"vae": run.arm(metrics, history, settings)}
    return Outcome(arms, Data.of(run.part, data), arrays)


def image(y: _Floats, columns: int = _COLUMNS) -> _Floats:
    """Rows from factors ``(n, N)``, by one map that has a continuous inverse."""
    rng = np.random.default_rng(0)
    n = y.shape[1]
    axes, _ = np.linalg.qr(rng.normal(size=(columns, 3 * n)))
    bends = 1.5 * rng.normal(size=(n, 2 * n)) / np.sqrt(n)
    return np.asarray(np.hstack([y, np.tanh(y @ bends)]) @ axes.T)
