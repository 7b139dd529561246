"""Section 5.1 of the RaDOGAGA paper: the density of the latent against that of the data."""

import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from sklearn.decomposition import PCA
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from torch import Tensor

from rdo.datasets import read_density_csv, scale_minmax, toy_density
from rdo.diagnostics import density_correlation, gram_summary
from rdo.errors import InputError
from rdo.experiments.options import Start, check_options
from rdo.experiments.outcome import Outcome, arm, begin, curves
from rdo.experiments.settings import METHODS, describe
from rdo.experiments.training_run import Keep, train
from rdo.ledger import Arm, Data
from rdo.models import DAGMM, Architecture, MixtureAutoencoder, RaDOGAGA
from rdo.training import Ensemble, Schedule, Training

__all__ = ["CAUGHT", "ToyDensityConfig", "configure", "run"]

CAUGHT = 0.1
"""Nats a row by which EM's mixture must beat the estimation network's, on the same latents, for a
seed to count as caught in a local optimum. It needs neither labels nor the true density."""

_N_LATENT = 3
_N_COMPONENTS = 3
_BATCH = 512
_EM_FITS = 3
_ROWS_SHOWN = 2_000
_ROWS_FOR_GRAM = 512


@dataclass(frozen=True)
class ToyDensityConfig:
    """Configuration of Section 5.1's experiment."""

    profile: str
    seeds: tuple[int, ...]
    """One set of weights each; the data is one table, as in the paper."""
    table: str | None
    """A CSV of feature columns and a last density column, None for the generated data."""
    steps: int
    batch_size: int
    learning_rate: float
    start: Start = "gauge"
    """Where RaDOGAGA starts; DAGMM, which has no scale to fix, starts from Glorot's weights."""
    warm_up_steps: int = 1_000
    warm_up_learning_rate: float = 1e-3
    data_seed: int = 0


def configure(
    profile: str = "smoke",
    seeds: int | None = None,
    table: str | None = None,
    start: Start = "gauge",
) -> ToyDensityConfig:
    """The configuration of a profile.

    ``paper``: learning rate 1e-4 as printed, 40,000 steps of 512 rows, which the paper leaves open,
    10 seeds. ``reduced``: 5 seeds, a quarter of the steps. ``smoke``: 3 seeds, a few hundred steps
    ten times as fast.

    Parameters
    ----------
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.
    table
        A CSV of feature columns and a last density column in place of the generated data.
    start
        Where RaDOGAGA starts.

    Raises
    ------
    InputError
        If a name is unknown, or ``seeds`` is not a whole number of at least 1.
    """
    every = check_options(profile, start, seeds, {"smoke": 3, "reduced": 5, "paper": 10})
    if profile == "smoke":
        return ToyDensityConfig(profile, every, table, 600, _BATCH, 1e-3, start, warm_up_steps=300)
    steps = {"reduced": 10_000, "paper": 40_000}[profile]
    return ToyDensityConfig(profile, every, table, steps, _BATCH, 1e-4, start)


def build(method: str, n_features: int) -> MixtureAutoencoder:
    """A method with the widths and weights of Section 5.1.1, its parameters at zero."""
    architecture = Architecture(n_features, (64, 32, 16), _N_LATENT, _N_COMPONENTS)
    if method == "dagmm":
        return DAGMM(architecture, lambda1=1e-4, lambda2=1e-9)
    if method == "radogaga_d":
        return RaDOGAGA(architecture, lambda1=1e6, lambda2=1e6, h="d")
    return RaDOGAGA(architecture, lambda1=1e3, lambda2=1e4, h="log")


@dataclass(frozen=True)
class _Toy:
    """The table, scaled by one minimum and one maximum, and the density of its rows."""

    name: str
    x: Tensor
    density: npt.NDArray[np.float64]
    digest: str


def _load(config: ToyDensityConfig) -> _Toy:
    if config.table is None:
        toy = toy_density(seed=config.data_seed)
        name, X, density = "toy", toy.X, toy.density
    else:
        X, density, _ = read_density_csv(config.table)
        if X.shape[1] < _N_LATENT or len(X) < config.batch_size:
            raise InputError(
                f"table={config.table!r} has {len(X)} rows and {X.shape[1]} feature columns: give "
                f"at least {config.batch_size} rows and {_N_LATENT} columns."
            )
        name = Path(config.table).name
    digest = sha256(X.tobytes() + density.tobytes()).hexdigest()
    return _Toy(name, torch.from_numpy(scale_minmax(X, per_column=False)).float(), density, digest)


def run(config: ToyDensityConfig, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Train the three methods and fit the controls, all on one table.

    Every arm of the record holds, for every seed, the ``correlation`` of P(x) with P(z). The
    trained arms also hold the ``latent_scale``, the mean standard deviation of the latents, and
    what EM makes of the same latents: ``em_correlation``, the ``excess_energy`` in nats of the
    estimation network's mixture over EM's, and ``caught``, 1 where that excess is above
    :data:`CAUGHT`; the RaDOGAGA arms the Gram matrix of Eq. 10. The arrays hold each loss term over
    the steps, and for the seed of median correlation 2,000 latents with their density.

    The controls are PCA with EM's mixture, and the network as Glorot's weights leave it with EM's
    mixture: what a linear image of the source gives without any training.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    draft = begin("toy_density", "toy", config, device, config.start)
    toy = _load(config)
    arrays: dict[str, npt.NDArray[np.generic]] = {"density": toy.density[:_ROWS_SHOWN]}
    arms: dict[str, Arm] = {}
    for method in METHODS:
        arms[method] = _trained(method, config, toy, arrays, device, keep)
    arms["pca_em"] = _control(config, toy, lambda seed: PCA(_N_LATENT).fit_transform(toy.x))
    untrained = Ensemble.from_seeds(lambda: build("radogaga_log", toy.x.shape[1]), config.seeds)
    latents = untrained.map("encode", toy.x.expand(len(untrained), -1, -1)).numpy()
    arms["untrained_em"] = _control(config, toy, lambda seed: latents[config.seeds.index(seed)])
    record = draft.record(
        arms,
        Data(toy.name, toy.digest, *toy.x.shape),
        table=toy.name,
        scaling="all columns together to [0, 1]",
        caught_above=CAUGHT,
    )
    return Outcome(record, arrays)


def _trained(
    method: str,
    config: ToyDensityConfig,
    toy: _Toy,
    arrays: dict[str, npt.NDArray[np.generic]],
    device: str,
    keep: Keep | None,
) -> Arm:
    ensemble = Ensemble.from_seeds(lambda: build(method, toy.x.shape[1]), config.seeds, device)
    warm_up = Schedule(config.warm_up_steps, config.batch_size, config.warm_up_learning_rate)
    training = train(
        ensemble,
        toy.x,
        np.tile(np.arange(len(toy.x)), (len(ensemble), 1)),
        config.seeds,
        Schedule(config.steps, config.batch_size, config.learning_rate),
        warm_up=warm_up if config.start == "gauge" else None,
        label=f"toy, {METHODS[method]}",
        part=method,
        keep=keep,
    )
    clock = time.perf_counter()
    arrays |= curves(method, training)
    x = toy.x.to(device).expand(len(ensemble), -1, -1)
    latents = ensemble.map("encode", x).cpu().numpy()
    energies = ensemble.map("energy", x, ensemble.map("mixture", x)).cpu().numpy()
    metrics: dict[str, npt.ArrayLike] = _fit_quality(config, toy, latents, energies)
    if isinstance(ensemble.template, RaDOGAGA):
        # Spread over the table, for a user's may be sorted.
        gram = gram_summary(ensemble, x[:, :: -(-x.shape[1] // _ROWS_FOR_GRAM)])
        metrics |= {f"gram_{name}": value for name, value in gram._asdict().items()}
    correlation = np.asarray(metrics["correlation"])
    middle = int(np.argsort(correlation)[len(correlation) // 2])
    energy = energies[middle]
    arrays[f"{method}_z"] = latents[middle, :_ROWS_SHOWN]
    arrays[f"{method}_estimated"] = np.exp(energy.min() - energy)[:_ROWS_SHOWN]
    metrics["latent_scale"] = latents.std(1).mean(1)
    settings = describe(ensemble.replica(0))  # type: ignore[arg-type]
    return arm(config.seeds, metrics, training, settings, time.perf_counter() - clock)


def _fit_quality(
    config: ToyDensityConfig,
    toy: _Toy,
    latents: npt.NDArray[np.floating],
    energies: npt.NDArray[np.floating],
) -> dict[str, npt.ArrayLike]:
    """The autoencoder and the estimation network judged apart, by refitting the mixture with EM."""
    em = [_em_energy(z, seed) for z, seed in zip(latents, config.seeds, strict=True)]
    excess = energies.mean(1) - np.mean(em, axis=1)
    return {
        "correlation": [density_correlation(toy.density, energy) for energy in energies],
        "em_correlation": [density_correlation(toy.density, energy) for energy in em],
        "excess_energy": excess,
        "caught": excess > CAUGHT,
    }


def _control(
    config: ToyDensityConfig, toy: _Toy, latent: Callable[[int], npt.NDArray[np.floating]]
) -> Arm:
    """EM's mixture on latents that no loss has shaped."""
    clock = time.perf_counter()
    correlation = [
        density_correlation(toy.density, _em_energy(latent(seed), seed)) for seed in config.seeds
    ]
    metrics = {"correlation": correlation}
    seconds = time.perf_counter() - clock
    return arm(config.seeds, metrics, Training(), {"em_fits": _EM_FITS}, seconds)


def _em_energy(z: npt.NDArray[np.floating], seed: int) -> npt.NDArray[np.floating]:
    """Energy of each latent under the best of three EM fits; NaN if a latent is not finite."""
    # Standardised, for scikit-learn's floor on variances is absolute; the factor is common to all
    # rows of a replica, and its logarithm is added back.
    if not np.isfinite(z).all():
        return np.full(len(z), np.nan)
    scale = z.std(0) + 1e-12
    em = GaussianMixture(_N_COMPONENTS, n_init=_EM_FITS, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        em.fit(z / scale)
    return np.asarray(np.log(scale).sum() - em.score_samples(z / scale))
