"""What every seed's networks do on Algorithm 1's walks, and what fresh ones learn from those."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.datasets import ImageData
from rdo.errors import DivergenceError, Failure
from rdo.models import Autoencoder, Classifier
from rdo.sampling import Samples, ShortWalks, StateMap
from rdo.training import Ensemble
from rdo.training.draws import WalkStream
from replication.kit.train import Keep
from replication.langevin_sampling.config import (
    PIXELS,
    LangevinSampling,
    autoencoder,
    classifier,
    labelled,
    trained,
)
from replication.langevin_sampling.measures import Cells, nearest

__all__ = ["Arrays", "Networks", "Row"]

_STUDENTS = ("synthetic", "noise", "real")

_FOLLOWED = 200  # walks whose distance and confidence are taken at every step
_REFERENCE = 10_000  # training images that distances are taken to
_KINDS = {"relu": ("student", "teacher"), "tanh": ("tanh", "tanh_teacher")}
_WALKERS = ("walks", "walks_denoising")
_SHOWN = 8

Row = dict[str, dict[str, float]]
"""A seed's measures by arm."""
Arrays = dict[str, npt.NDArray[Any]]
Pairs = tuple[Tensor, Tensor]
"""Rows of pixels ``(n, M)`` and their classes ``(n,)``."""


@dataclass(frozen=True)
class Networks:
    """The images, and the networks that every seed trained on them."""

    config: LangevinSampling
    keep: Keep | None
    train: Pairs
    test: Pairs
    cells: Cells
    teachers: Mapping[str, Ensemble]
    """Classifiers by their kind."""
    walkers: Mapping[str, Ensemble]
    """Autoencoders by the name of their walks."""
    failures: dict[int, Failure]
    """By seed, the first thing that turned non-finite."""

    @classmethod
    def of(cls, config: LangevinSampling, data: ImageData, keep: Keep | None) -> "Networks":
        """Train the classifiers and the autoencoders, those of all seeds side by side."""
        train, test = (_pairs(part.x, part.labels) for part in (data.train, data.test))
        rows = np.tile(np.arange(len(train[0])), (len(config.seeds), 1))
        failures: dict[int, Failure] = {}

        def all_seeds(build: Any, table: Tensor, steps: int, name: str) -> Ensemble:
            ensemble, training = trained(
                build, table, rows, config.seeds, steps, config, stage=name, part=name, keep=keep
            )
            for failure in training.failures:
                failures.setdefault(failure.seed, failure)
            return ensemble

        table = labelled(*train)
        teachers = {
            kind: all_seeds(partial(classifier, config, kind), table, config.classifier_steps, name)
            for kind, (_, name) in _KINDS.items()
        }
        walkers = {
            name: all_seeds(
                partial(autoencoder, config, denoising=name == "walks_denoising"),
                train[0],
                config.autoencoder_steps,
                name,
            )
            for name in _WALKERS
        }
        cells = Cells(train[0].numpy(), config.data_seed)
        return cls(config, keep, train, test, cells, teachers, walkers, failures)

    def teacher(self, kind: str, seed: int) -> Classifier:
        """The classifier of a kind that a seed trained."""
        return cast(Classifier, self.teachers[kind].replica(self.config.seeds.index(seed)))

    def walker(self, name: str, seed: int) -> StateMap:
        """The autoencoder that a seed trained, there and back."""
        model = cast(Autoencoder, self.walkers[name].replica(self.config.seeds.index(seed)))
        return lambda x: model.decode(model.encode(x))

    def measure(self, seed: int) -> tuple[Row, Arrays]:
        """All that one seed's networks do, and the arrays of its walks.

        Raises
        ------
        DivergenceError
            If a walk or a student turned non-finite.
        """
        config, draws = self.config, _draws(seed)
        row: Row = {
            name: {"accuracy": _accuracy(self.teacher(kind, seed), self.test)}
            for kind, (_, name) in _KINDS.items()
        }
        arrays: Arrays = {}
        scores = self.teacher("relu", seed).scores
        for name in _WALKERS:
            row[name], own = self._followed(name, seed)
            arrays |= own
        samples = config.algorithm.collect(self.walker("walks", seed), scores, draws, config.walks)
        states, predicted = _flat(samples)
        row["walks"] |= self.cells.spread(states.numpy(), predicted.numpy())
        row["chain"] = self._chain(seed, len(states))
        row["yardsticks"] = self._yardsticks(seed)
        row["walks"]["first_over_black"] = (
            row["walks"]["distance_first"] / row["yardsticks"]["distance_black"]
        )
        for metric, sign in (("entropy", 1), ("cells", 1), ("oversampling", -1)):
            row["walks"][f"{metric}_gain"] = sign * (row["walks"][metric] - row["chain"][metric])

        noise = WalkStream(seed, (PIXELS,), "noise")(range(len(states)), 0)
        for kind, (prefix, _) in _KINDS.items():
            teacher = self.teacher(kind, seed)
            pairs = {
                "synthetic": (
                    states,
                    predicted if kind == "relu" else _predict(teacher, states),
                ),
                "noise": (noise, _predict(teacher, noise)),
                "real": self.train,
            }
            for what in _STUDENTS:
                part = f"{prefix}_{what}_{seed}"
                row[f"{prefix}_{what}"] = {"accuracy": self._taught(kind, seed, pairs[what], part)}
            won, lost = (row[f"{prefix}_{what}"]["accuracy"] for what in ("synthetic", "noise"))
            row[f"{prefix}_synthetic"]["margin"] = won - lost
        return row, arrays

    def sweep(self, seed: int) -> list[float]:
        """Accuracies of one seed's ReLU students over steps and noises, on as many pairs each.

        NaN where walks or students did not stay finite.
        """
        accuracy = []
        for steps, noise in self.settings:
            walks = -(-self.config.sweep_pairs // (steps - 1))
            walker, scores = self.walker("walks", seed), self.teacher("relu", seed).scores
            try:
                passed = ShortWalks(steps, noise).collect(walker, scores, _draws(seed), walks)
                x, labels = (part[: self.config.sweep_pairs] for part in _flat(passed))
                part = f"sweep_{steps}_{noise}_{seed}"
                accuracy.append(self._taught("relu", seed, (x, labels), part))
            except DivergenceError:
                accuracy.append(np.nan)
        return accuracy

    @property
    def settings(self) -> list[tuple[int, float]]:
        """Steps and noises of the sweep, Algorithm 1's own first."""
        return [(self.config.steps, self.config.noise), *self.config.sweep]

    def _followed(self, name: str, seed: int) -> tuple[dict[str, float], Arrays]:
        """Distance and confidence along some walks, the start included."""
        config, draws = self.config, _draws(seed)
        scores, followed = self.teacher("relu", seed).scores, min(_FOLLOWED, config.walks)
        passed = config.algorithm.stream(self.walker(name, seed), scores, draws, followed)
        path = [draws(range(followed), 0), *(at.x for at in passed)]
        distance = np.array([nearest(at, self.train[0][:_REFERENCE]) for at in path])
        with torch.no_grad():
            sure = [float(torch.softmax(scores(at), 1).amax(1).mean()) for at in path]
        shown = torch.stack([at[:_SHOWN] for at in path], 1).unflatten(2, (28, 28))
        arrays = {
            f"{name}_distance": distance,
            f"{name}_shown": (255 * shown.clamp(0, 1)).round().numpy().astype(np.uint8),
        }
        if name == "walks":
            arrays["walks_confidence"] = np.array(sure)
        return {
            "distance_start": distance[0],
            "distance_first": distance[1],
            "distance_last": distance[-1],
            "distance_ratio": distance[-1] / distance[0],
            "drift_ratio": distance[-1] / distance[1],
            "confidence_gain": sure[-1] - sure[0],
        }, arrays

    def _chain(self, seed: int, states: int) -> dict[str, float]:
        """How the states of one walk fall that collects as many as all short ones together."""
        draws = WalkStream(seed, (PIXELS,), "chain")
        skipped = self.config.algorithm.skipped
        long = ShortWalks(states + skipped, self.config.noise, skipped)
        scores = self.teacher("relu", seed).scores
        one = long.collect(self.walker("walks", seed), scores, draws, 1)
        some = one.x[0, :: -(-states // _FOLLOWED)]
        distance = nearest(some, self.train[0][:_REFERENCE])
        spread = self.cells.spread(one.x[0].numpy(), one.labels[0].numpy())
        return {**spread, "distance_last": distance}

    def _yardsticks(self, seed: int) -> dict[str, float]:
        """Distances to the nearest training image of what no walk is needed for."""
        noise = self.config.noise * WalkStream(seed, (PIXELS,), "yardsticks")(range(_FOLLOWED), 0)
        reference = self.train[0][:_REFERENCE]
        return {
            "distance_black": nearest(noise, reference),
            "distance_mean": nearest(self.train[0].mean(0) + noise, reference),
            "distance_test": nearest(self.test[0][:_FOLLOWED], reference),
        }

    def _taught(self, kind: str, seed: int, pairs: Pairs, part: str) -> float:
        """Accuracy of a fresh classifier, from weights that no teacher had, on some pairs.

        One student after another, for the pairs of all would not fit into a small memory.

        Raises
        ------
        DivergenceError
            If it turned non-finite.
        """
        table = labelled(*pairs)
        ensemble, training = trained(
            partial(classifier, self.config, kind),
            table,
            np.arange(len(table))[None],
            [seed + 1_000],
            self.config.student_steps,
            self.config,
            stage="student",
            part=part,
            keep=self.keep,
        )
        if training.failures:
            raise DivergenceError(
                f"the student {part} turned non-finite at step {training.failures[0].step}: a "
                f"smaller rate than {self.config.learning_rate} would keep it."
            )
        return _accuracy(cast(Classifier, ensemble.replica(0)), self.test)


def _draws(seed: int) -> WalkStream:
    return WalkStream(seed, (PIXELS,), "walks")


def _flat(samples: Samples) -> Pairs:
    return samples.x.flatten(0, 1), samples.labels.flatten()


@torch.no_grad()
def _predict(model: Classifier, x: Tensor) -> Tensor:
    return torch.cat([model.scores(part).argmax(1) for part in x.split(_REFERENCE)])


def _accuracy(model: Classifier, pairs: Pairs) -> float:
    return float((_predict(model, pairs[0]) == pairs[1]).double().mean())


def _pairs(images: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> Pairs:
    return torch.from_numpy(images.reshape(len(images), -1)), torch.from_numpy(labels)
