"""Appendix A of the RaDOGAGA paper: whether the decoder's Jacobian is what Eq. 10 says."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import numpy as np
import torch

from rdo.diagnostics import gram_summary
from rdo.errors import InputError
from rdo.models import DAGMM, Autoencoder, BetaVAE, RaDOGAGA
from rdo.nn import mlp_pair
from rdo.training import Ensemble, History, Observer, Schedule, fix_gauge
from rdo.training.draws import glorot_generator
from replication.jacobian_orthonormality.config import PARTS, Part
from replication.jacobian_orthonormality.measures import measures
from replication.kit.options import Start, check_options
from replication.kit.record import Outcome, arm, begin
from replication.kit.train import Keep, train
from replication.ledger import Arm, Data

__all__ = ["WAYS", "JacobianOrthonormality", "Way", "configure", "run"]

_PRINTED_RATE = 1e-4
_SEED_STRIDE = 100  # more than there are ways: replica seeds are seed * stride + way
_ROWS_MEASURED = 1_024


@dataclass(frozen=True)
class Way:
    """One way of training RaDOGAGA."""

    h: Literal["d", "log"]
    start: Start
    learning_rate: float
    drop: bool = True
    """To a tenth of the rate for the last fifth of the steps."""
    lightness: float = 1.0
    """What the printed lambda1 is divided by."""
    stiffness: float = 1.0
    """What the printed lambda2 is multiplied with."""


_FAST = Way("d", "gauge", 10 * _PRINTED_RATE)
_SETTINGS = {
    "printed": Way("d", "glorot", _PRINTED_RATE, drop=False),
    "gauge": replace(_FAST, learning_rate=_PRINTED_RATE),
    "fast": _FAST,
    "light": replace(_FAST, lightness=100.0),
    "cold": replace(_FAST, start="glorot"),
    "steady": replace(_FAST, drop=False),
    "stiff": replace(_FAST, stiffness=100.0),
}
_EVERYWHERE = ("printed", "gauge", "fast", "light")

WAYS: MappingProxyType[str, Way] = MappingProxyType(
    {f"{name}_{h}": replace(way, h=h) for name, way in _SETTINGS.items() for h in ("d", "log")}
)
"""``printed``: what the paper prints, from Glorot's weights at one rate. ``gauge``: the same with
the gauge fixed beforehand, and a drop of the rate. ``fast``: at ten times the rate. The others
change one thing in that: ``light`` has a hundredth of lambda1; and for some parts, ``cold`` starts
from Glorot's weights, ``steady`` has no drop, ``stiff`` a hundred times lambda2."""


@dataclass(frozen=True)
class JacobianOrthonormality:
    """Configuration of one part."""

    dataset: str
    """One of :data:`replication.jacobian_orthonormality.config.PARTS`."""
    profile: str
    seeds: tuple[int, ...]
    """One set of weights, batches and noise each, on the same rows."""
    steps: int
    """In all, the last fifth at a tenth of the rate where there is a drop."""
    warm_up_steps: int
    observe_every: int


def configure(
    dataset: str = "roll", profile: str = "smoke", seeds: int | None = None
) -> JacobianOrthonormality:
    """The configuration of a profile.

    ``paper``: 5 seeds and 15,000 steps, but a fifth of them on digits, where each differentiates
    SSIM twice and takes ten times as long; the appendix trains nothing, so these are ours.
    ``reduced``: 3 seeds, a third of the steps. ``smoke``: 2 seeds and 200 steps.

    Parameters
    ----------
    dataset
        One of :data:`replication.jacobian_orthonormality.config.PARTS`.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.

    Raises
    ------
    InputError
        If a name is unknown, or ``seeds`` is not a whole number of at least 1.
    """
    if dataset not in PARTS:
        raise InputError(f"dataset={dataset!r}: jacobian_orthonormality knows {', '.join(PARTS)}.")
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 3, "paper": 5})
    full = PARTS[dataset].steps
    steps, warm_up = {"smoke": (200, 100), "reduced": (full // 3, 1_000), "paper": (full, 1_000)}[
        profile
    ]
    return JacobianOrthonormality(dataset, profile, every, steps, warm_up, max(50, steps // 30))


def run(config: JacobianOrthonormality, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    """Train RaDOGAGA in each of the :data:`WAYS`, and two methods that nothing makes isometric.

    Every arm holds, for each seed, what :func:`replication.jacobian_orthonormality.measures.measures` says of
    the rows at the end. The arms ``refixed_d`` and ``refixed_log`` are the replicas of
    ``fast`` with the gauge fixed once more after training, which changes no reconstruction. The
    arms ``beta_vae`` and ``dagmm`` have no stated size.

    The arrays hold the median and the two other measures along the training, ``(T, R)``.

    Parameters
    ----------
    config
        What to run.
    device
        Where to train.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    """
    draft = begin("jacobian_orthonormality", config.dataset, config, device)
    lab = _Laboratory(config, PARTS[config.dataset], device, keep)
    arms: dict[str, Arm] = {}
    arrays: dict[str, np.ndarray] = {}
    shared: dict[tuple[Start, bool], list[str]] = {}
    for name, way in WAYS.items():
        if lab.part.every_way or name.rsplit("_", 1)[0] in _EVERYWHERE:
            shared.setdefault((way.start, way.drop), []).append(name)
    for names in shared.values():
        for name, (members, training) in lab.radogaga(names).items():
            arms[name] = lab.measured(members, training)
            arrays |= {
                f"{name}_{key}": np.asarray(values) for key, values in training.observed.items()
            }
            arrays[f"{name}_at"] = np.asarray(training.observed_at)
            if name.startswith("fast"):
                fix_gauge(members, lab.shown(members, first=1))  # on rows it is not measured on
                refixed = History(failures=training.failures)
                arms[name.replace("fast", "refixed")] = lab.measured(members, refixed)
    for name in ("dagmm", "beta_vae"):
        arms[name] = lab.measured(*lab.control(name))
    return Outcome(draft.record(arms, Data.of(config.dataset, lab.rows)), arrays)


class _Laboratory:
    """One part's data, and how its replicas are trained and measured."""

    def __init__(
        self, config: JacobianOrthonormality, part: Part, device: str, keep: Keep | None
    ) -> None:
        self.config, self.part, self.device, self.keep = config, part, device, keep
        self.rows = part.rows()
        self.data = torch.from_numpy(self.rows).float()
        self.every = -(-len(self.rows) // _ROWS_MEASURED)
        self.density = part.density()[:: self.every] if part.density else None

    def radogaga(self, names: Sequence[str]) -> dict[str, tuple[Ensemble, History]]:
        """Replicas of ways that share their start and schedule, trained side by side, by way."""
        config, seeds = self.config, self.config.seeds
        models = [
            self._radogaga(WAYS[name], _SEED_STRIDE * seed) for name in names for seed in seeds
        ]
        ensemble = Ensemble(models, self.device)
        rates = tuple(WAYS[name].learning_rate for name in names for _ in seeds)
        gauge, drop = WAYS[names[0]].start == "gauge", WAYS[names[0]].drop
        settling = config.steps // 5 if drop else 0
        batch = self.part.batch_size
        training = train(
            ensemble,
            self.data,
            self._all_rows(ensemble),
            [_SEED_STRIDE * seed + i for i, _ in enumerate(names) for seed in seeds],
            Schedule(config.steps - settling, batch, rates),
            warm_up=Schedule(config.warm_up_steps, batch, 1e-3) if gauge else None,
            settle=Schedule(settling, batch, tuple(r / 10 for r in rates)) if drop else None,
            label=f"{config.dataset}, {len(models)} replicas",
            part=f"{'gauge' if gauge else 'glorot'}{'' if drop else '-steady'}",
            keep=self.keep,
            observer=Observer(config.observe_every, self._look),
        )
        return {
            name: self._share(ensemble, training, i, len(names)) for i, name in enumerate(names)
        }

    def control(self, name: str) -> tuple[Ensemble, History]:
        """DAGMM or the beta-VAE from Glorot's weights, at the fast rate with its drop."""
        config, batch = self.config, self.part.batch_size
        rate = 10 * _PRINTED_RATE
        ensemble = Ensemble.from_seeds(lambda: self._control(name), config.seeds, self.device)
        settling = config.steps // 5
        training = train(
            ensemble,
            self.data,
            self._all_rows(ensemble),
            config.seeds,
            Schedule(config.steps - settling, batch, rate),
            warm_up=None,
            settle=Schedule(settling, batch, rate / 10),
            label=f"{config.dataset}, {name}",
            part=name,
            keep=self.keep,
        )
        return ensemble, training

    def shown(self, ensemble: Ensemble, first: int = 0) -> torch.Tensor:
        """Rows spread over the data from a first one on, for each replica: ``(R, B, M)``."""
        spread = self.data[first :: self.every].to(self.device)
        return spread.expand(len(ensemble), -1, -1)

    def measured(self, ensemble: Ensemble, training: History) -> Arm:
        """An arm of the record."""
        clock = time.perf_counter()
        metrics = measures(ensemble, self.shown(ensemble), self.density, self.part.distance)
        seconds = time.perf_counter() - clock
        return arm(self.config.seeds, metrics, training, {}, seconds)

    def _radogaga(self, way: Way, seed: int) -> RaDOGAGA:
        lambda1, lambda2 = self.part.lambdas_d if way.h == "d" else self.part.lambdas_log
        model = RaDOGAGA(
            self.part.architecture(self.rows.shape[1]),
            lambda1=lambda1 / way.lightness,
            lambda2=lambda2 * way.stiffness,
            h=way.h,
            metric=self.part.metric,
        )
        model.reset_parameters(glorot_generator(seed))
        return model

    def _control(self, name: str) -> Autoencoder:
        part, n_features = self.part, self.rows.shape[1]
        if name == "beta_vae":
            networks = mlp_pair(n_features, part.hidden, part.n_latent, heads=2)
            return BetaVAE(*networks, part.n_latent, beta=part.beta)
        lambda1, lambda2 = part.lambdas_dagmm
        return DAGMM(part.architecture(n_features), lambda1=lambda1, lambda2=lambda2)

    def _all_rows(self, ensemble: Ensemble) -> np.ndarray:
        return np.tile(np.arange(len(self.data)), (len(ensemble), 1))

    def _look(self, ensemble: Ensemble) -> dict[str, np.ndarray]:
        summary = gram_summary(ensemble, self.shown(ensemble)[:, ::4])
        return {name: getattr(summary, name) for name in ("median", "off_diagonal", "variation")}

    def _share(
        self, ensemble: Ensemble, training: History, index: int, ways: int
    ) -> tuple[Ensemble, History]:
        """One way's replicas, with the failures under the seeds of the record."""
        count = len(self.config.seeds)
        own = slice(index * count, (index + 1) * count)
        share = History(
            steps=training.steps,
            observed_at=training.observed_at,
            observed={k: [v[own] for v in values] for k, values in training.observed.items()},
            failures=[
                replace(failure, seed=failure.seed // _SEED_STRIDE)
                for failure in training.failures
                if failure.seed % _SEED_STRIDE == index
            ],
            seconds=training.seconds / ways,
        )
        return ensemble.subset(own), share
