"""Section 5.1 of the RaDOGAGA paper: the density of the latent against that of the data."""

import time

import numpy as np
import numpy.typing as npt
from sklearn.decomposition import PCA

from rdo.diagnostics import density_correlation, gram_summary
from rdo.models import RaDOGAGA
from rdo.training import Ensemble, Schedule, score_context
from replication.kit import Outcome, Run
from replication.kit.record import curves, describe
from replication.kit.train import train
from replication.ledger import Arm
from replication.toy_density.config import LABELS, Config, trainings
from replication.toy_density.data import Toy
from replication.toy_density.mixtures import fit_mixture, judge
from replication.toy_density.networks import build

__all__ = ["run"]

_ROWS_SHOWN = 2_000
_ROWS_FOR_GRAM = 512

_Arrays = dict[str, npt.NDArray[np.generic]]


def run(config: Config, run: Run) -> Outcome:
    """Train the methods and fit the controls, all on one table.

    Every arm of the record holds, for every seed, the ``correlation`` of P(x) with P(z); for the
    beta-VAE P(z) is the prior's, for a plain autoencoder EM's. The trained arms also hold the
    ``latent_scale``, the mean standard deviation of the latents, how constant and orthogonal the
    Gram matrix of the decoder is, for RaDOGAGA also its size, and ``em_correlation``, what EM makes
    of the same latents. Those with an estimation network also hold the ``excess_energy`` in nats of
    its mixture over EM's, and ``caught``, 1 for a seed that EM beats. On generated data they
    hold the clustering accuracy of EM's mixture, ``captured``, and ``tendency``, the within-cluster
    rank correlation of P(x) with P(z). RaDOGAGA(log d) also has its ``correlation_gain`` over
    RaDOGAGA(d). The arrays hold each loss term over the steps, 2,000 rows of the source, and for
    the seed of median correlation as many latents with their density.

    The controls, each with EM's mixture: PCA, a random linear projection, and the network as
    Glorot's weights leave it. They are left out where they would be those of another record.
    """
    toy = Toy.load(config, run.part)
    arrays: _Arrays = {"density": toy.density[:_ROWS_SHOWN]}
    if toy.drawn is not None:
        arrays["source"] = toy.drawn.source[:_ROWS_SHOWN]
    arms: dict[str, Arm] = {}
    for method in run.apart(trainings(config, run)):
        arms[method], shown = _trained(method, config, run, toy, arms.get("radogaga_d"))
        arrays |= shown
    if "dagmm" in arms:
        arms |= _controls(config, run, toy)
    settings = {"table": toy.source.name, "scaling": "all columns together to [0, 1]"}
    return Outcome(arms, toy.source, arrays, settings)


def _trained(
    method: str, config: Config, run: Run, toy: Toy, with_d: Arm | None
) -> tuple[Arm, _Arrays]:
    """A method's arm, given RaDOGAGA(d)'s if there is one, and its arrays."""
    n_features = toy.x.shape[1]
    ensemble = Ensemble.from_seeds(lambda: build(method, config, n_features), run.seeds, run.device)
    batch, rate = config.batch_size, config.learning_rate
    warmed = method == "dagmm_warm" or method.startswith("radogaga")
    warm_up = Schedule(config.warm_up_steps, batch, config.warm_up_learning_rate)
    history = train(
        run,
        ensemble,
        toy.x,
        np.tile(np.arange(len(toy.x)), (len(ensemble), 1)),
        run.seeds,
        Schedule(config.steps, batch, rate),
        warm_up=warm_up if warmed and run.start == "gauge" else None,
        final=Schedule(config.final_steps, batch, rate / 10) if config.final_steps else None,
        label=f"{run.part}, {LABELS[method]}",
        stage=method,
    )
    clock = time.perf_counter()
    x = toy.x.to(run.device).expand(len(ensemble), -1, -1)
    latents = ensemble.map("encode", x).cpu().numpy()
    fits = [fit_mixture(z, config, seed) for z, seed in zip(latents, run.seeds, strict=True)]
    mixture = score_context(ensemble, x, in_blocks=False)  # none for a fixed prior
    if hasattr(ensemble.template, "energy"):
        energies = ensemble.map("energy", x, *mixture).cpu().numpy()
    else:
        energies = np.stack([fit.energy for fit in fits])
    metrics = judge(toy, fits, energies, config.caught_above)
    if not mixture:  # a fixed prior, and EM's own mixture, have no optimum to miss
        del metrics["excess_energy"], metrics["caught"]
    # Every so many rows of the whole table, for a user's may be sorted.
    gram = gram_summary(ensemble, x[:, :: -(-x.shape[1] // _ROWS_FOR_GRAM)])._asdict()
    if not isinstance(ensemble.template, RaDOGAGA):  # of the others nothing asks for a size
        del gram["diagonal"], gram["median"], gram["imbalance"]
    metrics |= {f"gram_{name}": value for name, value in gram.items()}
    metrics["latent_scale"] = latents.std(1).mean(1)
    correlation = np.asarray(metrics["correlation"])
    if method == "radogaga_log" and with_d is not None:
        metrics["correlation_gain"] = correlation - with_d.by_seed("correlation")
    middle = int(np.argsort(correlation)[len(correlation) // 2])
    energy = energies[middle]
    arrays = {
        **curves(method, history),
        f"{method}_z": latents[middle, :_ROWS_SHOWN],
        f"{method}_estimated": np.exp(energy.min() - energy)[:_ROWS_SHOWN],
    }
    seconds = time.perf_counter() - clock
    return run.arm(metrics, history, describe(ensemble.template), seconds), arrays


def _controls(config: Config, run: Run, toy: Toy) -> dict[str, Arm]:
    """EM's mixture on latents that no loss has shaped."""
    x, shape = toy.x.double().numpy(), (toy.x.shape[1], config.n_latent)
    untrained = Ensemble.from_seeds(lambda: build("radogaga_log", config, shape[0]), run.seeds)
    latents = {
        "pca_em": [PCA(config.n_latent, random_state=0).fit_transform(x)] * len(run.seeds),
        "random_em": [x @ np.random.default_rng(seed).normal(size=shape) for seed in run.seeds],
        "untrained_em": untrained.map("encode", toy.x.expand(len(untrained), -1, -1)).numpy(),
    }
    arms = {}
    for name, by_seed in latents.items():
        clock = time.perf_counter()
        fits = [fit_mixture(z, config, seed) for z, seed in zip(by_seed, run.seeds, strict=True)]
        metrics = {"correlation": [density_correlation(toy.density, fit.energy) for fit in fits]}
        seconds = time.perf_counter() - clock
        arms[name] = run.arm(metrics, config={"em_fits": config.em_fits}, seconds=seconds)
    return arms
