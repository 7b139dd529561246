"""The training loop of R replicas: Adam, with batches and noise addressed by seed and step."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.checks import check_weight, check_whole
from rdo.errors import InputError
from rdo.training.checkpoints import Checkpoints
from rdo.training.draws import BatchStream, NoiseStream, uniform
from rdo.training.ensemble import Ensemble, aligned, each
from rdo.training.history import History, HistoryRecorder
from rdo.training.progress import progress_bar
from rdo.training.step import (
    Draw,
    Inputs,
    State,
    compiled,
    forget_compiled,
    make_draw,
    make_step,
)

__all__ = ["Observer", "Schedule", "fit"]


@dataclass(frozen=True)
class Schedule:
    """Training schedule: number of steps, batch size and learning rate of one stage.

    Raises
    ------
    InputError
        If a number is not positive and finite, or a number of steps or rows not whole.
    """

    steps: int
    batch_size: int
    learning_rate: float | tuple[float, ...]
    """One for all, or one per replica."""

    def __post_init__(self) -> None:
        """Check that all numbers are positive and finite."""
        check_whole("steps", self.steps, 1)
        check_whole("batch_size", self.batch_size, 1)
        rates = self.learning_rate if isinstance(self.learning_rate, tuple) else ()
        for rate in rates or [self.learning_rate]:
            check_weight("learning_rate", rate)


@dataclass(frozen=True)
class Observer:
    """An evaluation of all replicas every so many steps of training.

    Raises
    ------
    InputError
        If ``every`` is not positive.
    """

    every: int
    """Steps between two evaluations, the first of them before training."""
    measure: Callable[[Ensemble], Mapping[str, npt.NDArray[np.floating]]]
    """Metrics by name, one value per replica, ``(R,)``. It must be deterministic."""
    keep_least: str | None = None
    """Metric at whose least value each replica's parameters are kept (early stopping); None to keep
    the last parameters."""

    def __post_init__(self) -> None:
        """Check that the interval is positive."""
        if self.every < 1:
            raise InputError(f"every={self.every}: give a positive number of steps.")


def _check(
    ensemble: Ensemble, data: Tensor, rows: np.ndarray, seeds: Sequence[int], schedule: Schedule
) -> None:
    if len(seeds) != len(ensemble) or len(set(seeds)) != len(seeds):
        raise InputError(
            f"seeds={list(seeds)}: give {len(ensemble)} different seeds, one per replica."
        )
    rates = schedule.learning_rate
    if isinstance(rates, tuple) and len(rates) != len(ensemble):
        raise InputError(f"learning_rate={rates}: give one, or {len(ensemble)}, one per replica.")
    if rows.ndim != 2 or len(rows) != len(ensemble):
        raise InputError(
            f"rows of shape {rows.shape}: give ({len(ensemble)}, n), one row per replica."
        )
    if rows.shape[1] < schedule.batch_size:
        raise InputError(
            f"batch_size={schedule.batch_size}: only {rows.shape[1]} rows to train on; give at "
            "most that many."
        )
    if not data.isfinite().all():
        raise InputError("data holds NaN or infinite values: remove or fill them first.")


def fit(
    ensemble: Ensemble,
    data: Tensor,
    rows: np.ndarray,
    seeds: Sequence[int],
    schedule: Schedule,
    *,
    stage: str = "train",
    terms: Sequence[str] | None = None,
    label: str = "training",
    checkpoints: Checkpoints | None = None,
    observer: Observer | None = None,
) -> History:
    r"""Train every replica by Adam, in place, each on its own rows, batches and noise.

    A replica whose loss or gradient turns non-finite is frozen at its last finite state and named
    in the result; the others go on as if it had not been there.

    Parameters
    ----------
    ensemble
        The replicas.
    data
        All rows, ``(n, M)``, kept once and gathered by index.
    rows
        The rows that each replica trains on, ``(R, n_train)``.
    seeds
        One per replica, all different; each decides that replica's batches and noise.
    schedule
        Steps, batch size, learning rate.
    stage
        Names this part of the run; parts with different names share no random draws.
    terms
        Terms of the loss to minimise; None means all.
    label
        Text beside the progress bar.
    checkpoints
        Where the state is saved; a checkpoint found there is resumed.
    observer
        Evaluation along the way.

    Returns
    -------
    History
        The terms of the loss at about 200 steps, the observer's metrics, the failures, the seconds.

    Raises
    ------
    InputError
        If shapes disagree, the data is not finite, there are fewer rows than a batch, or a
        checkpoint cannot be written or belongs to another run.

    Examples
    --------
    Three autoencoders side by side on the digits:

    >>> import numpy as np
    >>> import torch
    >>> from rdo.datasets import load, scale_minmax
    >>> from rdo.models import Autoencoder
    >>> from rdo.nn import mlp_pair
    >>> from rdo.training import Ensemble, Schedule, fit
    >>> data, seeds = torch.tensor(scale_minmax(load("digits").X)), [0, 1, 2]
    >>> build = lambda: Autoencoder(*mlp_pair(64, (32,), 8), n_latent=8)
    >>> ensemble = Ensemble.from_seeds(build, seeds)
    >>> rows = np.tile(np.arange(len(data)), (3, 1))
    >>> schedule = Schedule(steps=100, batch_size=128, learning_rate=3e-3)
    >>> training = fit(ensemble, data, rows, seeds, schedule)
    >>> first, *_, last = training.terms["reconstruction"]
    >>> bool((last < first / 2).all()), training.failures
    (True, [])
    """
    _check(ensemble, data, rows, seeds, schedule)
    started = time.perf_counter()
    # A lone replica trains beside a copy of itself, in the code that several are compiled to.
    copies = [0, 0] if len(ensemble) == 1 and not ensemble.convolutional else slice(None)
    trained = ensemble.subset(copies)
    own = [seeds[0]] * len(trained) if len(ensemble) == 1 else seeds
    device, dtype = ensemble.parameters.device, ensemble.parameters.dtype
    data = data.to(device, dtype)
    noise = NoiseStream(own, ensemble.template.noise_shapes(schedule.batch_size), stage)
    batches = BatchStream(own, rows[copies], schedule.batch_size, stage)

    def inputs(t: int) -> Inputs:
        batch = torch.from_numpy(batches.at(t)).to(device)
        # Four times as fast as data[batch] for wide tables.
        x = aligned(data.index_select(0, batch.flatten()).unflatten(0, batch.shape))
        bits = {name: value.to(device) for name, value in noise.at(t).items()}
        number = torch.tensor(float(t + 1), device=device, dtype=dtype)
        return Inputs(trained.buffers, x, bits, number, {}, {})

    def seen(state: State) -> State:
        return each(lambda x, _: x[: len(ensemble)], state)  # type: ignore[no-any-return]

    forget_compiled()
    draw = make_draw(trained, schedule.steps)
    recorder = HistoryRecorder(seeds)
    begin, state = 0, _start(trained, draw, inputs(0))
    if checkpoints is not None and (found := checkpoints.latest()) is not None:
        begin, state = found.step, each(lambda x, _: x[copies], recorder.restore(found, device))
    rate: Tensor | float = schedule.learning_rate  # type: ignore[assignment]
    if isinstance(schedule.learning_rate, tuple):
        rate = torch.tensor(schedule.learning_rate, device=device, dtype=dtype)[:, None]
    step = make_step(trained, rate, terms)

    def evaluate(done: int) -> None:
        if observer is not None and done % observer.every == 0:
            ensemble.parameters = seen(state).parameters
            values = observer.measure(ensemble)
            recorder.observe(done, values)
            if observer.keep_least is not None:
                recorder.keep_least(values[observer.keep_least], ensemble.parameters)

    every = max(1, schedule.steps // 200)
    with progress_bar(schedule.steps, label) as bar, torch.no_grad():
        if begin < schedule.steps:
            first = draw(state, inputs(begin))
            step = compiled(step, schedule.steps, (state, first), cpu=device.type == "cpu")
        recorder.history.setup_seconds += time.perf_counter() - started
        if begin == 0:
            evaluate(0)
        for t in range(begin, schedule.steps):
            state = step(state, draw(state, inputs(t)))
            if t % every == 0 or t == schedule.steps - 1:
                recorder.collect(t, seen(state))
                bar.update(t + 1 - bar.n)
            evaluate(t + 1)
            if checkpoints is not None and (checkpoints.due() or t == schedule.steps - 1):
                seconds = recorder.history.seconds + time.perf_counter() - started
                checkpoints.save(recorder.checkpoint(t + 1, seen(state), seconds))
    state = seen(state)
    ensemble.parameters = state.parameters if recorder.best is None else recorder.best
    ensemble.buffers = ensemble.buffers | state.memory
    recorder.history.seconds += time.perf_counter() - started
    return recorder.history


def _start(ensemble: Ensemble, draw: Draw, inputs: Inputs) -> State:
    """The state before the first step."""
    parameters = ensemble.parameters
    # Two tensors of zeros: on one and the same the compiler would build a step for that case.
    zeros = torch.zeros_like(parameters), torch.zeros_like(parameters)
    living = torch.full((len(ensemble),), -1, dtype=torch.int64, device=parameters.device)
    state = State(parameters, *zeros, living, {}, {})
    first = draw(state, inputs)
    noise = {name: uniform(value, inputs.x.dtype) for name, value in inputs.bits.items()}
    return state._replace(
        terms=ensemble.map("loss", inputs.x, noise | first.samples),
        memory={name: ensemble.buffers[name] for name in first.memory},
    )
