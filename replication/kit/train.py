"""One method trained from its start to the end, kept on disk along the way."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from torch import Tensor

from rdo.models import RateDistortion
from rdo.training import (
    Ensemble,
    History,
    Observer,
    Schedule,
    fit,
    gauge_fixed_start,
    warmed_up_start,
)
from replication.kit.run import Run

__all__ = ["train"]


def train(
    run: Run,
    ensemble: Ensemble,
    data: Tensor,
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    schedule: Schedule,
    *,
    warm_up: Schedule | None,
    label: str,
    stage: str,
    observer: Observer | None = None,
    final: Schedule | None = None,
) -> History:
    """Train an ensemble, after a start for reconstruction alone if there is a warm-up.

    What comes back is of the schedule, with the failures and the seconds of what comes before and
    after it.

    Parameters
    ----------
    ensemble, data, rows, seeds, schedule, label
        As for :func:`rdo.training.fit`.
    warm_up
        Schedule of that start, None for Glorot's weights. For RaDOGAGA the gauge is fixed at its
        end; other methods have none to fix.
    stage
        Names the checkpoints of this training within the run.
    observer
        What to measure during the schedule, but not before or after it.
    final
        Last stage of the learning-rate schedule, at a lower rate: Adam at a constant one swings
        about a solution by a few times that rate, and about the cusp of log d by much more.
    """
    start = History()
    if warm_up is not None:
        has_gauge = isinstance(ensemble.template, RateDistortion)
        begin = gauge_fixed_start if has_gauge else warmed_up_start
        kept = run.checkpoints(f"{stage}-start")
        start = begin(
            ensemble, data, rows, seeds, warm_up, label=f"{label}, start", checkpoints=kept
        )
    on_data = partial(fit, ensemble, data, rows, seeds)
    kept = run.checkpoints(f"{stage}-train")
    history = on_data(schedule, label=label, checkpoints=kept, observer=observer)
    history.failures[:0] = start.failures
    history.seconds += start.seconds
    if final is not None:
        kept = run.checkpoints(f"{stage}-final")
        label = f"{label}, last stage"
        # The stage's name keys the random draws.
        end = on_data(final, stage="settle", label=label, checkpoints=kept)
        history.failures += end.failures
        history.seconds += end.seconds
    return history
