r"""Walks of trained networks in the plane: RaDOGAGA's, and those of a denoising autoencoder.

With :math:`h(d) = d`, a latent as wide as the data and a prior that fits, RaDOGAGA's loss is
:math:`\lambda_1` times Proposition 1's with :math:`\lambda = 1 / \lambda_1`, so that the map from x
to :math:`\hat x` should be Proposition 2's. Where the prior is another density, the same argument
has the score of that one, carried through the decoder, in the place of the data's.
"""

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rdo.models import Architecture, Autoencoder, DenoisingAutoencoder, Model, RaDOGAGA
from rdo.nn import mlp_pair
from rdo.priors import Mixture, mixture_energy
from rdo.theory import first_order
from rdo.training import Ensemble, History, Schedule, fit
from rdo.training.draws import glorot_generator
from replication.kit.grid import Measured, Plan, by_record_seed, replica_seeds
from replication.kit.record import arm
from replication.kit.train import Keep, train
from replication.langevin_stationary.stationary import DENSITY, REACH, Settled, Walk, settle
from replication.ledger import Arm
from replication.lossy_autoencoder_score.gaussian import order_of

__all__ = ["ARMS", "measure", "measured_arm", "prior_divergence", "sample"]

_Array = npt.NDArray[np.float64]
Map = Callable[[_Array], _Array]
"""r, from points ``(N, 2)`` to points."""

ARMS = ("radogaga_d", "denoiser_trained")

_ROWS = 200_000
_HIDDEN = (64, 64)
_LAMBDA2 = 1000.0
_NODES = 150  # in every direction of every component; 60 leave 2e-3 of a prior's divergence out


def measure(
    seeds: Sequence[int], lams: Sequence[float], plan: Plan, device: str, keep: Keep | None
) -> Measured:
    r"""Train both methods at every :math:`\lambda`, and find where their walks settle.

    ``radogaga_d`` is RaDOGAGA with :math:`h(d) = d`, :math:`\lambda_1 = 1 / \lambda` and a mixture
    of as many components as the data has, whose memberships are trained without dropout, for the
    prior is to fit. ``denoiser_trained`` has the same networks, first weights and data, and learns
    to remove noise of variance :math:`\lambda / 2`. All seeds and :math:`\lambda` of a method are
    trained side by side. For the measures see :func:`measured_arm`; RaDOGAGA's arm also holds the
    :func:`prior_divergence` at the smallest :math:`\lambda`.

    The arrays hold by arm the :math:`\lambda`; the divergences, relaxations and errors of the
    drift, ``(S, L)``; and where the first seed's walk settles at the smallest :math:`\lambda`.

    Parameters
    ----------
    seeds
        Seeds of the record.
    lams
        :math:`\lambda`, rising.
    plan
        How the replicas are trained: its steps at its rate, as many at a tenth of that, and as
        many at a hundredth.
    device, keep
        As for :func:`replication.langevin_stationary.run.run`.
    """
    rows = sample(_ROWS)
    least = float(DENSITY.log_density(rows).min())
    arms: dict[str, Arm] = {}
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name in ARMS:
        ensemble, training = _train(name, seeds, lams, rows, plan, device, keep)
        clock = time.perf_counter()
        models = [ensemble.replica(i).double().cpu() for i in range(len(ensemble))]
        maps = [[_map(model) for model in models[i :: len(lams)]] for i in range(len(lams))]
        metrics, own = measured_arm(maps, lams, least)
        if name == "radogaga_d":
            x = torch.from_numpy(rows)
            metrics["prior_divergence"] = [
                prior_divergence(model, x)
                for model in models[:: len(lams)]
                if isinstance(model, RaDOGAGA)
            ]
        arrays |= {f"{name}_{key}": values for key, values in own.items()}
        config = {"lams": list(lams), "hidden": list(_HIDDEN)}
        if name == "radogaga_d":
            config["lambda2"] = _LAMBDA2
        arms[name] = arm(seeds, metrics, training, config, time.perf_counter() - clock)
    return Measured(arms, arrays, rows.astype(np.float32), {"rows": _ROWS})


def sample(n: int, seed: int = 0) -> _Array:
    """Rows drawn from the density, ``(n, 2)``."""
    rng = np.random.default_rng(seed)
    of = rng.choice(len(DENSITY.weights), size=n, p=DENSITY.weights)
    spread = np.asarray(DENSITY.deviations)[of, None] * rng.standard_normal((n, DENSITY.n))
    return np.asarray(np.asarray(DENSITY.means)[of] + spread)


def measured_arm(
    maps: Sequence[Sequence[Map]], lams: Sequence[float], least: float
) -> tuple[dict[str, list[float]], dict[str, npt.NDArray[Any]]]:
    r"""What the record and its arrays hold of maps whose walks have noise of variance lambda.

    - ``divergence``, ``relaxation`` and ``ten_steps`` of each seed at the smallest :math:`\lambda`,
      as for the walks in closed form; ``order``, the slope of the divergence over
      :math:`\lambda`, and its distance from 2, ``order_error``;
    - ``drift_error`` at the smallest and ``drift_error_largest`` at the largest :math:`\lambda`,

      .. math::
          \left(\frac{E_p \lVert (r(x) - x) / \lambda - \frac12 \nabla \log p \rVert^2}
          {E_p \lVert \frac12 \nabla \log p \rVert^2}\right)^{1/2} ;

    - ``strayed``, the probability under :math:`\pi` of where p is less than at any training row.

    Where a map leaves the grid it is taken to the edge, which is far from all data.

    Parameters
    ----------
    maps
        A map of every seed, for each :math:`\lambda`.
    lams
        :math:`\lambda`, rising, at least two.
    least
        The least :math:`\log p` of a training row.
    """
    found = [
        [settle(_walk(one), lam) for one in maps_at]
        for maps_at, lam in zip(maps, lams, strict=True)
    ]
    drift = np.array(
        [[_drift_error(one, lam) for one in at] for at, lam in zip(maps, lams, strict=True)]
    ).T
    far = np.array([[one.divergence for one in at] for at in found]).T
    order = np.array([order_of(lams, one) for one in far])
    smallest = found[0]
    metrics = {
        "divergence": far[:, 0],
        "order": order,
        "order_error": np.abs(order - 2),
        "relaxation": np.array([one.relaxation for one in smallest]),
        "ten_steps": np.array([one.ten_steps for one in smallest]),
        "drift_error": drift[:, 0],
        "drift_error_largest": drift[:, -1],
        "strayed": np.array([_strayed(one, least) for one in smallest]),
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "lams": np.array(lams),
        "divergence": far,
        "relaxation": np.array([[one.relaxation for one in at] for at in found]).T,
        "drift_error": drift,
        "settled": smallest[0].shown(),
    }
    return {name: values.tolist() for name, values in metrics.items()}, arrays


def prior_divergence(model: RaDOGAGA, rows: torch.Tensor) -> float:
    r"""How far what RaDOGAGA would draw is from p: its prior, carried through the decoder g.

    .. math::
        E_{z \sim P_{z,\psi}}\left[\log P_{z,\psi}(z) - \log |J_g(z)| - \log p(g(z))\right]

    Parameters
    ----------
    model
        Trained, in float64, with a latent as wide as the data.
    rows
        What the mixture is of, ``(n, 2)``.
    """
    with torch.no_grad():
        mixture = model.mixture(rows)
        z, weights = _nodes(mixture)
        x = model.decode(z).numpy()
        jacobian = torch.func.vmap(torch.func.jacfwd(lambda one: model.decode(one[None])[0]))(z)
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


def _train(
    name: str,
    seeds: Sequence[int],
    lams: Sequence[float],
    rows: _Array,
    plan: Plan,
    device: str,
    keep: Keep | None,
) -> tuple[Ensemble, History]:
    """All replicas of a method, every lambda of the first seed, then of the next.

    A displacement of the order of lambda is soon smaller than the swing of Adam, a few times its
    rate. So that goes down twice, to a tenth each time, for as many steps as at first.
    """
    models = []
    for seed in seeds:
        for lam in lams:
            model = _model(name, lam)
            model.reset_parameters(glorot_generator(seed))
            models.append(model)
    ensemble = Ensemble(models, device)
    data, own_seeds = torch.from_numpy(rows).float(), replica_seeds(seeds, len(lams))
    every = np.tile(np.arange(len(rows)), (len(models), 1))
    label = f"{len(models)} replicas, {name}"
    first, second, third = (
        Schedule(plan.steps, plan.batch_size, plan.learning_rate / 10**k) for k in range(3)
    )
    training = train(
        ensemble,
        data,
        every,
        own_seeds,
        first,
        warm_up=Schedule(plan.warm_up_steps, plan.batch_size, plan.warm_up_learning_rate),
        settle=second,
        label=label,
        part=name,
        keep=keep,
    )
    rest = fit(
        ensemble,
        data,
        every,
        own_seeds,
        third,
        stage="rest",
        label=f"{label}, resting",
        checkpoints=None if keep is None else keep.part(f"{name}-rest"),
    )
    training.failures = by_record_seed([*training.failures, *rest.failures])
    training.seconds += rest.seconds
    return ensemble, training


def _model(name: str, lam: float) -> Autoencoder:
    n, components = DENSITY.n, len(DENSITY.weights)
    if name == "radogaga_d":
        architecture = Architecture(n, _HIDDEN, n, components, dropout=0.0)
        return RaDOGAGA(architecture, lambda1=1 / lam, lambda2=_LAMBDA2, h="d")
    sigma = float(np.sqrt(lam / 2))
    return DenoisingAutoencoder(*mlp_pair(n, _HIDDEN, n), n, shape=(n,), sigma=sigma)


def _map(model: Model) -> Map:
    assert isinstance(model, Autoencoder)

    def moved(x: _Array) -> _Array:
        with torch.no_grad():
            return np.asarray(model.decode(model.encode(torch.from_numpy(x))).numpy())

    return moved


def _walk(moved: Map) -> Walk:
    return Walk(lambda _, x: (moved(x).clip(-REACH, REACH), DENSITY.log_density(x)), np.sqrt)


def _drift_error(moved: Map, lam: float) -> float:
    x, weights = DENSITY.quadrature(_NODES)
    half_score = first_order(DENSITY, x)
    missed = (moved(x) - x) / lam - half_score
    return float(np.sqrt(weights @ (missed**2).sum(-1) / (weights @ (half_score**2).sum(-1))))


def _strayed(settled: Settled, least: float) -> float:
    off = DENSITY.log_density(settled.grid.points) < least
    return float(settled.density[off].sum() * settled.grid.cell)
