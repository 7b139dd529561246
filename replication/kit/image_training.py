"""History on images: which seeds are trained in one loop, and EBAE's two stages."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt
from torch import Tensor

from rdo.training import Ensemble, History, Observer, Schedule, fit
from replication.kit.run import Run

__all__ = ["groups", "joined", "train_ebae"]

_Floats = npt.NDArray[np.floating]


def groups(seeds: Sequence[int], device: str) -> Iterator[tuple[int, ...]]:
    """The seeds that are trained in one loop: all on an accelerator, one at a time on a CPU.

    There the convolutions of several replicas become one with groups, for which there is none of
    what :mod:`rdo.training.convolutions` does: ``python -m benchmarks.chains`` has the ratio.
    """
    if device == "cpu":
        yield from ((seed,) for seed in seeds)
    else:
        yield tuple(seeds)


def joined(trainings: Sequence[History]) -> History:
    """Trainings of different seeds under the same schedule as one."""

    def concatenated(logs: Sequence[dict[str, list[_Floats]]]) -> dict[str, list[_Floats]]:
        return {
            name: [np.concatenate(each) for each in zip(*(log[name] for log in logs), strict=True)]
            for name in logs[0]
        }

    first = trainings[0]
    return History(
        steps=first.steps,
        terms=concatenated([training.terms for training in trainings]),
        observed_at=first.observed_at,
        observed=concatenated([training.observed for training in trainings]),
        failures=[failure for training in trainings for failure in training.failures],
        seconds=sum(training.seconds for training in trainings),
        setup_seconds=sum(training.setup_seconds for training in trainings),
    )


def train_ebae(
    run: Run,
    plain: Ensemble,
    ebae: Ensemble,
    data: Tensor,
    rows: npt.NDArray[np.int64],
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
    data, rows, seeds
        As for :func:`rdo.training.fit`.
    schedules
        Of the two stages.
    validation
        Of the first stage: it keeps the weights of the least error on validation images.
    observer
        Of the second.
    run, label, stage
        As for :func:`replication.kit.train.train`.
    """
    first = fit(
        plain,
        data,
        rows,
        seeds,
        schedules[0],
        stage="warm-up",
        label=f"{label}, autoencoder",
        checkpoints=run.checkpoints(f"{stage}-autoencoder"),
        observer=validation,
    )
    ebae.parameters = plain.parameters
    second = fit(
        ebae,
        data,
        rows,
        seeds,
        schedules[1],
        label=f"{label}, negatives",
        checkpoints=run.checkpoints(f"{stage}-ebae"),
        observer=observer,
    )
    second.failures[:0] = first.failures
    return first, second
