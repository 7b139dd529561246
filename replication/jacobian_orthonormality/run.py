"""Appendix A of the RaDOGAGA paper: whether the decoder's Jacobian is what Eq. 10 says."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
import torch
from torch import Tensor

from rdo.diagnostics import gram_summary
from rdo.distortions import one_minus_ssim, squared_error
from rdo.models import DAGMM, Architecture, Autoencoder, BetaVAE, RaDOGAGA
from rdo.nn import mlp_pair
from rdo.theory import H
from rdo.training import Ensemble, History, Observer, Schedule, fix_gauge
from rdo.training.draws import glorot_generator
from replication.jacobian_orthonormality.config import HEADINGS, WAYS, Config, Way
from replication.jacobian_orthonormality.data import SOURCES
from replication.jacobian_orthonormality.measures import measures
from replication.kit import Outcome, Run
from replication.kit.train import train
from replication.ledger import Arm, Data

__all__ = ["architecture", "run"]

_SEED_STRIDE = 100  # more than there are ways: replica seeds are seed * stride + way
_HS: tuple[H, ...] = ("d", "log")


def run(config: Config, run: Run) -> Outcome:
    """Train RaDOGAGA in the configured ways, and two methods that nothing makes isometric.

    Every arm holds, for each seed, what
    :func:`replication.jacobian_orthonormality.measures.measures` says of the rows at the end. The
    arms ``refixed_d`` and ``refixed_log`` are the replicas of ``fast`` with the gauge fixed once
    more after training, which changes no reconstruction. The arms ``beta_vae`` and ``dagmm`` have
    no stated size.

    The arrays hold the median and the two other measures along the training, ``(T, R)``.
    """
    source = SOURCES[run.part]()
    data = torch.from_numpy(source.rows).float()
    every = -(-len(data) // config.rows_measured)
    density = None if source.density is None else source.density[::every]

    def sample(ensemble: Ensemble, first: int = 0) -> Tensor:
        """Equally spaced rows, the same for each replica: ``(R, B, M)``."""
        return data[first::every].to(run.device).expand(len(ensemble), -1, -1)

    def arm(ensemble: Ensemble, history: History) -> Arm:
        clock = time.perf_counter()
        metrics = measures(ensemble, sample(ensemble), density, source.distance)
        return run.arm(metrics, history, seconds=time.perf_counter() - clock)

    def gram_measures(ensemble: Ensemble) -> dict[str, np.ndarray]:
        summary = gram_summary(ensemble, sample(ensemble)[:, ::4])
        return {name: getattr(summary, name) for name in HEADINGS}

    observer = Observer(config.observe_every, gram_measures)
    arms: dict[str, Arm] = {}
    arrays: dict[str, np.ndarray] = {}
    for name, ensemble, history in _train_ways(config, run, data, observer):
        arms[name] = arm(ensemble, history)
        arrays |= {f"{name}_{key}": np.asarray(v) for key, v in history.observed.items()}
        arrays[f"{name}_at"] = np.asarray(history.observed_at)
        if name.startswith("fast"):
            fix_gauge(ensemble, sample(ensemble, first=1))  # on rows it is not measured on
            refixed = History(failures=history.failures)
            arms[name.replace("fast", "refixed")] = arm(ensemble, refixed)
    way = WAYS["cold"]  # from Glorot's weights, at ten times the printed rate
    rate = way.speed * config.learning_rate
    for name, build in (("dagmm", _dagmm), ("beta_vae", _beta_vae)):
        ensemble = Ensemble.from_seeds(partial(build, config, data.shape[1]), run.seeds, run.device)
        arms[name] = arm(ensemble, _train(ensemble, run.seeds, way, rate, name, config, run, data))
    return Outcome(arms, Data.of(run.part, source.rows), arrays)


def architecture(config: Config, n_features: int) -> Architecture:
    """Widths of the networks."""
    widths = n_features, config.hidden, config.n_latent, config.n_components
    return Architecture(*widths, residual_features=config.residual_features)


def _train_ways(
    config: Config, run: Run, data: Tensor, observer: Observer
) -> Iterator[tuple[str, Ensemble, History]]:
    """Every way with either h by arm; those that share start and drop are trained in one loop."""
    count = len(run.seeds)
    shared = {name: (WAYS[name].start, WAYS[name].drop) for name in config.ways}
    for start, drop in dict.fromkeys(shared.values()):
        arms = [(name, h) for name in config.ways if shared[name] == (start, drop) for h in _HS]
        speeds = [WAYS[name].speed for name, _ in arms for _ in run.seeds]
        rates = tuple(speed * config.learning_rate for speed in speeds)
        seeds = [_SEED_STRIDE * seed + i for i in range(len(arms)) for seed in run.seeds]
        models = [
            _radogaga(config, WAYS[name], h, data.shape[1], _SEED_STRIDE * seed)
            for name, h in arms
            for seed in run.seeds
        ]
        ensemble = Ensemble(models, run.device)
        stage = f"{start}{'' if drop else '-steady'}"
        way = WAYS[arms[0][0]]  # its start and drop are those of all
        history = _train(ensemble, seeds, way, rates, stage, config, run, data, observer)
        for i, (name, h) in enumerate(arms):
            own = slice(i * count, (i + 1) * count)
            observed = {key: [v[own] for v in values] for key, values in history.observed.items()}
            failures = [
                replace(failure, seed=failure.seed // _SEED_STRIDE)
                for failure in history.failures
                if failure.seed % _SEED_STRIDE == i
            ]
            seconds = history.seconds / len(arms)
            share = replace(
                history, terms={}, observed=observed, failures=failures, seconds=seconds
            )
            yield f"{name}_{h}", ensemble.subset(own), share


def _train(
    ensemble: Ensemble,
    seeds: Sequence[int],
    way: Way,
    rate: float | tuple[float, ...],
    stage: str,
    config: Config,
    run: Run,
    data: Tensor,
    observer: Observer | None = None,
) -> History:
    """Train replicas on all rows, with the start and the drop of a way.

    One rate for all replicas and the same rate for each differ in the last bits.
    """
    warm_up = Schedule(config.warm_up_steps, config.batch_size, config.warm_up_learning_rate)
    slower = tuple(each / 10 for each in rate) if isinstance(rate, tuple) else rate / 10
    final = config.steps // 5 if way.drop else 0
    return train(
        run,
        ensemble,
        data,
        np.tile(np.arange(len(data)), (len(ensemble), 1)),
        seeds,
        Schedule(config.steps - final, config.batch_size, rate),
        warm_up=warm_up if way.start == "gauge" else None,
        final=Schedule(final, config.batch_size, slower) if final else None,
        label=f"{run.part}, {stage}, {len(ensemble)} replicas",
        stage=stage,
        observer=observer,
    )


def _radogaga(config: Config, way: Way, h: H, n_features: int, seed: int) -> RaDOGAGA:
    lambda1, lambda2 = config.lambdas_d if h == "d" else config.lambdas_log
    model = RaDOGAGA(
        architecture(config, n_features),
        lambda1=lambda1 / way.lambda1_divisor,
        lambda2=lambda2 * way.lambda2_factor,
        h=h,
        metric=squared_error if config.distortion == "squared_error" else _picture_error,
    )
    model.reset_parameters(glorot_generator(seed))
    return model


def _picture_error(x: Tensor, y: Tensor) -> Tensor:
    """1 - SSIM of rows that hold a picture of 8 x 8 pixels."""
    return one_minus_ssim(x.unflatten(-1, (1, 8, 8)), y.unflatten(-1, (1, 8, 8)), width=4)


def _dagmm(config: Config, n_features: int) -> Autoencoder:
    lambda1, lambda2 = config.lambdas_dagmm
    return DAGMM(architecture(config, n_features), lambda1=lambda1, lambda2=lambda2)


def _beta_vae(config: Config, n_features: int) -> Autoencoder:
    networks = mlp_pair(n_features, config.hidden, config.n_latent, heads=2)
    return BetaVAE(*networks, config.n_latent, beta=config.beta)
