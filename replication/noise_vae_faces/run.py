"""Trains VAEs of faces with noise of one Gaussian, of two and of a network, and compares them."""

import copy
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch

from rdo.datasets import load_faces
from rdo.errors import InputError
from rdo.noise import MixtureNoise, ObservationNoise
from rdo.training import Ensemble, History, Observer, Schedule, fit
from replication import ledger
from replication.kit import Outcome, Run
from replication.kit.image_training import as_bytes, groups, joined, pooled
from replication.kit.noise_vae import (
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
from replication.noise_vae_faces import exchange, pictures
from replication.noise_vae_faces.attributes import attributes, changed, counts
from replication.noise_vae_faces.config import ARMS, DEVIATIONS, Arm, Config
from replication.noise_vae_faces.measures import collapsed, detail

__all__ = ["run"]

_Floats = npt.NDArray[np.float64]
_Rows = npt.NDArray[np.int64]

_MAPS = (32, 32, 64, 64)
_YALE_B, _PRINTED = 2_414, 2_424
_TRAIN_SHARE, _TEST_SHARE = 0.8, 0.1
_WATCHED, _TIMES = 100, 20  # test images of the learning curve, and how often along training
_EXCHANGED = {"network_as_mog2": "mixture", "network_as_gaussian": "gaussian"}
_LOOKED_AT = 32  # test images for what single factors do


@dataclass(frozen=True)
class _Task:
    """The images and who is trained and judged on which."""

    config: Config
    run: Run
    sha256: str
    published: int
    """How many images the file has."""
    images: npt.NDArray[np.float32]
    train: _Rows
    """``(R, n)``"""
    test: _Rows
    judged: _Rows

    @classmethod
    def load(cls, config: Config, run: Run) -> "_Task":
        faces = load_faces(run.part)
        x = faces.images.x
        if config.images is not None:
            x = x[np.random.default_rng(0).permutation(len(x))[: config.images]]
        images = pooled(x, config.pooling)
        n_train, n_test = int(_TRAIN_SHARE * len(images)), int(_TEST_SHARE * len(images))
        for name, most in (("batch_size", n_train), ("judged", len(images))):
            if getattr(config, name) > most:
                raise InputError(f"{name}={getattr(config, name)}: give at most {most}.")
        if n_test < pictures.SHOWN:
            raise InputError(
                f"images={len(images)}: give at least {10 * pictures.SHOWN}, for a tenth is shown."
            )
        orders = [np.random.default_rng([seed, 7]).permutation(len(images)) for seed in run.seeds]
        train, test = (np.stack([o[part] for o in orders])
                       for part in (slice(n_train), slice(-n_test, None)))  # fmt: skip
        chosen = [
            np.random.default_rng([seed, 8]).choice(len(images), config.judged, replace=False)
            for seed in run.seeds
        ]
        judged = np.stack(chosen) if run.part == "yaleb" else test
        return cls(config, run, faces.sha256, len(faces.images), images, train, test, judged)

    @property
    def networks(self) -> Networks:
        shape: tuple[int, int, int] = self.images.shape[1:]
        return Networks(shape, _MAPS, self.config.width, "pytorch")

    def setting(self, arm: Arm) -> Setting:
        latents = self.config.few_latents if arm.few_latents else self.config.n_latent
        return Setting(arm.noise, arm.beta, n_latent=latents)

    def of(self, seeds: tuple[int, ...]) -> slice:
        """Where the seeds are among those of the run."""
        first = self.run.seeds.index(seeds[0])
        return slice(first, first + len(seeds))


@dataclass(frozen=True)
class _Group:
    """Seeds of one arm that were trained in one loop."""

    seeds: tuple[int, ...]
    ensemble: Ensemble
    histories: tuple[History, ...]
    """To where it is judged and, of a network's noise, from there to the end."""


def run(config: Config, run: Run) -> Outcome:
    """Train every arm of the part from the same split of the images, and compare.

    Each arm holds, for every seed: ``evlb``, the squared error a pixel, ``detail``
    (:func:`replication.noise_vae_faces.measures.detail`), the indicators and the noise it ended
    with; of Yale B on images drawn from all, with ``evlb_test`` on the test images beside it, of
    CelebA on the test images. ``network`` is judged before training ends where the paper's was;
    a seed of it that stops is judged as it stood then, and says so in ``collapsed``
    (:func:`replication.noise_vae_faces.measures.collapsed`). ``network_as_mog2`` and
    ``network_as_gaussian`` are the same networks with other noise around their means, fitted to
    the training images (:mod:`replication.noise_vae_faces.exchange`). On CelebA an arm also counts
    the attributes that factors change (:mod:`replication.noise_vae_faces.attributes`).

    The arrays hold the loss and EVLB over the steps; and of the first seed what
    :func:`replication.noise_vae_faces.pictures.figure_arrays` makes.
    """
    task = _Task.load(config, run)
    arms: dict[str, ledger.Arm] = {}
    arrays = {"images": as_bytes(task.images[task.test[0, : pictures.SHOWN]])}
    named = ARMS[run.part]
    every = {name: _train(task, name, named[name]) for name in run.apart(named)}
    for name, trained in every.items():
        arm = named[name]
        history = joined([group.histories[0] for group in trained])
        arrays |= curves(name, history)
        found, shown = _measures(task, name, [group.ensemble for group in trained])
        arrays |= shown
        if arm.noise == "network":
            found["collapsed"] = np.concatenate(
                [collapsed(group.histories, group.seeds) for group in trained]
            )
            rest = [group.histories[1] for group in trained if len(group.histories) > 1]
            if rest:
                arrays |= curves(f"{name}_rest", joined(rest))
            seconds = history.seconds + sum(one.seconds for one in rest)
            history = replace(history, failures=[], seconds=seconds)
        setting = task.setting(arm)
        described = {**describe(make(setting, task.networks)), "noise": setting.noise}
        arms[name] = run.arm(found, history, described)
        if arm.noise == "network":
            for other, noise in _EXCHANGED.items():
                ensembles = [_exchanged(task, group, noise) for group in trained]
                found, shown = _measures(task, other, ensembles)
                arrays |= shown
                arms[other] = run.arm(found)
    if run.part == "yaleb":
        for name, count in (("images", _YALE_B), ("images_printed", _PRINTED)):
            arms[name] = run.arm({"difference": run.same(abs(task.published - count))})
    pixels = task.images[0].size
    data = ledger.Data(run.part, task.sha256, len(task.images), pixels)
    return Outcome(arms, data, arrays, {"deviations": list(DEVIATIONS[run.part, run.profile])})


def _train(task: _Task, name: str, arm: Arm) -> list[_Group]:
    """An arm for all seeds, together on an accelerator and one by one on a CPU."""
    config, run = task.config, task.run
    steps = min(config.network_steps, config.steps) if arm.noise == "network" else config.steps
    found = []
    for seeds in groups(run.seeds, run.device):
        rows, watched = task.train[task.of(seeds)], task.test[task.of(seeds)][:, :_WATCHED]

        def along(
            members: Ensemble, rows: _Rows = watched, seeds: tuple[int, ...] = seeds
        ) -> dict[str, _Floats]:
            seen = judge(members, task.images, rows, seeds)
            return {"evlb": seen.evlb, "squared_error": seen.squared_error}

        stage = f"{name}-{'-'.join(str(seed) for seed in seeds)}"
        label = f"{name}, seed {seeds[0]}" if len(seeds) == 1 else name
        ensemble, history = train_setting(
            task.setting(arm),
            task.networks,
            task.images,
            rows,
            seeds,
            Schedule(steps, config.batch_size, config.learning_rate),
            device=run.device,
            label=label,
            checkpoints=run.checkpoints(stage),
            observer=Observer(max(1, steps // _TIMES), along),
        )
        histories = [history]
        if steps < config.steps:
            rest = fit(
                copy.deepcopy(ensemble),
                torch.from_numpy(task.images),
                rows,
                seeds,
                Schedule(config.steps - steps, config.batch_size, config.learning_rate),
                stage="rest",
                label=f"{label}, to the end",
                checkpoints=run.checkpoints(f"{stage}-rest"),
            )
            histories.append(rest)
        found.append(_Group(seeds, ensemble, tuple(histories)))
    return found


def _exchanged(task: _Task, group: _Group, noise: str) -> Ensemble:
    """The networks of a group with noise of another kind, fitted to the training images."""
    rows = task.train[task.of(group.seeds)]
    residuals = exchange.residuals(group.ensemble, task.images, rows, group.seeds)
    start = Setting("mixture").observation()
    assert isinstance(start, MixtureNoise)
    fitted: list[ObservationNoise] = [
        exchange.fit_mixture(one, start) if noise == "mixture" else exchange.fit_gaussian(one)
        for one in residuals
    ]
    return exchange.exchanged(group.ensemble, fitted)


def _measures(
    task: _Task, name: str, ensembles: list[Ensemble]
) -> tuple[dict[str, _Floats], pictures.Shown]:
    """Metrics of an arm, each ``(R,)``, and its pictures."""
    images, split = task.images, list(groups(task.run.seeds, task.run.device))
    each = list(zip(ensembles, split, strict=True))

    def on(rows: _Rows) -> Judged:
        return together([judge(one, images, rows[task.of(s)], s) for one, s in each])

    judged = on(task.judged)
    found = judged.metrics()
    found["idle_share"] = share_idle(judged.factors)
    found["detail"] = np.concatenate(
        [detail(one, images, task.judged[task.of(s)], s) for one, s in each]
    )
    if task.run.part == "yaleb":
        found["evlb_test"] = on(task.test).evlb
    else:
        found |= _of_attributes(task, each, judged)
    found |= _of_noise(ensembles)
    model = ensembles[0].replica(0)
    shown = pictures.figure_arrays(
        name, model, judged.factors, images[task.test[0, : pictures.SHOWN]]
    )
    return found, shown


def _of_attributes(
    task: _Task, each: list[tuple[Ensemble, tuple[int, ...]]], judged: Judged
) -> dict[str, _Floats]:
    spread = np.stack([attributes(task.images[rows]).std(0) for rows in task.train])
    changes = [
        changed(one, task.images, task.test[task.of(s)][:, :_LOOKED_AT], spread[task.of(s)])
        for one, s in each
    ]
    return counts(np.concatenate(changes), judged.factors.influence)


def _of_noise(ensembles: list[Ensemble]) -> dict[str, _Floats]:
    """Variances and weights that the noise ended with; none of a network's noise."""
    learnt = learnt_noise(ensembles)
    if "variance" in learnt:
        return {"sigma2": learnt["variance"]}
    if "variances" not in learnt:
        return {}
    found = mixture_metrics(learnt["variances"], learnt["weights"])
    return {**found, "level_ratio": found["sigma2_large"] / found["sigma2_small"]}
