"""Training on images: which seeds are trained in one loop, EBAE's two stages, scores of images."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.evaluation import ranking_metrics
from rdo.training import Ensemble, History, Observer, Schedule, fit
from replication.kit.run import Run

__all__ = [
    "all_rows",
    "as_bytes",
    "auc",
    "groups",
    "joined",
    "per_image",
    "pooled",
    "repeated",
    "train_ebae",
]

_Floats = npt.NDArray[np.floating]


def groups(seeds: Sequence[int], device: str) -> Iterator[tuple[int, ...]]:
    """The seeds that are trained in one loop: all on an accelerator, one at a time on a CPU.

    There the convolutions of several replicas become one with groups, for which there is none of
    what :mod:`rdo.training.convolution_pass` does: ``python -m benchmarks.chains`` has the ratio.
    """
    if device == "cpu":
        yield from ((seed,) for seed in seeds)
    else:
        yield tuple(seeds)


def joined(histories: Sequence[History]) -> History:
    """Trainings of different seeds under the same schedule as one."""

    def concatenated(logs: Sequence[dict[str, list[_Floats]]]) -> dict[str, list[_Floats]]:
        return {
            name: [np.concatenate(each) for each in zip(*(log[name] for log in logs), strict=True)]
            for name in logs[0]
        }

    first = histories[0]
    return History(
        steps=first.steps,
        terms=concatenated([one.terms for one in histories]),
        observed_at=first.observed_at,
        observed=concatenated([one.observed for one in histories]),
        failures=[failure for one in histories for failure in one.failures],
        seconds=sum(one.seconds for one in histories),
        setup_seconds=sum(one.setup_seconds for one in histories),
    )


def train_ebae(
    run: Run,
    plain: Ensemble,
    ebae: Ensemble,
    images: npt.NDArray[np.float32],
    seeds: Sequence[int],
    schedules: tuple[Schedule, Schedule],
    *,
    validation: Observer,
    observer: Observer,
    label: str,
    stage: str,
) -> tuple[History, History]:
    """EBAE's two stages: an autoencoder first, then with negatives.

    Parameters
    ----------
    plain
        Replicas of :class:`rdo.models.EnergyAutoencoder`.
    ebae
        As many of :class:`rdo.models.EBAE` on the same networks; they go on from where the first
        stage ends.
    images
        All of which every replica is trained on, ``(n, C, H, W)``.
    seeds
        One per replica.
    schedules
        Of the two stages.
    validation
        Of the first stage: it keeps the weights of the least error on validation images.
    observer
        Of the second.
    run, label, stage
        As for :func:`replication.kit.train.train`.
    """
    on_images = torch.from_numpy(images), all_rows(images, seeds), seeds
    first = fit(
        plain,
        *on_images,
        schedules[0],
        stage="warm-up",
        label=f"{label}, autoencoder",
        checkpoints=run.checkpoints(f"{stage}-autoencoder"),
        observer=validation,
    )
    ebae.parameters = plain.parameters
    second = fit(
        ebae,
        *on_images,
        schedules[1],
        label=f"{label}, negatives",
        checkpoints=run.checkpoints(f"{stage}-ebae"),
        observer=observer,
    )
    second.failures[:0] = first.failures
    return first, second


def all_rows(images: npt.NDArray[np.float32], seeds: Sequence[int]) -> npt.NDArray[np.int64]:
    """The numbers of all images, one row per seed, for :func:`rdo.training.fit`."""
    return np.tile(np.arange(len(images)), (len(seeds), 1))


def pooled(images: npt.NDArray[np.float32], side: int) -> npt.NDArray[np.float32]:
    """Means over squares of ``side`` x ``side`` pixels; what is left over at the edges is cut."""
    n, channels, height, width = images.shape
    rows, columns = height // side, width // side
    cut = images[:, :, : rows * side, : columns * side]
    squares = cut.reshape(n, channels, rows, side, columns, side)
    return np.asarray(squares.mean((3, 5)), dtype=np.float32)


def as_bytes(pixels: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    """Values in [0, 1] as 0 to 255; what lies outside is cut."""
    return np.asarray(np.round(255 * np.clip(pixels, 0, 1)), dtype=np.uint8)


def repeated(ensemble: Ensemble, images: npt.NDArray[np.float32]) -> Tensor:
    """The same images for every replica, ``(R, n, C, H, W)``, where the ensemble is."""
    x = torch.from_numpy(images).to(ensemble.device)
    return x.expand(len(ensemble), *x.shape)


def per_image(
    ensemble: Ensemble, method: str, images: npt.NDArray[np.float32], *given: Any
) -> npt.NDArray[np.float64]:
    """What a method of the model, say ``energy``, gives for each image and replica, ``(R, n)``.

    The images ``(n, C, H, W)`` are shown to all replicas; the method's other arguments are each
    ``(R, ...)``, as for :meth:`rdo.training.Ensemble.map_rows`.
    """
    values = ensemble.map_rows(method, repeated(ensemble, images), *given)
    return np.asarray(values.double().cpu().numpy())


def auc(scores: npt.NDArray[np.float64], outlier: npt.NDArray[np.bool_]) -> float:
    """ROC AUC of scores, higher for outliers, both ``(n,)``; NaN where one of them is."""
    return np.nan if np.isnan(scores).any() else ranking_metrics(outlier, scores)["roc_auc"]
