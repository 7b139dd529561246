"""One training loop for R replicas."""

import shutil
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.func import grad_and_value, vmap

from rdo.errors import InputError
from rdo.training.checkpoints import Checkpoints
from rdo.training.draws import BatchStream, NoiseStream
from rdo.training.ensemble import Ensemble
from rdo.training.log import Log, Training
from rdo.training.progress import progress_bar

__all__ = ["Schedule", "adam", "fit"]

_STATE = ("parameters", "first", "second", "alive")
_COMPILE_PAYS = 4_000  # steps above which a compiled step saves more than its set-up costs
_State = tuple[Tensor, Tensor, Tensor, Tensor]
_Arguments = tuple[_State, dict[str, Tensor], Tensor, dict[str, Tensor], Tensor]
_Step = Callable[..., tuple[_State, dict[str, Tensor]]]


@dataclass(frozen=True)
class Schedule:
    """How long and how fast to train."""

    steps: int
    batch_size: int
    learning_rate: float

    def __post_init__(self) -> None:
        """Refuse what cannot be trained with."""
        for name in ("steps", "batch_size", "learning_rate"):
            if not 0 < getattr(self, name) < float("inf"):
                raise InputError(f"{name}={getattr(self, name)}: give a positive number.")


def adam(
    gradient: Tensor, first: Tensor, second: Tensor, step: Tensor, learning_rate: float
) -> tuple[Tensor, Tensor, Tensor]:
    r"""One Adam step (Kingma & Ba, Algorithm 1) as a function, so that a replica can be left out.

    .. math::
        m_t = 0.9 m_{t-1} + 0.1 g_t, \quad v_t = 0.999 v_{t-1} + 0.001 g_t^2, \quad
        \Delta = -\alpha \frac{m_t / (1 - 0.9^t)}{\sqrt{v_t / (1 - 0.999^t)} + 10^{-8}}

    Parameters
    ----------
    gradient, first, second
        :math:`g_t`, :math:`m_{t-1}`, :math:`v_{t-1}`, of one shape.
    step
        t, counted from 1, a scalar tensor.
    learning_rate
        :math:`\alpha`.

    Returns
    -------
    tuple
        The change :math:`\Delta`, :math:`m_t` and :math:`v_t`.
    """
    first = torch.lerp(gradient, first, 0.9)
    second = torch.lerp(gradient.square(), second, 0.999)
    scale = (second / (1 - 0.999**step)).sqrt() + 1e-8
    return -learning_rate / (1 - 0.9**step) * first / scale, first, second


def _make_step(ensemble: Ensemble, learning_rate: float, terms: Sequence[str] | None) -> _Step:
    """The function from one state of all replicas to the next.

    The state holds the parameters and Adam's two moments, each ``(R, P)``, and which replicas are
    still finite, ``(R,)``.
    """
    loss = ensemble.method("loss")

    def replica_loss(
        flat: Tensor, buffers: dict[str, Tensor], x: Tensor, noise: dict[str, Tensor]
    ) -> tuple[Tensor, dict[str, Tensor]]:
        named = loss(flat, buffers, x, noise)
        return sum(value for name, value in named.items() if terms is None or name in terms), named

    gradients = vmap(grad_and_value(replica_loss, has_aux=True))

    def step(
        state: _State,
        buffers: dict[str, Tensor],
        x: Tensor,
        noise: dict[str, Tensor],
        count: Tensor,
    ) -> tuple[_State, dict[str, Tensor]]:
        parameters, first, second, alive = state
        gradient, (total, named) = gradients(parameters, buffers, x, noise)
        # A sum of squares is finite only if every entry is, and its square fits Adam's statistics.
        alive = alive & total.isfinite() & gradient.square().sum(1).isfinite()
        change, new_first, new_second = adam(gradient, first, second, count, learning_rate)
        keep = alive[:, None]
        state = (
            torch.where(keep, parameters + change, parameters),
            torch.where(keep, new_first, first),
            torch.where(keep, new_second, second),
            alive,
        )
        return state, named

    return step


def _compiled(step: _Step, steps: int, example: _Arguments) -> _Step:
    """The step fused by torch.compile where that is possible and the run is long enough to pay."""
    on_cpu = example[0][0].device.type == "cpu"
    if steps < _COMPILE_PAYS or (on_cpu and shutil.which("g++") is None):
        return step
    reason = ""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the compiler's remarks about its own code
        torch.compiler.reset()  # each run is a new function, and old ones count against a limit
        fused: _Step = torch.compile(step, dynamic=False)
        try:
            fused(*example)
        except RuntimeError as error:
            reason = str(error).strip().splitlines()[0]
    if reason:
        warnings.warn(f"training without the compiler, slower: {reason}", stacklevel=3)
        return step
    return fused


def _check(
    ensemble: Ensemble, data: Tensor, rows: np.ndarray, seeds: Sequence[int], n: int
) -> None:
    if len(seeds) != len(ensemble) or len(set(seeds)) != len(seeds):
        raise InputError(
            f"seeds={list(seeds)}: give {len(ensemble)} different seeds, one a replica."
        )
    if rows.ndim != 2 or len(rows) != len(ensemble):
        raise InputError(
            f"rows of shape {rows.shape}: give ({len(ensemble)}, n), a line a replica."
        )
    if rows.shape[1] < n:
        raise InputError(
            f"batch_size={n}: only {rows.shape[1]} rows to train on; give at most that many."
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
) -> Training:
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
        One a replica, all different; each decides that replica's batches and noise.
    schedule
        Steps, batch size, learning rate.
    stage
        Names this part of the run; parts with different names share no random draws.
    terms
        Terms of the loss to minimise; None means all.
    label
        Text beside the progress bar.
    checkpoints
        Where to keep the state of the run, and to go on from if one is there.

    Returns
    -------
    Training
        The terms of the loss at about 200 steps, the failures, the seconds.

    Raises
    ------
    InputError
        If shapes disagree, the data is not finite, there are fewer rows than a batch, or a
        checkpoint cannot be written or belongs to another run.
    """
    _check(ensemble, data, rows, seeds, schedule.batch_size)
    started = time.perf_counter()
    device, dtype = ensemble.parameters.device, ensemble.parameters.dtype
    data = data.to(device, dtype)
    noise = NoiseStream(seeds, ensemble.template.noise_shapes(schedule.batch_size), stage)
    batches = BatchStream(seeds, rows, schedule.batch_size, stage)

    def inputs(t: int) -> tuple[dict[str, Tensor], Tensor, dict[str, Tensor], Tensor]:
        x = data[torch.from_numpy(batches.at(t)).to(device)]
        draws = {name: u.to(device, dtype) for name, u in noise.at(t).items()}
        count = torch.tensor(float(t + 1), device=device, dtype=dtype)
        return ensemble.buffers, x, draws, count

    first, second = torch.zeros_like(ensemble.parameters), torch.zeros_like(ensemble.parameters)
    alive = torch.ones(len(ensemble), dtype=torch.bool, device=device)
    state = (ensemble.parameters, first, second, alive)
    log = Log(seeds, device)
    begin = 0
    if checkpoints is not None and (found := checkpoints.latest()) is not None:
        begin = found.step
        state = tuple(found.tensors[name].to(device) for name in _STATE)  # type: ignore[assignment]
        log.restore(found)
    step = _make_step(ensemble, schedule.learning_rate, terms)
    every = max(1, schedule.steps // 200)
    with progress_bar(schedule.steps, label) as bar, torch.no_grad():
        if begin < schedule.steps:
            step = _compiled(step, schedule.steps, (state, *inputs(begin)))
        for t in range(begin, schedule.steps):
            state, named = step(state, *inputs(t))
            log.note(t, state[3], named)
            if t % every == 0 or t == schedule.steps - 1:
                log.collect(t, named)
                bar.update(t + 1 - bar.n)
            if checkpoints is not None and (checkpoints.due() or t == schedule.steps - 1):
                seconds = log.training.seconds + time.perf_counter() - started
                tensors = dict(zip(_STATE, state, strict=True))
                checkpoints.save(log.checkpoint(t + 1, tensors, seconds))
    ensemble.parameters = state[0]
    log.training.seconds += time.perf_counter() - started
    return log.training
