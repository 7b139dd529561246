"""Trains VAEs with noise fixed, learnt, mixed and of a network on MNIST, and compares them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from rdo.datasets import load_images
from rdo.errors import InputError
from rdo.training import Ensemble, History, Observer, Schedule
from replication.kit import Outcome, Run
from replication.kit.image_training import groups, joined
from replication.kit.noise_vae import (
    USED,
    Judged,
    Networks,
    Setting,
    judge,
    learnt_noise,
    make,
    mixture_metrics,
    share_idle,
    together,
    train_setting,
)
from replication.kit.record import curves, describe
from replication.ledger import Arm, Data
from replication.noise_vae import factors, pictures
from replication.noise_vae.config import DEVIATIONS, Config, fixed_arm, learnt_arm
from replication.noise_vae.sweeps import compare_sweeps, error_share, fixed_range

__all__ = ["run"]

_Floats = npt.NDArray[np.float64]
_Rows = npt.NDArray[np.int64]

_MAPS = (32, 32)
_PRINTED, _TEST_SHARE, _TEST_IMAGES = 7_000, 0.2, 10_000
_OBSERVED = 2_000  # training images that the objective is followed on
_LOOKED_AT = 64  # test images for what single factors do
_SCALES = {"learnt_beta1": "scale_beta1", "learnt_beta8": "scale_beta8"}


@dataclass(frozen=True)
class _Task:
    """The images and who is trained and judged on which."""

    config: Config
    run: Run
    name: str
    sha256: str
    images: npt.NDArray[np.float32]
    train: _Rows
    """``(R, n)``"""
    test: _Rows

    @classmethod
    def load(cls, config: Config, run: Run) -> "_Task":
        data = load_images(config.images)
        images = np.concatenate([data.train.x, data.validation.x, data.test.x])
        n_train, n_test = int(0.6 * len(images)), int(_TEST_SHARE * len(images))
        for name, most in (("train_images", n_train), ("test_images", n_test)):
            if getattr(config, name) > most:
                raise InputError(f"{name}={getattr(config, name)}: give at most {most}.")
        if config.batch_size > config.train_images:
            raise InputError(
                f"batch_size={config.batch_size}: give at most train_images={config.train_images}."
            )
        orders = [np.random.default_rng([seed, 5]).permutation(len(images)) for seed in run.seeds]
        train = np.stack([order[: config.train_images] for order in orders])
        test = np.stack([order[-n_test:][: config.test_images] for order in orders])
        return cls(config, run, data.name, data.sha256, images, train, test)

    @property
    def networks(self) -> Networks:
        shape: tuple[int, int, int] = self.images.shape[1:]
        return Networks(shape, _MAPS, self.config.width, self.config.network_start)

    @property
    def steps_per_epoch(self) -> int:
        return math.ceil(self.config.train_images / self.config.batch_size)

    def of(self, seeds: tuple[int, ...]) -> slice:
        """Where the seeds are among those of the run."""
        first = self.run.seeds.index(seeds[0])
        return slice(first, first + len(seeds))


@dataclass(frozen=True)
class _Trained:
    """Trained replicas of one setting, all seeds, and their measures."""

    ensembles: list[Ensemble]
    history: History
    judged: Judged
    learnt: Mapping[str, _Floats]
    """Buffers of the noise after training, ``(R, ...)``."""


def run(config: Config, run: Run) -> Outcome:
    """Train every setting from the same weights, on the same images, and compare.

    The arms ``fixed_V`` have the variance V and beta = 1, ``learnt_betaB`` the beta B and the
    variance in closed form, ``mixture`` two components and ``network`` the noise of Eq. 19, both at
    beta = 1. Each holds, for every seed, on test images: ``evlb``, the squared error a pixel, the
    indicators (:class:`rdo.diagnostics.FactorSummary`), the noise it ended with. ``learnt`` and
    ``fixed`` hold what the two sweeps show beside each other (:mod:`replication.noise_vae.sweeps`),
    ``scale_betaB`` how the noise scales the latent (:func:`replication.noise_vae.factors.gram`),
    ``split`` and ``split_printed`` how many test images are missing for 10,000.

    The arrays hold the loss over the steps; of the first seed the information and variance of every
    factor, and for some settings test ``images``, what is rebuilt of them, traversals of the most
    influential factors, the Gram matrix of :func:`replication.noise_vae.factors.gram`, and for the
    mixture the probability of the larger variance.
    """
    task = _Task.load(config, run)
    settings = {
        **{fixed_arm(v): Setting("fixed", 1.0, v, config.n_latent) for v in config.variances},
        **{learnt_arm(b): Setting("gaussian", b, n_latent=config.n_latent) for b in config.betas},
        "mixture": Setting("mixture", n_latent=config.n_latent),
        "network": Setting("network", n_latent=config.n_latent),
    }
    arms: dict[str, Arm] = {}
    measured: dict[str, dict[str, _Floats]] = {}
    arrays = {"images": task.images[task.test[0, : pictures.SHOWN]]}
    every = {name: _train(task, name, settings[name]) for name in run.apart(settings)}
    for name, trained in every.items():
        setting = settings[name]
        measured[name] = _without_failed(
            _measures(task, name, setting, trained), trained.history, run.seeds
        )
        if name == "learnt_beta1":
            fixed = {v: measured[fixed_arm(v)] for v in config.variances}
            error = measured[name]["squared_error"]
            measured[name]["error_share"] = error_share(fixed, error)
        arrays |= curves(name, trained.history)
        arrays |= pictures.figure_arrays(
            name, trained.ensembles[0], trained.judged, arrays["images"]
        )
        described = {**describe(make(setting, task.networks)), "noise": setting.noise}
        arms[name] = run.arm(measured[name], trained.history, described)
        if name in _SCALES:
            arms[_SCALES[name]] = run.arm(_scale(task, trained), trained.history)
    fixed = {v: measured[fixed_arm(v)] for v in config.variances}
    learnt = {b: measured[learnt_arm(b)] for b in config.betas}
    arms["learnt"] = run.arm(compare_sweeps(fixed, learnt))
    arms["fixed"] = run.arm({"evlb_range": fixed_range(fixed)})
    for name, total in (("split", len(task.images)), ("split_printed", _PRINTED)):
        missing = max(0, _TEST_IMAGES - int(_TEST_SHARE * total))
        arms[name] = run.arm({"test_missing": run.same(missing)})
    pixels = task.images[0].size
    data = Data(task.name, task.sha256, len(task.images), pixels)
    return Outcome(arms, data, arrays, {"deviations": list(DEVIATIONS[run.profile])})


def _without_failed(
    measures: dict[str, _Floats], history: History, seeds: tuple[int, ...]
) -> dict[str, _Floats]:
    """NaN for seeds that diverged: they stopped at finite weights, and can be measured there."""
    failed = np.isin(seeds, [failure.seed for failure in history.failures])
    return {name: np.where(failed, np.nan, values) for name, values in measures.items()}


def _train(task: _Task, name: str, setting: Setting) -> _Trained:
    """A setting for all seeds, together on an accelerator and one by one on a CPU."""
    config, run = task.config, task.run
    schedule = Schedule(
        config.epochs * task.steps_per_epoch, config.batch_size, config.learning_rate
    )
    ensembles, histories, judged = [], [], []
    for seeds in groups(run.seeds, run.device):
        rows = task.train[task.of(seeds)]
        watched = rows[:, :_OBSERVED]

        def objective(
            members: Ensemble, rows: _Rows = watched, seeds: tuple[int, ...] = seeds
        ) -> dict[str, _Floats]:
            return {"objective": judge(members, task.images, rows, seeds).evlb}

        stage = f"{name}-{'-'.join(str(seed) for seed in seeds)}"
        ensemble, history = train_setting(
            setting,
            task.networks,
            task.images,
            rows,
            seeds,
            schedule,
            device=run.device,
            label=f"{name}, seed {seeds[0]}" if len(seeds) == 1 else name,
            checkpoints=run.checkpoints(stage),
            observer=Observer(task.steps_per_epoch, objective) if name == "learnt_beta1" else None,
        )
        ensembles.append(ensemble)
        histories.append(history)
        judged.append(judge(ensemble, task.images, task.test[task.of(seeds)], seeds))
    return _Trained(ensembles, joined(histories), together(judged), learnt_noise(ensembles))


def _measures(task: _Task, name: str, setting: Setting, trained: _Trained) -> dict[str, _Floats]:
    """Metrics of an arm, each ``(R,)``."""
    judged, summary = trained.judged, trained.judged.factors
    found = judged.metrics()
    found["idle_share"] = share_idle(summary)
    found["influence_variation"] = factors.influence_variation(summary)
    found["variance_correlation"] = factors.variance_correlation(summary)
    if setting.noise in ("fixed", "gaussian"):
        found |= _of_gaussian(task, setting, trained)
    if setting.noise == "mixture":
        found |= mixture_metrics(trained.learnt["variances"], trained.learnt["weights"])
    if name == "learnt_beta8":
        found["visible_margin"] = _margins(task, trained)
    if name == "learnt_beta1":
        found["definitions_distance"] = np.abs(summary.divergence / summary.divergence_of_fit - 1)
        found["definition2_gain"] = 1 - summary.information / summary.rate
        objective = np.stack(trained.history.observed["objective"])
        found["objective_fall"] = (objective[:-1] - objective[1:]).max(0)
    return found


def _of_gaussian(task: _Task, setting: Setting, trained: _Trained) -> dict[str, _Floats]:
    """The variance, and EVLB with the one that suits the training images."""
    variance = trained.learnt["variance"]
    fitted = [
        judge(
            one, task.images, task.train[task.of(seeds)][:, : task.config.test_images], seeds
        ).residual
        for one, seeds in zip(
            trained.ensembles, groups(task.run.seeds, task.run.device), strict=True
        )
    ]
    pixels = task.images[0].size
    return {
        "sigma2": variance,
        "normalised_variance": setting.beta * variance,
        "refitted_evlb": trained.judged.evlb_under(np.concatenate(fitted), pixels),
    }


def _margins(task: _Task, trained: _Trained) -> _Floats:
    """Of every seed's factors, :func:`replication.noise_vae.factors.visible_margin`."""
    images = task.images[task.test[:, :_LOOKED_AT]]
    influence = trained.judged.factors.influence
    ends = np.cumsum([len(one) for one in trained.ensembles])[:-1]
    parts = zip(np.split(images, ends), np.split(influence, ends), strict=True)
    return np.concatenate(
        [
            factors.visible_margin(one, *part)
            for one, part in zip(trained.ensembles, parts, strict=True)
        ]
    )


def _scale(task: _Task, trained: _Trained) -> dict[str, _Floats]:
    """How the noise scales the used factors, on test images."""
    replicas = [(one, k) for one in trained.ensembles for k in range(len(one))]
    found = []
    for row, (ensemble, k) in enumerate(replicas):
        images = task.images[task.test[row, :_LOOKED_AT]]
        scaled, posterior = pictures.gram_of(ensemble, k, images)
        used = trained.judged.factors.influence[row] > USED
        found.append(factors.gram_errors(scaled, posterior, used))
    return {name: np.array([one[name] for one in found]) for name in found[0]}
