"""Algorithm 1 of the Langevin supplement on images: what the walks pass, and what they teach."""

import time
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo.datasets import load_images
from rdo.errors import DivergenceError, Failure
from rdo.training import History
from replication.kit.record import Outcome, arm, begin
from replication.kit.train import Keep
from replication.langevin_sampling.config import PIXELS, LangevinSampling, configure
from replication.langevin_sampling.walks import Arrays, Networks, Row
from replication.ledger import Data

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
    "visited": "data where it is, over the data's own",
    "distance_black": "black images",
    "distance_mean": "the mean image",
    "distance_test": "test images",
}
"""The measures that tables show, by their name in the records."""


def run(config: LangevinSampling, device: str = "cpu", keep: Keep | None = None) -> Outcome:
    r"""Train autoencoders, classifiers and students, and follow the walks between them.

    ``walks`` and ``walks_denoising`` hold the mean ``distance_start``, ``distance_first`` and
    ``distance_last`` to the nearest training image, with ``distance_ratio`` of the last to the
    start and ``drift_ratio`` of the last to the first step; the mean ``confidence_gain``, the
    probability of the predicted class at the last step less that at the start; and how the
    collected states fall: the ``entropy`` of their classes, the ``cells`` reached of 100 and the
    ``oversampling``, the divergence of the cells' shares from those of the training images, and how
    much of the data is in the cells ``visited``, over what it is for the data themselves. Distances
    and confidences are of the first 200 walks, to 10,000 training images. The arm ``chain`` has the
    last four of one walk that collects as many states, and their ``distance_last``; ``walks`` has
    the ``entropy_gain``, ``cells_gain`` and ``oversampling_gain`` over it. The ``yardsticks`` are
    the distances of black images and of the mean image, each with the walk's noise, and of test
    images; ``walks`` has its ``first_over_black``. Teachers and students have their ``accuracy``,
    those of synthetic pairs the ``margin`` over those of noise.

    The arrays hold by seed the distances and confidences at every step, and the accuracies of
    students over other steps and noises, NaN for a seed that was lost; and walks of the first seed
    that was not as bytes.

    Parameters
    ----------
    config
        What to run.
    device
        Not heeded: networks so small train on the CPU.
    keep
        Where checkpoints go and come from, None for a run too short to need any.

    Raises
    ------
    DivergenceError
        If no seed stayed finite.
    """
    draft = begin("langevin_sampling", config.dataset, config, "cpu")
    data = load_images(config.dataset, split_seed=config.data_seed)
    clock = time.perf_counter()
    networks = Networks.of(config, data, keep)
    rows: dict[int, Row] = {}
    arrays: dict[int, Arrays] = {}
    for seed in config.seeds:
        if seed in networks.failures:
            continue
        try:
            rows[seed], arrays[seed] = networks.measure(seed)
            arrays[seed]["sweep_accuracy"] = np.array(networks.sweep(seed))
        except DivergenceError as error:
            networks.failures[seed] = Failure(seed, 0, str(error))
    lost = History(failures=list(networks.failures.values()))
    if not rows:
        raise DivergenceError(
            f"no seed stayed finite, the first for this reason: {lost.failures[0].cause}"
        )
    first = min(rows)
    seconds = time.perf_counter() - clock

    def values(name: str, metric: str) -> list[float]:
        return [rows[s][name][metric] if s in rows else np.nan for s in config.seeds]

    def stacked(name: str) -> npt.NDArray[Any]:
        if name.endswith("_shown"):
            return arrays[first][name]
        none = np.full_like(arrays[first][name], np.nan)
        return np.stack([arrays[s][name] if s in arrays else none for s in config.seeds])

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
    by_name = {name: stacked(name) for name in arrays[first]}
    by_name["sweep_settings"] = np.array(networks.settings)
    sha = Data(data.name, data.sha256, len(data.train), PIXELS)
    return Outcome(draft.record(arms, sha), by_name)
