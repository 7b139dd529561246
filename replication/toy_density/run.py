"""Section 5.1 of the RaDOGAGA paper: the density of the latent against that of the data."""

import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from rdo.diagnostics import (
    clustering_accuracy,
    density_correlation,
    gram_summary,
    within_cluster_rank_correlation,
)
from rdo.models import RaDOGAGA
from rdo.training import Ensemble, History, Schedule, score_context
from replication.kit.anomaly.settings import describe
from replication.kit.labels import LABELS
from replication.kit.record import Outcome, arm, begin, curves
from replication.kit.train import Keep, train
from replication.ledger import Arm
from replication.toy_density.config import (
    N_COMPONENTS,
    N_LATENT,
    TOY_METHODS,
    Toy,
    ToyDensityConfig,
    build,
)

__all__ = ["CAUGHT", "run"]

CAUGHT = 0.1
"""Nats per row by which EM's mixture must beat the estimation network's, on the same latents, for a
seed to count as caught in a local optimum. It needs neither labels nor the true density."""

_Floats = npt.NDArray[np.floating]

_EM_FITS = 3
_ROWS_SHOWN = 2_000
_ROWS_FOR_GRAM = 512


def run(config: ToyDensityConfig, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Train the methods and fit the controls, all on one table.

    Every arm of the record holds, for every seed, the ``correlation`` of P(x) with P(z); for the
    beta-VAE P(z) is the prior's, for a plain autoencoder EM's. The trained arms also hold the
    ``latent_scale``, the mean standard deviation of the latents, how constant and orthogonal the
    Gram matrix of the decoder is, for RaDOGAGA also its size, and ``em_correlation``, what EM makes
    of the same latents. Those with an estimation network also hold the ``excess_energy`` in nats of
    its mixture over EM's, and ``caught``, 1 where that excess is above :data:`CAUGHT`. On generated
    data they hold the share of rows that EM's mixture gives to the component they come from,
    ``captured``, and ``tendency``, the rank correlation of P(x) with P(z) in the component where it
    is least. RaDOGAGA(log d) also has its ``correlation_gain`` over RaDOGAGA(d). The arrays hold
    each loss term over the steps, 2,000 rows of the source, and for the seed of median correlation
    as many latents with their density.

    The controls, each with EM's mixture: PCA, a random linear projection, and the network as
    Glorot's weights leave it. They are left out where they would be those of another record.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    draft = begin("toy_density", config.dataset, config, device, config.start)
    toy = Toy.load(config)
    arrays: dict[str, npt.NDArray[np.generic]] = {"density": toy.density[:_ROWS_SHOWN]}
    if toy.drawn is not None:
        arrays["source"] = toy.drawn.source[:_ROWS_SHOWN]
    arms: dict[str, Arm] = {}
    for method in config.methods:
        arms[method] = _trained(method, config, toy, arrays, device, keep)
    if "radogaga_log" in arms:
        log, d = (arms[name].metrics["correlation"] for name in ("radogaga_log", "radogaga_d"))
        arms["radogaga_log"].metrics["correlation_gain"] = [
            None if a is None or b is None else a - b for a, b in zip(log, d, strict=True)
        ]
    if config.methods == TOY_METHODS:
        arms |= _controls(config, toy)
    record = draft.record(
        arms,
        toy.source,
        table=toy.source.name,
        scaling="all columns together to [0, 1]",
        caught_above=CAUGHT,
    )
    return Outcome(record, arrays)


def _trained(
    method: str,
    config: ToyDensityConfig,
    toy: Toy,
    arrays: dict[str, npt.NDArray[np.generic]],
    device: str,
    keep: Keep | None,
) -> Arm:
    ensemble = Ensemble.from_seeds(lambda: build(method, toy.x.shape[1]), config.seeds, device)
    training = train(
        ensemble,
        toy.x,
        np.tile(np.arange(len(toy.x)), (len(ensemble), 1)),
        config.seeds,
        Schedule(config.steps, config.batch_size, config.learning_rate),
        warm_up=config.warm_up(method),
        settle=config.settle,
        label=f"{config.dataset}, {LABELS[method]}",
        part=method,
        keep=keep,
    )
    clock = time.perf_counter()
    arrays |= curves(method, training)
    x = toy.x.to(device).expand(len(ensemble), -1, -1)
    latents = ensemble.map("encode", x).cpu().numpy()
    fits = [_em(z, seed) for z, seed in zip(latents, config.seeds, strict=True)]
    mixture = score_context(ensemble, x, in_blocks=False)  # none for a fixed prior
    if hasattr(ensemble.template, "energy"):
        energies = ensemble.map("energy", x, *mixture).cpu().numpy()
    else:
        energies = np.stack([fit.energy for fit in fits])
    metrics: dict[str, npt.ArrayLike] = _fit_quality(toy, fits, energies)
    if not mixture:  # of a fixed prior, and of EM's own, being caught says nothing
        del metrics["excess_energy"], metrics["caught"]
    # Spread over the table, for a user's may be sorted.
    gram = gram_summary(ensemble, x[:, :: -(-x.shape[1] // _ROWS_FOR_GRAM)])._asdict()
    if not isinstance(ensemble.template, RaDOGAGA):  # of the others nothing asks for a size
        del gram["diagonal"], gram["median"], gram["imbalance"]
    metrics |= {f"gram_{name}": value for name, value in gram.items()}
    correlation = np.asarray(metrics["correlation"])
    middle = int(np.argsort(correlation)[len(correlation) // 2])
    energy = energies[middle]
    arrays[f"{method}_z"] = latents[middle, :_ROWS_SHOWN]
    arrays[f"{method}_estimated"] = np.exp(energy.min() - energy)[:_ROWS_SHOWN]
    metrics["latent_scale"] = latents.std(1).mean(1)
    settings = describe(ensemble.replica(0))  # type: ignore[arg-type]
    return arm(config.seeds, metrics, training, settings, time.perf_counter() - clock)


def _fit_quality(toy: Toy, fits: Sequence["_Fit"], energies: _Floats) -> dict[str, npt.ArrayLike]:
    """The autoencoder and its density judged apart, by EM's fits to the same latents."""
    excess = energies.mean(1) - np.mean([fit.energy for fit in fits], axis=1)
    quality: dict[str, npt.ArrayLike] = {
        "correlation": [density_correlation(toy.density, energy) for energy in energies],
        "em_correlation": [density_correlation(toy.density, fit.energy) for fit in fits],
        "excess_energy": excess,
        "caught": excess > CAUGHT,
    }
    if toy.drawn is not None:
        known = toy.drawn.component
        quality["captured"] = [clustering_accuracy(known, fit.component) for fit in fits]
        quality["tendency"] = [
            within_cluster_rank_correlation(toy.density, e, known) for e in energies
        ]
    return quality


def _controls(config: ToyDensityConfig, toy: Toy) -> dict[str, Arm]:
    """EM's mixture on latents that no loss has shaped."""
    n_features = toy.x.shape[1]
    untrained = Ensemble.from_seeds(lambda: build("radogaga_log", n_features), config.seeds)
    codes = untrained.map("encode", toy.x.expand(len(untrained), -1, -1)).numpy()

    def projected(seed: int) -> _Floats:
        directions = np.random.default_rng(seed).normal(size=(n_features, N_LATENT))
        return np.asarray(toy.x.numpy() @ directions)

    latents: dict[str, Callable[[int], _Floats]] = {
        "pca_em": lambda seed: PCA(N_LATENT).fit_transform(toy.x),
        "random_em": projected,
        "untrained_em": lambda seed: codes[config.seeds.index(seed)],
    }
    return {name: _control(config, toy, latent) for name, latent in latents.items()}


def _control(config: ToyDensityConfig, toy: Toy, latent: Callable[[int], _Floats]) -> Arm:
    clock = time.perf_counter()
    correlation = [
        density_correlation(toy.density, _em(latent(seed), seed).energy) for seed in config.seeds
    ]
    metrics = {"correlation": correlation}
    seconds = time.perf_counter() - clock
    return arm(config.seeds, metrics, History(), {"em_fits": _EM_FITS}, seconds)


@dataclass(frozen=True)
class _Fit:
    """What EM makes of some latents."""

    energy: _Floats
    """Of each row, ``(n,)``."""
    component: npt.NDArray[np.int64]
    """The most probable one of each row, ``(n,)``."""


def _em(z: _Floats, seed: int) -> _Fit:
    """The best of three EM fits to latents; energies are NaN if a latent is not finite."""
    # Standardised, for scikit-learn's floor on variances is absolute; the factor is common to all
    # rows of a replica, and its logarithm is added back.
    if not np.isfinite(z).all():
        return _Fit(np.full(len(z), np.nan), np.zeros(len(z), dtype=np.int64))
    scale = z.std(0) + 1e-12
    em = GaussianMixture(N_COMPONENTS, n_init=_EM_FITS, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        em.fit(z / scale)
    energy = np.log(scale).sum() - em.score_samples(z / scale)
    return _Fit(np.asarray(energy), em.predict(z / scale))
