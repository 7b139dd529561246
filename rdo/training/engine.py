"""The training loop of R replicas: Adam, with batches and noise addressed by seed and step."""

import hashlib
import time
from collections.abc import Sequence
from types import NoneType
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.checks import as_array, check_choice, check_float32, check_seeds, check_tensor, check_type
from rdo.errors import InputError, shown
from rdo.training.checkpoints import Checkpoints
from rdo.training.draws import BatchStream, NoiseStream, uniform
from rdo.training.ensemble import Ensemble
from rdo.training.feed import Feed
from rdo.training.graphs import captured
from rdo.training.history import History, HistoryRecorder
from rdo.training.layout import each
from rdo.training.memory import keep_memory, return_memory
from rdo.training.progress import progress_bar
from rdo.training.schedule import Observer, Schedule
from rdo.training.step import (
    Draw,
    Inputs,
    State,
    compiled,
    forget_compiled,
    make_draw,
    make_step,
)

__all__ = ["fit"]

_ROWS_AT_ONCE = 4096  # that are gathered for a digest


def _check_rows(
    rows: Any, ensemble: Ensemble, data: Tensor, batch_size: int
) -> npt.NDArray[np.int64]:
    """The numbers of the rows that each replica trains on."""
    found = as_array("rows", rows)
    if found.ndim != 2 or len(found) != len(ensemble) or found.dtype.kind not in "iu":
        raise InputError(
            f"rows of shape {found.shape} and type {found.dtype}: give ({len(ensemble)}, n), the "
            "row numbers of each replica."
        )
    if found.shape[1] < batch_size:
        raise InputError(
            f"batch_size={batch_size}: only {found.shape[1]} rows to train on; give at most that "
            "many."
        )
    if found.min() < 0 or found.max() >= len(data):
        raise InputError(
            f"rows from {found.min()} to {found.max()}: give numbers from 0 to {len(data) - 1}, "
            "rows of data."
        )
    return found.astype(np.int64, copy=False)


def _check_names(stage: str, label: str, terms: Sequence[str] | None) -> None:
    check_type("stage", stage, str, "a name")
    check_type("label", label, str, "a text")
    if terms is not None and (not isinstance(terms, list | tuple) or not terms):
        raise InputError(f"terms={shown(terms)}: give a list of terms of the loss, or None.")


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
        Text beside the progress bar; no bar if it is empty.
    checkpoints
        Where the state is saved; a checkpoint of this training found there is resumed.
    observer
        Evaluation along the way.

    Returns
    -------
    History
        The terms of the loss at about 200 steps, the observer's metrics, the failures, the seconds.

    Raises
    ------
    InputError
        If an argument is of another type or shape, a seed is given twice, the data is not finite in
        the parameters' type or has a column whose values float32 would not tell apart, a row is not
        in it, there are fewer rows than a batch, the loss lacks a term, or a checkpoint cannot be
        written or belongs to another run or to another training: another stage, other terms,
        another model or number of parameters, schedule, data or rows.

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
    started = time.perf_counter()
    check_type("ensemble", ensemble, Ensemble, "an Ensemble")
    check_type("schedule", schedule, Schedule, "a Schedule")
    check_type("checkpoints", checkpoints, (Checkpoints, NoneType), "Checkpoints or None")
    check_type("observer", observer, (Observer, NoneType), "an Observer or None")
    _check_names(stage, label, terms)
    seeds = check_seeds(seeds)
    if len(seeds) != len(ensemble) or len(set(seeds)) != len(seeds):
        raise InputError(
            f"seeds={list(seeds)}: give {len(ensemble)} different seeds, one per replica."
        )
    rates = schedule.learning_rate
    if isinstance(rates, tuple) and len(rates) != len(ensemble):
        raise InputError(f"learning_rate={rates}: give one, or {len(ensemble)}, one per replica.")
    device, dtype = ensemble.parameters.device, ensemble.parameters.dtype
    given, data = data, check_tensor("data", data, ("n", "M", ...)).to(device, dtype)
    if not data.isfinite().all():
        raise InputError(
            f"data holds NaN, infinite values or ones beyond {dtype}: remove or fill them first."
        )
    if given.dtype == torch.float64 and dtype == torch.float32:
        check_float32("data", given.detach().flatten(1).cpu().numpy())
    rows = _check_rows(rows, ensemble, data, schedule.batch_size)
    # A lone replica trains beside a copy of itself, in the code that several are compiled to.
    copies = [0, 0] if len(ensemble) == 1 and not ensemble.convolutional else slice(None)
    trained = ensemble.subset(copies)
    own = [seeds[0]] * len(trained) if len(ensemble) == 1 else seeds
    noise = NoiseStream(own, ensemble.template.noise_shapes(schedule.batch_size), stage)
    batches = BatchStream(own, rows[copies], schedule.batch_size, stage)

    feed = Feed(trained.buffers, data, batches, noise)

    def seen(state: State) -> State:
        return each(lambda x, _: x[: len(ensemble)], state)  # type: ignore[no-any-return]

    keep_memory()
    forget_compiled()
    draw = make_draw(trained, schedule.steps)
    training = None
    if checkpoints is not None:
        training = _training(ensemble, data, rows, seeds, schedule, stage, terms)
    recorder = HistoryRecorder(seeds, terms, training)
    begin, state = 0, _start(trained, draw, feed.at(0))
    for term in terms or ():
        check_choice("terms", term, state.terms)
    if checkpoints is not None and (found := checkpoints.latest()) is not None:
        begin, state = found.step, each(lambda x, _: x[copies], recorder.restore(found, device))
    rate: Tensor | float = rates  # type: ignore[assignment]
    if isinstance(rates, tuple):
        rate = torch.tensor(rates, device=device, dtype=dtype)[:, None]
    step = make_step(trained, rate, terms)

    def evaluate(done: int) -> None:
        if observer is not None and done % observer.every == 0:
            ensemble.parameters = seen(state).parameters
            ensemble.buffers = ensemble.buffers | seen(state).memory
            values = observer.metrics(ensemble)
            recorder.observe(done, values)
            if observer.keep_least is not None:
                recorder.keep_least(values[observer.keep_least], ensemble.parameters)

    every = max(1, schedule.steps // 200)
    with progress_bar(schedule.steps, label) as bar, torch.no_grad():
        if begin < schedule.steps:
            first = draw(state, feed.at(begin))
            step = compiled(step, schedule.steps, (state, first), cpu=device.type == "cpu")
            step = captured(step, state, first)
        recorder.history.setup_seconds += time.perf_counter() - started
        if begin == 0:
            evaluate(0)
        for t, inputs in enumerate(feed.steps(begin, schedule.steps), begin):
            state = step(state, draw(state, inputs))
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
    return_memory()
    recorder.history.seconds += time.perf_counter() - started
    return recorder.history


def _training(
    ensemble: Ensemble,
    data: Tensor,
    rows: npt.NDArray[np.int64],
    seeds: Sequence[int],
    schedule: Schedule,
    stage: str,
    terms: Sequence[str] | None,
) -> dict[str, Any]:
    """What a checkpoint belongs to; what is a seed's own, apart, for units have some of them."""
    rates = np.broadcast_to(schedule.learning_rate, len(seeds)).tolist()
    return {
        "stage": stage,
        "terms": None if terms is None else list(terms),
        "model": type(ensemble.template).__name__,
        "parameters": ensemble.parameters.shape[1],
        "steps": schedule.steps,
        "batch_size": schedule.batch_size,
        "rows": {
            str(seed): [_digest(data, own), rate]
            for seed, own, rate in zip(seeds, rows, rates, strict=True)
        },
    }


def _digest(data: Tensor, rows: npt.NDArray[np.int64]) -> str:
    """Of the rows of one seed, wherever in the table they lie: a unit may have another table."""
    found = hashlib.blake2b(str((len(rows), *data.shape[1:])).encode(), digest_size=8)
    for part in torch.from_numpy(rows).split(_ROWS_AT_ONCE):
        content = data[part.to(data.device)].contiguous().cpu().view(torch.uint8)
        found.update(content.numpy().data)
    return found.hexdigest()


def _start(ensemble: Ensemble, draw: Draw, inputs: Inputs) -> State:
    """The state before the first step."""
    parameters = ensemble.parameters
    # Two tensors of zeros: on one and the same the compiler would build a step for that case.
    zeros = torch.zeros_like(parameters), torch.zeros_like(parameters)
    living = torch.full((len(ensemble),), -1, dtype=torch.int64, device=parameters.device)
    state = State(parameters, *zeros, living, {}, {})
    first = draw(state, inputs)
    noise = {name: uniform(value, inputs.x.dtype) for name, value in inputs.bits.items()}
    terms, memory = ensemble.map("loss_and_memory", inputs.x, noise | first.samples)
    names = first.memory | memory
    return state._replace(terms=terms, memory={name: ensemble.buffers[name] for name in names})
