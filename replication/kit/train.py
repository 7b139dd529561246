"""One method trained from its start to the end, kept on disk along the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor

from rdo.models import RateDistortion
from rdo.training import (
    Checkpoints,
    Ensemble,
    History,
    Observer,
    Schedule,
    fit,
    gauge_fixed_start,
    warmed_up_start,
)

__all__ = ["Keep", "train"]


@dataclass(frozen=True)
class Keep:
    """Where the checkpoints of an experiment lie, and what the experiment is."""

    folder: Path
    run: dict[str, Any]

    def part(self, name: str) -> Checkpoints:
        """Checkpoints of one part of the experiment."""
        return Checkpoints(self.folder / name, {**self.run, "part": name})


def train(
    ensemble: Ensemble,
    data: Tensor,
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    schedule: Schedule,
    *,
    warm_up: Schedule | None,
    label: str,
    part: str,
    keep: Keep | None,
    observer: Observer | None = None,
    settle: Schedule | None = None,
) -> History:
    """Train an ensemble, after a start for reconstruction alone if there is a warm-up.

    Parameters
    ----------
    ensemble, data, rows, seeds, schedule, label
        As for :func:`rdo.training.fit`.
    warm_up
        Of that start, None for Glorot's weights. For RaDOGAGA the gauge is fixed at its end;
        other methods have none to fix.
    part
        Name of this part of the experiment.
    keep
        Where checkpoints go and come from, None for a run too short to need any.
    observer
        What to measure along the way, the start and the settling apart.
    settle
        Of more steps at a lower rate, for Adam at a constant one swings about a solution by a few
        times that rate, and about the cusp of log d by much more.

    Returns
    -------
    History
        That of the schedule, with the failures and the seconds of what comes before and after it.
    """

    def checkpoints(stage: str) -> Checkpoints | None:
        return None if keep is None else keep.part(f"{part}-{stage}")

    start = History()
    if warm_up is not None:
        text, kept = f"{label}, start", checkpoints("start")
        if isinstance(ensemble.template, RateDistortion):
            start = gauge_fixed_start(
                ensemble, data, rows, seeds, warm_up, label=text, checkpoints=kept
            )
        else:
            start = warmed_up_start(
                ensemble, data, rows, seeds, warm_up, label=text, checkpoints=kept
            )
    training = fit(
        ensemble,
        data,
        rows,
        seeds,
        schedule,
        label=label,
        checkpoints=checkpoints("train"),
        observer=observer,
    )
    training.failures[:0] = start.failures
    training.seconds += start.seconds
    if settle is not None:
        end = fit(
            ensemble,
            data,
            rows,
            seeds,
            settle,
            stage="settle",
            label=f"{label}, settling",
            checkpoints=checkpoints("settle"),
        )
        training.failures += end.failures
        training.seconds += end.seconds
    return training
