"""Section 3 of the EBAE supplement: autoencoders that are to tell digits from what is none."""

import time
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from rdo.datasets import ImageData, load_images
from rdo.training import Ensemble, History, Observer, Schedule, score_context
from replication.kit import Outcome, Run
from replication.kit.controls import PrincipalComponents
from replication.kit.ebae import autoencoder_before_ebae
from replication.kit.image_training import (
    all_rows,
    groups,
    joined,
    per_image,
    repeated,
    train_ebae,
)
from replication.kit.record import curves, describe
from replication.kit.train import train
from replication.ledger import Arm, Data
from replication.ood_detection.config import DEVIATIONS, Config
from replication.ood_detection.measures import load_test_sets, measures
from replication.ood_detection.methods import METHODS, build

__all__ = ["run"]

_VALIDATION = 1_000  # images that the error is followed on
_CONTEXT_IMAGES = 4_000  # training images that DAGMM's mixture is taken over for scoring
_SHOWN = 6  # images of each set in the arrays

_Floats = npt.NDArray[np.floating]


def run(config: Config, run: Run) -> Outcome:
    r"""Train the methods on images of digits, and score the test images and every set of outliers.

    Every arm of the record holds, for every seed and every set of outliers: ``auc_<set>`` of its
    score against the test images; ``relative_<set>``, the AUC of the error relative to the image,
    :math:`\lVert x - \hat x \rVert^2 / \lVert x \rVert^2`, whatever the score; ``error_<set>``,
    the mean of :math:`\lVert x - \hat x \rVert^2`; and ``rebuilt_<set>``, the share of images whose
    error lies below that which 95 % of the test images stay under. ``error_test`` is the mean error
    of the test images. Two controls stand beside the methods: the autoencoder untrained, and as
    many principal components as there are latents.

    The arrays hold each loss term over the steps, the error on validation images along the way, and
    for the first seed six images of each set with what each arm makes of them, as bytes.
    """
    data = load_images(run.part, split_seed=config.data_seed)
    task = _Task(config, run, data, load_test_sets(config, data))
    arms = {"pca": task.pca(), "untrained": task.untrained()}
    arms |= {method: task.trained(method) for method in METHODS}
    shown = {f"shown_{name}": _bytes(images[:_SHOWN]) for name, images in task.sets.items()}
    settings = {
        "deviations": list(DEVIATIONS[run.profile]),
        "test_sets": {
            name: [len(one), sha256(one.tobytes()).hexdigest()] for name, one in task.sets.items()
        },
    }
    source = Data(data.name, data.sha256, len(data.train), data.train.x[0].size)
    return Outcome(arms, source, shown | task.arrays, settings)


@dataclass(frozen=True)
class _Task:
    """A configuration with its images: everything that is the same for all arms."""

    config: Config
    run: Run
    data: ImageData
    sets: dict[str, npt.NDArray[np.float32]]
    """The test images and the outliers."""
    arrays: dict[str, npt.NDArray[Any]] = field(default_factory=dict)
    """For the figures; every arm adds its own."""

    def pca(self) -> Arm:
        """The best linear autoencoder of as many latents; no seed makes a difference to it."""
        clock, n = time.perf_counter(), self.config.n_latent
        model = PrincipalComponents(self.data.train.x, n, svd_solver="covariance_eigh")
        errors = {}
        for name, images in self.sets.items():
            errors[name] = model.squared_errors(images).sum(1)
            self.arrays[f"rebuilt_pca_{name}"] = _bytes(model.rebuild(images)[:_SHOWN])
        found = measures(self.sets, errors, errors)
        seconds = time.perf_counter() - clock
        of_all = {name: self.run.same(value) for name, value in found.items()}
        return self.run.arm(of_all, config={"n_components": n}, seconds=seconds)

    def untrained(self) -> Arm:
        """The autoencoder as its first weights leave it."""
        clock = time.perf_counter()
        ensemble = self._ensemble("autoencoder", self.run.seeds)
        metrics = self._measured("untrained", [ensemble])
        config = describe(ensemble.template)
        return self.run.arm(metrics, config=config, seconds=time.perf_counter() - clock)

    def trained(self, method: str) -> Arm:
        """A method after its training."""
        fitted = [self._fitted(method, seeds) for seeds in groups(self.run.seeds, self.run.device)]
        clock = time.perf_counter()
        ensembles = [ensemble for ensemble, _ in fitted]
        history = joined([history for _, history in fitted])
        self.arrays.update(curves(method, history))
        metrics = self._measured(method, ensembles)
        template = ensembles[0].template
        config = {**describe(template), "score": template.score_method}
        return self.run.arm(metrics, history, config, time.perf_counter() - clock)

    def _ensemble(self, method: str, seeds: tuple[int, ...]) -> Ensemble:
        return Ensemble.from_seeds(partial(build, method, self.config), seeds, self.run.device)

    def _fitted(self, method: str, seeds: tuple[int, ...]) -> tuple[Ensemble, History]:
        """A method trained from some seeds, with the best weights on validation images.

        EBAE's own stage has no such choice, for its reconstructions are to get worse.
        """
        config, run, x = self.config, self.run, self.data.train.x
        label, stage = f"{run.part}, {method}", f"{method}-{seeds[0]}"
        schedule = Schedule(config.steps, config.batch_size, config.learning_rate)
        best = self._observer(config.steps, keep_least="validation_error")
        ensemble = self._ensemble(method, seeds)
        if method != "ebae":
            history = train(
                run,
                ensemble,
                torch.from_numpy(x),
                all_rows(x, seeds),
                seeds,
                schedule,
                warm_up=None,
                label=label,
                stage=stage,
                observer=best,
            )
            return ensemble, history
        before = partial(
            autoencoder_before_ebae, config.n_latent, config.width, config.network_start
        )
        first, second = train_ebae(
            run,
            Ensemble.from_seeds(before, seeds, run.device),
            ensemble,
            x,
            seeds,
            (schedule, Schedule(config.ebae_steps, config.batch_size, config.ebae_learning_rate)),
            validation=best,
            observer=self._observer(config.ebae_steps),
            label=label,
            stage=stage,
        )
        second.seconds += first.seconds
        return ensemble, second

    def _observer(self, steps: int, keep_least: str | None = None) -> Observer:
        """The mean error on validation images along the way; its least may be kept."""
        images = self.data.validation.x[:_VALIDATION]

        def measure(ensemble: Ensemble) -> dict[str, _Floats]:
            return {"validation_error": per_image(ensemble, "reconstruction_error", images).mean(1)}

        return Observer(max(1, steps // self.config.evaluations), measure, keep_least)

    def _measured(self, arm: str, ensembles: list[Ensemble]) -> dict[str, list[float]]:
        """The measures of every seed; adds what the first seed makes of the images shown."""
        for name, images in self.sets.items():
            latents = ensembles[0].map("encode", repeated(ensembles[0], images[:_SHOWN]))
            rebuilt = ensembles[0].map("decode", latents)[0]
            self.arrays[f"rebuilt_{arm}_{name}"] = _bytes(rebuilt.cpu().numpy())
        columns: dict[str, list[float]] = {}
        for ensemble in ensembles:
            errors = self._scores(ensemble, "reconstruction_error")
            scores = errors
            if ensemble.template.score_method != "reconstruction_error":
                some = repeated(ensemble, self.data.train.x[:_CONTEXT_IMAGES])
                context = score_context(ensemble, some, in_blocks=False)
                scores = self._scores(ensemble, "score", *context)
            for k in range(len(ensemble)):
                of_replica = (
                    {name: one[k] for name, one in each.items()} for each in (errors, scores)
                )
                for key, value in measures(self.sets, *of_replica).items():
                    columns.setdefault(key, []).append(value)
        return columns

    def _scores(self, ensemble: Ensemble, score: str, *given: Any) -> dict[str, _Floats]:
        """A score of every image of every set, ``(R, n)``."""
        return {name: per_image(ensemble, score, x, *given) for name, x in self.sets.items()}


def _bytes(images: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    """Images in [0, 1] as bytes, ``(n, 28, 28)``, cut off where they leave it."""
    shades = 255 * np.clip(np.nan_to_num(images[:, 0]), 0, 1)
    return np.asarray(shades.round(), dtype=np.uint8)
