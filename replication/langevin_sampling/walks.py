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
from rdo.sampling import ShortWalks, StateMap
from rdo.training import Ensemble
from rdo.training.draws import WalkStream
from replication.kit import Run
from replication.langevin_sampling.config import Config
from replication.langevin_sampling.measures import Cells, nearest
from replication.langevin_sampling.networks import (
    PIXELS,
    autoencoder,
    classifier,
    labelled,
    trained,
)

__all__ = ["Arrays", "Networks", "Row"]

_FOLLOWED = 200  # walks whose distance and confidence are taken at every step
_REFERENCE = 10_000  # training images that distances are taken to
# Of classifiers: how the arms of their students begin, and the teacher's arm.
_KINDS = {"relu": ("student", "teacher"), "tanh": ("tanh", "tanh_teacher")}
_WALKS = {"walks": False, "walks_denoising": True}  # whether the autoencoder is a denoising one
_SHOWN = 8  # walks whose images are kept

Row = dict[str, dict[str, float]]
"""A seed's measures by arm."""
Arrays = dict[str, npt.NDArray[Any]]
Pairs = tuple[Tensor, Tensor]
"""Rows of pixels ``(n, M)`` and their classes ``(n,)``."""


@dataclass(frozen=True)
class Networks:
    """The images, and the networks that every seed trained on them."""

    config: Config
    run: Run
    train: Pairs
    test: Pairs
    cells: Cells
    teachers: Mapping[str, Ensemble]
    """Classifiers by their kind."""
    autoencoders: Mapping[str, Ensemble]
    """By the name of their walks."""
    failures: dict[int, Failure]
    """By seed, the first thing that turned non-finite."""

    @classmethod
    def of(cls, config: Config, run: Run, data: ImageData) -> "Networks":
        """Train the classifiers and the autoencoders, those of all seeds in one loop."""
        train, test = (_pairs(part.x, part.labels) for part in (data.train, data.test))
        rows = np.tile(np.arange(len(train[0])), (len(run.seeds), 1))
        failures: dict[int, Failure] = {}

        def all_seeds(name: str, table: Tensor, steps: int, build: Any, **of: Any) -> Ensemble:
            model = partial(build, config, **of)
            ensemble, history = trained(
                model, table, rows, run.seeds, steps, config, run, name=name
            )
            for failure in history.failures:
                failures.setdefault(failure.seed, failure)
            return ensemble

        x, table = train[0], labelled(*train)
        teachers = {
            kind: all_seeds(name, table, config.classifier_steps, classifier, kind=kind)
            for kind, (_, name) in _KINDS.items()
        }
        autoencoders = {
            name: all_seeds(name, x, config.autoencoder_steps, autoencoder, denoising=denoising)
            for name, denoising in _WALKS.items()
        }
        cells = Cells(x.numpy(), config.data_seed)
        return cls(config, run, train, test, cells, teachers, autoencoders, failures)

    def _teacher(self, kind: str, seed: int) -> Classifier:
        return cast(Classifier, self.teachers[kind].replica(self.run.seeds.index(seed)))

    def _map(self, name: str, seed: int) -> StateMap:
        """Encoder and then decoder of the autoencoder that a seed trained."""
        model = cast(Autoencoder, self.autoencoders[name].replica(self.run.seeds.index(seed)))
        return lambda x: model.decode(model.encode(x))

    @property
    def _algorithm(self) -> ShortWalks:
        return ShortWalks(self.config.steps, self.config.noise)

    def measure(self, seed: int) -> tuple[Row, Arrays]:
        """All that one seed's networks do, and the arrays of its walks.

        Raises
        ------
        DivergenceError
            If a walk or a student turned non-finite.
        """
        row: Row = {
            name: {"accuracy": _accuracy(self._teacher(kind, seed), self.test)}
            for kind, (_, name) in _KINDS.items()
        }
        arrays: Arrays = {}
        for name in _WALKS:
            row[name], own = self._along(name, seed)
            arrays |= own
        states, predicted = self._collected(self._algorithm, seed, self.config.walks)
        row["walks"] |= self.cells.coverage(states.numpy(), predicted.numpy())
        row["chain"] = self._chain(seed, len(states))
        row["yardsticks"] = self._references(seed)
        row["walks"]["first_over_black"] = (
            row["walks"]["distance_first"] / row["yardsticks"]["distance_black"]
        )
        for metric, sign in (("entropy", 1), ("cells", 1), ("oversampling", -1)):
            row["walks"][f"{metric}_gain"] = sign * (row["walks"][metric] - row["chain"][metric])

        noise = WalkStream(seed, (PIXELS,), "noise")(range(len(states)), 0)
        for kind, (student, _) in _KINDS.items():
            teacher = self._teacher(kind, seed)
            labels = predicted if kind == "relu" else _predict(teacher, states)
            for what, pairs in {
                "synthetic": (states, labels),
                "noise": (noise, _predict(teacher, noise)),
                "real": self.train,
            }.items():
                accuracy = self._student_accuracy(kind, seed, pairs, f"{student}_{what}_{seed}")
                row[f"{student}_{what}"] = {"accuracy": accuracy}
            synthetic, control = (row[f"{student}_{what}"] for what in ("synthetic", "noise"))
            synthetic["margin"] = synthetic["accuracy"] - control["accuracy"]
        return row, arrays

    def sweep(self, seed: int) -> list[float]:
        """Accuracies of one seed's ReLU students over steps and noises, on as many pairs each.

        NaN where walks or students did not stay finite.
        """
        accuracies = []
        count = self.config.sweep_pairs
        for steps, noise in self.config.settings:
            try:
                algorithm = ShortWalks(steps, noise)
                x, labels = self._collected(algorithm, seed, -(-count // (steps - 1)))
                pairs, name = (x[:count], labels[:count]), f"sweep_{steps}_{noise}_{seed}"
                accuracies.append(self._student_accuracy("relu", seed, pairs, name))
            except DivergenceError:
                accuracies.append(np.nan)
        return accuracies

    def _collected(self, algorithm: ShortWalks, seed: int, walks: int) -> Pairs:
        """The pairs that an algorithm collects with the plain autoencoder and the ReLU teacher."""
        scores = self._teacher("relu", seed).scores
        samples = algorithm.collect(self._map("walks", seed), scores, _draws(seed), walks)
        return samples.x.flatten(0, 1), samples.labels.flatten()

    def _along(self, name: str, seed: int) -> tuple[dict[str, float], Arrays]:
        """Distance and confidence along some walks, the start included."""
        draws, scores = _draws(seed), self._teacher("relu", seed).scores
        count = min(_FOLLOWED, self.config.walks)
        passed = self._algorithm.stream(self._map(name, seed), scores, draws, count)
        path = [draws(range(count), 0), *(at.x for at in passed)]
        distance = np.array([nearest(at, self.train[0][:_REFERENCE]) for at in path])
        with torch.no_grad():
            confidence = [float(torch.softmax(scores(at), 1).amax(1).mean()) for at in path]
        shown = torch.stack([at[:_SHOWN] for at in path], 1).unflatten(2, (28, 28))
        arrays = {
            f"{name}_distance": distance,
            f"{name}_shown": (255 * shown.clamp(0, 1)).round().numpy().astype(np.uint8),
        }
        if name == "walks":
            arrays["walks_confidence"] = np.array(confidence)
        return {
            "distance_start": distance[0],
            "distance_first": distance[1],
            "distance_last": distance[-1],
            "distance_ratio": distance[-1] / distance[0],
            "drift_ratio": distance[-1] / distance[1],
            "confidence_gain": confidence[-1] - confidence[0],
        }, arrays

    def _chain(self, seed: int, states: int) -> dict[str, float]:
        """The coverage of one walk that collects as many states as all short ones together."""
        draws = WalkStream(seed, (PIXELS,), "chain")
        long = ShortWalks(states + self._algorithm.skipped, self.config.noise)
        scores = self._teacher("relu", seed).scores
        samples = long.collect(self._map("walks", seed), scores, draws, 1)
        x = samples.x[0]
        coverage = self.cells.coverage(x.numpy(), samples.labels[0].numpy())
        some = x[:: -(-states // _FOLLOWED)]
        return {**coverage, "distance_last": nearest(some, self.train[0][:_REFERENCE])}

    def _references(self, seed: int) -> dict[str, float]:
        """Distances to the nearest training image of what no walk is needed for."""
        draws = WalkStream(seed, (PIXELS,), "yardsticks")  # keys the random draws
        noise = self.config.noise * draws(range(_FOLLOWED), 0)
        images = self.train[0][:_REFERENCE]
        return {
            "distance_black": nearest(noise, images),
            "distance_mean": nearest(self.train[0].mean(0) + noise, images),
            "distance_test": nearest(self.test[0][:_FOLLOWED], images),
        }

    def _student_accuracy(self, kind: str, seed: int, pairs: Pairs, name: str) -> float:
        """Accuracy of a fresh classifier, from weights that no teacher had, on some pairs.

        One student after another, for the pairs of all would not fit into a small memory.

        Raises
        ------
        DivergenceError
            If it turned non-finite.
        """
        build, steps = partial(classifier, self.config, kind), self.config.student_steps
        table, seeds = labelled(*pairs), [seed + 1_000]
        rows = np.arange(len(table))[None]
        ensemble, history = trained(
            build, table, rows, seeds, steps, self.config, self.run, name=name, draws="student"
        )
        if history.failures:
            raise DivergenceError(
                f"the student {name} turned non-finite at step {history.failures[0].step}: a "
                f"smaller rate than {self.config.learning_rate} would keep it."
            )
        return _accuracy(cast(Classifier, ensemble.replica(0)), self.test)


def _draws(seed: int) -> WalkStream:
    return WalkStream(seed, (PIXELS,), "walks")


@torch.no_grad()
def _predict(model: Classifier, x: Tensor) -> Tensor:
    return torch.cat([model.scores(part).argmax(1) for part in x.split(_REFERENCE)])


def _accuracy(model: Classifier, pairs: Pairs) -> float:
    return float((_predict(model, pairs[0]) == pairs[1]).double().mean())


def _pairs(images: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> Pairs:
    return torch.from_numpy(images.reshape(len(images), -1)), torch.from_numpy(labels)
