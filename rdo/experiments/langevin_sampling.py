"""Algorithm 1 of the Langevin supplement on images: what the walks pass, and what they teach."""

import time
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.datasets import ImageData, load_images
from rdo.experiments.langevin_measures import Cells, nearest, plane, separation
from rdo.experiments.langevin_task import (
    PIXELS,
    LangevinSampling,
    autoencoder,
    classifier,
    configure,
    labelled,
    trained,
)
from rdo.experiments.outcome import Outcome, arm, begin
from rdo.ledger import Data
from rdo.models import Autoencoder, Classifier
from rdo.sampling import Map, ShortWalks
from rdo.training import Training
from rdo.training.draws import WalkStream

__all__ = ["HEADINGS", "STUDENTS", "configure", "run"]

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
    "separation": "told by neighbours",
}
"""The measures that tables show, by their name in the records."""

STUDENTS = ("synthetic", "noise", "real")
"""What students are trained on."""

_FOLLOWED = 200  # walks whose distance and confidence are taken at every step
_REFERENCE = 10_000  # training images that distances are taken to
_CHAIN_START = 10**6  # number of the long walk, beyond those of the short ones
_PREFIXES = {"relu": ("student", "teacher"), "tanh": ("tanh", "tanh_teacher")}
_SHOWN = 8

_Row = dict[str, dict[str, float]]
_Arrays = dict[str, npt.NDArray[Any]]


def run(config: LangevinSampling, device: str = "cpu") -> Outcome:
    r"""Train autoencoders, classifiers and students, and follow the walks between them.

    ``walks`` and ``walks_denoising`` hold the mean ``distance_start``, ``distance_first`` and
    ``distance_last`` to the nearest training image, with ``distance_ratio`` of the last to the
    start and ``drift_ratio`` of the last to the first step; the mean ``confidence_gain``, the
    probability of the predicted class at the last step less that at the start; and how the
    collected states fall: the ``entropy`` of their classes, the ``cells`` reached of 100 and the
    ``oversampling``, the divergence of the cells' shares from those of the training images. The arm
    ``chain`` has the last three of one walk that collects as many states, and ``walks`` the
    ``entropy_gain``, ``cells_gain`` and ``oversampling_gain`` over it. Teachers and students have
    their ``accuracy``, those of synthetic pairs the ``margin`` over those of noise;
    ``random_points`` the ``separation`` of Figure 1.

    The arrays hold distances and confidences by step, walks of the first seed as bytes, the plane
    of Figure 1, and the accuracies of the first seed's students over other steps and noises.

    Parameters
    ----------
    config
        What to run.
    device
        For the record; networks so small train on the CPU.
    """
    draft = begin("langevin_sampling", config.dataset, config, "cpu")
    data = load_images(config.dataset, split_seed=config.data_seed)
    arrays: _Arrays = {}
    rows, seconds = [], 0.0
    for seed in config.seeds:
        clock = time.perf_counter()
        rows.append(_seed(config, data, seed, arrays))
        seconds += time.perf_counter() - clock
    arms = {
        name: arm(
            config.seeds,
            {metric: [row[name][metric] for row in rows] for metric in rows[0][name]},
            Training(),
            {},
            seconds / len(rows[0]),
        )
        for name in rows[0]
    }
    stacked = {
        name: np.stack([arrays.pop(f"{name}_{seed}") for seed in config.seeds])
        for name in ("walks_distance", "walks_confidence", "walks_denoising_distance")
    }
    sha = Data(data.name, data.sha256, len(data.train), PIXELS)
    return Outcome(draft.record(arms, sha), arrays | stacked)


def _seed(config: LangevinSampling, data: ImageData, seed: int, arrays: _Arrays) -> _Row:
    x, labels = _rows(data.train.x), torch.from_numpy(data.train.labels)
    test = _rows(data.test.x), torch.from_numpy(data.test.labels)
    draws = WalkStream(seed, (PIXELS,), "walks")
    row: _Row = {}

    teachers = {}
    for kind, (_, teacher) in _PREFIXES.items():
        steps = config.classifier_steps
        model = classifier(config, kind)
        found, _ = trained(model, labelled(x, labels), seed, steps, config, teacher)
        teachers[kind] = cast(Classifier, found)
        row[teacher] = {"accuracy": _accuracy(teachers[kind], *test)}
    relu = teachers["relu"].scores

    cells = Cells(x.numpy(), config.data_seed)
    maps: dict[str, Map] = {}
    for name in ("walks", "walks_denoising"):
        model_ = autoencoder(config, denoising=name == "walks_denoising")
        found, _ = trained(model_, x, seed, config.autoencoder_steps, config, name)
        maps[name] = _there_and_back(cast(Autoencoder, found))
        row[name] = _followed(config, name, maps[name], relu, draws, x, seed, arrays)
    samples = config.algorithm.collect(maps["walks"], relu, draws, config.walks)
    states, predicted = samples.x.flatten(0, 1), samples.labels.flatten()
    row["walks"] |= cells.spread(states.numpy(), predicted.numpy())
    row["chain"] = _chain(config, maps["walks"], relu, draws, cells, len(states))
    for metric, sign in (("entropy", 1), ("cells", 1), ("oversampling", -1)):
        row["walks"][f"{metric}_gain"] = sign * (row["walks"][metric] - row["chain"][metric])

    noise = WalkStream(seed, (PIXELS,), "noise")(range(len(states)), 0)
    for kind, (prefix, _) in _PREFIXES.items():
        taught = {"synthetic": states, "noise": noise, "real": x}
        for what, pixels in taught.items():
            known = labels if what == "real" else _predict(teachers[kind], pixels)
            student = _student(config, kind, pixels, known, seed)
            row[f"{prefix}_{what}"] = {"accuracy": _accuracy(student, *test)}
        won, lost = (row[f"{prefix}_{what}"]["accuracy"] for what in ("synthetic", "noise"))
        row[f"{prefix}_synthetic"]["margin"] = won - lost
    planar = plane(x.numpy(), noise[:1_000].numpy(), seed)
    row["random_points"] = {"separation": separation(*planar)}
    if seed == config.seeds[0]:
        arrays["plane_data"], arrays["plane_noise"] = planar
        arrays["plane_labels"] = labels.numpy()[np.random.default_rng(seed).permutation(len(x))][
            : len(planar[0])
        ]
        arrays |= _swept(config, maps["walks"], teachers["relu"], draws, test, seed)
    return row


def _followed(
    config: LangevinSampling,
    name: str,
    step: Map,
    scores: Map,
    draws: WalkStream,
    x: Tensor,
    seed: int,
    arrays: _Arrays,
) -> dict[str, float]:
    """Distance and confidence along some walks, the start included; adds their arrays."""
    followed = min(_FOLLOWED, config.walks)
    start = draws(range(followed), 0)
    path = [start, *(p.x for p in config.algorithm.stream(step, scores, draws, followed))]
    distance = np.array([nearest(at, x[:_REFERENCE]) for at in path])
    with torch.no_grad():
        sure = [float(torch.softmax(scores(at), 1).amax(1).mean()) for at in path]
    arrays[f"{name}_distance_{seed}"] = distance
    if name == "walks":
        arrays[f"{name}_confidence_{seed}"] = np.array(sure)
    if seed == config.seeds[0]:
        shown = torch.stack([at[:_SHOWN] for at in path], 1).reshape(_SHOWN, -1, 28, 28)
        arrays[f"{name}_shown"] = (255 * shown.clamp(0, 1)).round().numpy().astype(np.uint8)
    return {
        "distance_start": distance[0],
        "distance_first": distance[1],
        "distance_last": distance[-1],
        "distance_ratio": distance[-1] / distance[0],
        "drift_ratio": distance[-1] / distance[1],
        "confidence_gain": sure[-1] - sure[0],
    }


def _chain(
    config: LangevinSampling, step: Map, scores: Map, draws: WalkStream, cells: Cells, states: int
) -> dict[str, float]:
    """How the states of one walk fall that collects as many as all short ones together."""

    def own(walks: range, at: int) -> Tensor:
        return draws(range(_CHAIN_START, _CHAIN_START + 1), at)

    skipped = config.algorithm.skipped
    one = ShortWalks(states + skipped, config.noise, skipped).collect(step, scores, own, 1)
    return cells.spread(one.x[0].numpy(), one.labels[0].numpy())


def _swept(
    config: LangevinSampling,
    step: Map,
    teacher: Classifier,
    draws: WalkStream,
    test: tuple[Tensor, Tensor],
    seed: int,
) -> _Arrays:
    """Accuracies of students over steps and noises, each of as many walks."""
    settings = [(config.steps, config.noise), *config.sweep]
    accuracy = []
    for steps, noise in settings:
        found = ShortWalks(steps, noise).collect(step, teacher.scores, draws, config.sweep_walks)
        pixels, known = found.x.flatten(0, 1), found.labels.flatten()
        accuracy.append(_accuracy(_student(config, "relu", pixels, known, seed), *test))
    return {"sweep_settings": np.array(settings), "sweep_accuracy": np.array(accuracy)}


def _student(
    config: LangevinSampling, kind: str, x: Tensor, labels: Tensor, seed: int
) -> Classifier:
    """A fresh classifier, from weights that no teacher had, after training on some pairs."""
    fresh = seed + 1_000
    found, _ = trained(
        classifier(config, kind),
        labelled(x, labels),
        fresh,
        config.student_steps,
        config,
        "student",
    )
    return cast(Classifier, found)


def _there_and_back(model: Autoencoder) -> Map:
    return lambda x: model.decode(model.encode(x))


@torch.no_grad()
def _predict(model: Classifier, x: Tensor) -> Tensor:
    return torch.cat([model.scores(part).argmax(1) for part in x.split(_REFERENCE)])


def _accuracy(model: Classifier, x: Tensor, labels: Tensor) -> float:
    return float((_predict(model, x) == labels).double().mean())


def _rows(images: npt.NDArray[np.float32]) -> Tensor:
    return torch.from_numpy(images.reshape(len(images), -1))
