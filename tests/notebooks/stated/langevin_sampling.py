"""The numbers of the page on Algorithm 1 of the supplement on Langevin sampling."""

from math import log

import numpy as np
import numpy.typing as npt

from replication.langevin_sampling import measures, walks
from replication.langevin_sampling.config import configure
from replication.principal_plane import run as plane
from tests.notebooks.stated import Check, between, claimed, equal, metric, record, true

_IMAGES = ("langevin_sampling", "mnist")
_MARGIN = "langevin.algorithm1_images.mnist.student_synthetic.margin"


def _of(arm: str, name: str) -> npt.NDArray[np.float64]:
    return metric(*_IMAGES, arm, name)


def _config(name: str) -> float:
    return float(record(*_IMAGES).config[name])


def _orders() -> list[float]:
    """Of the maps in closed form."""
    arms = record("langevin_stationary", "mixture").arms
    return [float(arm.finished("order")[0]) for arm in arms.values()]


STATED: dict[str, Check] = {
    "does this ten times, from ten thousand starts": true(
        lambda: [_config("steps") == 10, _config("walks") == 10_000]
    ),
    "32 latents": equal(32, lambda: configure("mnist", "paper").latent),
    "noise of standard deviation 0.3": equal(0.3, lambda: configure("mnist", "paper").corruption),
    "two hundred walks of each, and distances to ten thousand training images": true(
        lambda: (walks._FOLLOWED, walks._REFERENCE) == (200, 10_000)
    ),
    "a black page with the same noise on it is nearer to the data": true(
        lambda: _of("walks", "first_over_black") > 1
    ),
    "at 7.6 for 5.0. (A test image, without noise, is at 4.6.)": true(
        lambda: [
            abs(_of(arm, name).mean() - said) < 0.05
            for arm, name, said in (
                ("walks", "distance_first", 7.6),
                ("yardsticks", "distance_black", 5.0),
                ("yardsticks", "distance_test", 4.6),
            )
        ]
    ),
    "0.90 of the real digits right, where labelled noise alone gives 0.81; with tanh networks it "
    "is 0.89 either way": true(
        lambda: [
            abs(_of(arm, "accuracy").mean() - said) < 0.005
            for arm, said in (
                ("student_synthetic", 0.90),
                ("student_noise", 0.81),
                ("tanh_synthetic", 0.89),
                ("tanh_noise", 0.89),
            )
        ]
    ),
    "2.303 nats if all ten are equal": between(2.3025, 2.3035, lambda: log(10)),
    "how many of a hundred cells": equal(100, lambda: measures._CELLS),
    "it stays in a cell or two for good": between(1, 2, lambda: _of("chain", "cells")),
    "below the long walk's by less than a quarter": between(
        0, 1 / 4, lambda: _of("walks", "oversampling_gain") / _of("chain", "oversampling")
    ),
    "hardly more of the data than data themselves meet": between(
        1, 1.1, lambda: _of("chain", "visited")
    ),
    "that we had asked for, twenty points, is not there": true(
        lambda: [
            claimed(_MARGIN) == 0.2,
            _of("student_synthetic", "margin").max() < 0.2,
        ]
    ),
    "with ReLU networks they teach more than noise does": true(
        lambda: _of("student_synthetic", "margin") > 0
    ),
    "tanh networks learn from it as much as from the walks": between(
        -0.02, 0.02, lambda: _of("tanh_synthetic", "margin")
    ),
    "a fifth of the pairs": equal(
        1 / 5,
        lambda: _config("sweep_pairs") / (_config("walks") * (_config("steps") - 1)),
    ),
    "project a thousand Gaussian points": equal(
        1000, lambda: record("principal_plane", "mnist").config["points"]
    ),
    "Of CIFAR-10 we have 4,000 images": equal(
        4000, lambda: record("principal_plane", "cifar10").data.rows
    ),
    "whose ten nearest others": equal(10, lambda: plane._NEIGHBOURS),
    "is all of it": between(
        0.999,
        1,
        lambda: [
            metric("principal_plane", part, "random_points_standardised", "inside")
            for part in ("mnist", "cifar10", "cifar100_flowers")
        ],
    ),
    "in three thousand dimensions": between(
        3000, 3100, lambda: record("principal_plane", "cifar10").data.columns
    ),
    "vary many times as much along their first components": true(
        lambda: [
            1 / metric("principal_plane", part, "random_points_standardised", "spread") > 5
            for part in ("mnist", "cifar10", "cifar100_flowers")
        ]
    ),
    "Of the maps in closed form three converge": equal(
        3, lambda: sum(abs(order - 2) < 0.05 for order in _orders())
    ),
    "Two do not, and both mistakes are easy to make": equal(
        2, lambda: sum(order < 0 for order in _orders())
    ),
    "as $\\lambda$ falls the divergence does not fall but grows": true(
        lambda: [
            metric("langevin_stationary", "trained", arm, "order") < 0
            for arm in ("radogaga_d", "denoiser_trained")
        ]
    ),
    "**What ten steps do.**": equal(10, lambda: _config("steps")),
}

DEFINED = (
    "We asked four questions",
    "than one long walk?*",
    "the one intended",
    "In two dimensions, where",
    "in the plane of two",
    "ReLU with two hidden layers",
    "Four measures",
    "above 1 where dense regions",
    "to mean 0 and standard deviation 1",
    "the five classes of flowers",
    "1 where the two are apart, one half where they are mixed",
    "noise of mean 0",
    "some of the ones and sevens",
    "Whether two clouds overlap",
    "the slope on the left should be 2",
    "nine times the divergence",
    "twice what Proposition 2 does",
    "at half the temperature",
    "added to half the score",
    "So ten steps are few or many",
    "They matter where ten steps are few",
)
