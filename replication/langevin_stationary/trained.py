r"""Walks of trained networks in the plane: RaDOGAGA's, and those of a denoising autoencoder.

With :math:`h(d) = d`, a latent as wide as the data and a prior that fits, RaDOGAGA's loss is
:math:`\lambda_1` times Proposition 1's with :math:`\lambda = 1 / \lambda_1`, so that the map from x
to :math:`\hat x` should be Proposition 2's. Where the prior is another density, the same argument
has the score of that one, carried through the decoder, in the place of the data's.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch

from rdo.compiler import forward_lock
from rdo.models import Architecture, Autoencoder, DenoisingAutoencoder, RaDOGAGA
from rdo.nn import mlp_pair
from rdo.priors import Mixture, mixture_energy
from rdo.theory import first_order
from rdo.training import Ensemble, History, Schedule, fit
from rdo.training.draws import glorot_generator
from replication.kit import Outcome, Run
from replication.kit.grid import by_record_seed, replica_seeds
from replication.kit.train import train
from replication.langevin_stationary.config import Config
from replication.langevin_stationary.stationary import (
    DENSITY,
    REACH,
    StationaryDensity,
    Walk,
    find_stationary,
    summary,
)
from replication.ledger import Data

__all__ = ["map_measures", "measure", "prior_divergence", "sample"]

_Array = npt.NDArray[np.float64]
Map = Callable[[_Array], _Array]
"""r, from points ``(N, 2)`` to points."""

_NODES = 150  # in every direction of every component; 60 leave 2e-3 of a prior's divergence out


def measure(config: Config, run: Run) -> Outcome:
    r"""Train both methods at every :math:`\lambda`, and find the walks' stationary densities.

    ``radogaga_d`` is RaDOGAGA with :math:`h(d) = d`, :math:`\lambda_1 = 1 / \lambda` and a mixture
    of as many components as the data has, whose memberships are trained without dropout, for the
    prior is to fit. ``denoiser_trained`` has the same networks, first weights and data, and learns
    to remove noise of variance :math:`\lambda / 2`. All seeds and :math:`\lambda` of a method are
    trained in one loop. For the measures and arrays see :func:`map_measures`; RaDOGAGA's arm also
    holds the :func:`prior_divergence` at the smallest :math:`\lambda`.
    """
    lams, rows = config.lams, sample(config.rows)
    lowest = float(DENSITY.log_density(rows).min())
    arms = {}
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name in ("radogaga_d", "denoiser_trained"):
        ensemble, history = _train(name, rows, config, run)
        clock = time.perf_counter()
        models = [
            cast(Autoencoder, ensemble.replica(i).double().cpu()) for i in range(len(ensemble))
        ]
        by_seed = [models[i : i + len(lams)] for i in range(0, len(models), len(lams))]
        metrics, own = map_measures([[_map(m) for m in of] for of in by_seed], lams, lowest)
        described: dict[str, Any] = {"lams": list(lams), "hidden": list(config.hidden)}
        if name == "radogaga_d":
            x = torch.from_numpy(rows)
            smallest = [cast(RaDOGAGA, of[0]) for of in by_seed]
            metrics["prior_divergence"] = [prior_divergence(model, x) for model in smallest]
            described["lambda2"] = config.lambda2
        arrays |= {f"{name}_{key}": values for key, values in own.items()}
        arms[name] = run.arm(metrics, history, described, time.perf_counter() - clock)
    return Outcome(arms, Data.of(run.part, rows.astype(np.float32)), arrays)


def sample(n: int, seed: int = 0) -> _Array:
    """Rows drawn from the density, ``(n, 2)``."""
    rng = np.random.default_rng(seed)
    of = rng.choice(len(DENSITY.weights), size=n, p=DENSITY.weights)
    noise = np.asarray(DENSITY.deviations)[of, None] * rng.standard_normal((n, DENSITY.n))
    return np.asarray(np.asarray(DENSITY.means)[of] + noise)


def map_measures(
    maps: Sequence[Sequence[Map]], lams: Sequence[float], lowest: float
) -> tuple[dict[str, list[float]], dict[str, npt.NDArray[Any]]]:
    r"""What the record and its arrays hold of maps whose walks have noise of variance lambda.

    There is one map per seed and :math:`\lambda`, ``(S, L)``; the :math:`\lambda` rise. Of every
    seed the record has the :func:`~replication.langevin_stationary.stationary.summary`;
    ``drift_error`` at the smallest and ``drift_error_largest`` at the largest :math:`\lambda`,

    .. math::
        \left(\frac{E_p \lVert (r(x) - x) / \lambda - \frac12 \nabla \log p \rVert^2}
        {E_p \lVert \frac12 \nabla \log p \rVert^2}\right)^{1/2} ;

    and ``strayed``, the mass of :math:`\pi` off the support of the data, where :math:`\log p` is
    below ``lowest``, the least of the training rows. The arrays have the :math:`\lambda`; the
    divergences, relaxations and errors of the drift, ``(S, L)``; and the first seed's stationary
    density at the smallest :math:`\lambda`. Where a map leaves the grid it is taken to the edge,
    which is far from all data.
    """
    found = [list(map(find_stationary, map(_walk, of_seed), lams)) for of_seed in maps]
    drift = np.array([list(map(_drift_error, of_seed, lams)) for of_seed in maps])
    rows = [summary(of_seed, lams) for of_seed in found]
    metrics = {
        **{name: [row[name] for row in rows] for name in rows[0]},
        "drift_error": drift[:, 0].tolist(),
        "drift_error_largest": drift[:, -1].tolist(),
        "strayed": [_mass_off_support(of_seed[0], lowest) for of_seed in found],
    }
    return metrics, {
        "lams": np.array(lams),
        "divergence": np.array([[one.divergence for one in of_seed] for of_seed in found]),
        "relaxation": np.array([[one.relaxation for one in of_seed] for of_seed in found]),
        "drift_error": drift,
        "settled": found[0][0].on_coarse_grid(),
    }


def prior_divergence(model: RaDOGAGA, rows: torch.Tensor) -> float:
    r"""How far what RaDOGAGA would draw is from p: its prior, carried through the decoder g.

    .. math::
        E_{z \sim P_{z,\psi}}\left[\log P_{z,\psi}(z) - \log |J_g(z)| - \log p(g(z))\right]

    The model is in float64 and its latent as wide as the data; the prior is fitted to the rows.
    """
    with torch.no_grad():
        mixture = model.mixture(rows)
        z, weights = _nodes(mixture)
        x = model.decode(z).numpy()
        with forward_lock():
            of_one = torch.func.jacfwd(lambda one: model.decode(one[None])[0])
            jacobian = torch.func.vmap(of_one)(z)
        log_z = -mixture_energy(z, mixture).numpy() - np.linalg.slogdet(jacobian.numpy())[1]
    return float(weights @ (log_z - DENSITY.log_density(x)))


def _nodes(mixture: Mixture) -> tuple[torch.Tensor, _Array]:
    """Gauss-Hermite nodes ``(N, 2)`` and weights of a mixture with full covariances."""
    points, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    grid = torch.from_numpy(np.stack(np.meshgrid(points, points), -1).reshape(-1, 2))
    of_grid = np.multiply.outer(weights, weights).ravel() / weights.sum() ** 2
    factor = torch.linalg.cholesky(mixture.covariance)
    z = mixture.mean[:, None] + grid @ factor.mT
    return z.flatten(0, 1), np.multiply.outer(mixture.weight.numpy(), of_grid).ravel()


def _train(name: str, rows: _Array, config: Config, run: Run) -> tuple[Ensemble, History]:
    """All replicas of a method, every lambda of the first seed, then of the next.

    A displacement of the order of lambda is soon smaller than the swing of Adam, a few times its
    rate. So that goes down twice, to a tenth each time, for as many steps as at first.
    """
    models = [_model(name, lam, config, seed) for seed in run.seeds for lam in config.lams]
    ensemble = Ensemble(models, run.device)
    every = np.tile(np.arange(len(rows)), (len(models), 1))
    seeds = replica_seeds(run.seeds, len(config.lams))
    replicas = ensemble, torch.from_numpy(rows).float(), every, seeds
    label = f"{len(models)} replicas, {name}"
    first, second, third = (
        Schedule(config.steps, config.batch_size, config.learning_rate / 10**k) for k in range(3)
    )
    warm_up = Schedule(config.warm_up_steps, config.batch_size, config.warm_up_learning_rate)
    history = train(run, *replicas, first, warm_up=warm_up, final=second, label=label, stage=name)
    end = fit(
        *replicas,
        third,
        stage="rest",  # keys the random draws
        label=f"{label}, a hundredth of the rate",
        checkpoints=run.checkpoints(f"{name}-hundredth"),
    )
    history.failures = by_record_seed([*history.failures, *end.failures])
    history.seconds += end.seconds
    return ensemble, history


def _model(name: str, lam: float, config: Config, seed: int) -> Autoencoder:
    n = DENSITY.n
    model: Autoencoder
    if name == "radogaga_d":
        architecture = Architecture(n, config.hidden, n, len(DENSITY.weights), dropout=0.0)
        model = RaDOGAGA(architecture, lambda1=1 / lam, lambda2=config.lambda2, h="d")
    else:
        networks, sigma = mlp_pair(n, config.hidden, n), float(np.sqrt(lam / 2))
        model = DenoisingAutoencoder(*networks, n, shape=(n,), sigma=sigma)
    model.reset_parameters(glorot_generator(seed))
    return model


def _map(model: Autoencoder) -> Map:
    def reconstruct(x: _Array) -> _Array:
        with torch.no_grad():
            return np.asarray(model.decode(model.encode(torch.from_numpy(x))).numpy())

    return reconstruct


def _walk(r: Map) -> Walk:
    return Walk(lambda _, x: (r(x).clip(-REACH, REACH), DENSITY.log_density(x)), np.sqrt)


def _drift_error(r: Map, lam: float) -> float:
    x, weights = DENSITY.quadrature(_NODES)
    half_score = first_order(DENSITY, x)
    missed = (r(x) - x) / lam - half_score
    return float(np.sqrt(weights @ (missed**2).sum(-1) / (weights @ (half_score**2).sum(-1))))


def _mass_off_support(stationary: StationaryDensity, lowest: float) -> float:
    off = DENSITY.log_density(stationary.grid.points) < lowest
    return float(stationary.density[off].sum() * stationary.grid.cell)
