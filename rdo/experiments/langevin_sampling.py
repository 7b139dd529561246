"""Algorithm 1 of the Langevin supplement on images: what the walks pass, and what they teach."""

import time

import numpy as np

from rdo.datasets import load_images
from rdo.errors import DivergenceError, Failure, InputError
from rdo.experiments.langevin_seeds import Arrays, Row, Seeds
from rdo.experiments.langevin_task import PIXELS, LangevinSampling, configure
from rdo.experiments.outcome import Outcome, arm, begin
from rdo.experiments.training_run import Keep
from rdo.ledger import Data
from rdo.training import Training

__all__ = ["HEADINGS", "configure", "run"]

HEADINGS = {
    "accuracy": "accuracy on test images",
    "margin": "more than from noise",
    "distance_start": "distance, start",
    "distance_first": "distance, step 1",
    "distance_last": "distance, last step",
    "confidence_gain": "gain in confidence",
    "entropy": "entropy of classes, nats",
    "cells": "cells reached",
    "oversampling": "divergence of cells, nats",
}
"""The measures that tables show, by their name in the records."""


def run(config: LangevinSampling, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    r"""Train autoencoders, classifiers and students, and follow the walks between them.

    ``walks`` and ``walks_denoising`` hold the mean ``distance_start``, ``distance_first`` and
    ``distance_last`` to the nearest training image, with ``distance_ratio`` of the last to the
    start and ``drift_ratio`` of the last to the first step; the mean ``confidence_gain``, the
    probability of the predicted class at the last step less that at the start; and how the
    collected states fall: the ``entropy`` of their classes, the ``cells`` reached of 100 and the
    ``oversampling``, the divergence of the cells' shares from those of the training images. The arm
    ``chain`` has the last three of one walk that collects as many states, and ``walks`` the
    ``entropy_gain``, ``cells_gain`` and ``oversampling_gain`` over it. Teachers and students have
    their ``accuracy``, those of synthetic pairs the ``margin`` over those of noise.

    The arrays hold by seed the distances and confidences at every step, and the accuracies of
    students over other steps and noises; and walks of the first seed as bytes.

    Parameters
    ----------
    config
        What to run.
    device
        For the record; networks so small train on the CPU.
    keep
        Where checkpoints go and come from, None for a run too short to need any.

    Raises
    ------
    InputError
        If every seed turned non-finite.
    """
    draft = begin("langevin_sampling", config.dataset, config, "cpu")
    data = load_images(config.dataset, split_seed=config.data_seed)
    clock = time.perf_counter()
    seeds = Seeds.of(config, data, keep)
    rows: dict[int, Row] = {}
    arrays: dict[int, Arrays] = {}
    for seed in config.seeds:
        if seed in seeds.failures:
            continue
        try:
            rows[seed], arrays[seed] = seeds.measure(seed)
        except DivergenceError as error:
            seeds.failures[seed] = Failure(seed, config.steps, str(error))
    if not rows:
        raise InputError(
            f"learning_rate={config.learning_rate}: no seed stayed finite; give a smaller one."
        )
    first = min(rows)
    swept = seeds.sweep(tuple(rows))
    seconds = time.perf_counter() - clock
    lost = Training(failures=list(seeds.failures.values()))

    def values(name: str, metric: str) -> list[float]:
        return [rows[s][name][metric] if s in rows else np.nan for s in config.seeds]

    arms = {
        name: arm(
            config.seeds,
            {metric: values(name, metric) for metric in metrics},
            lost,
            {},
            seconds / len(rows[first]),
        )
        for name, metrics in rows[first].items()
    }
    stacked = {
        name: arrays[first][name]
        if name.endswith("_shown")
        else np.stack([own[name] for own in arrays.values()])
        for name in arrays[first]
    }
    sha = Data(data.name, data.sha256, len(data.train), PIXELS)
    return Outcome(draft.record(arms, sha), stacked | swept)
