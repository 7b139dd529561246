"""One training loop for R replicas."""

import shutil
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor
from torch.func import grad_and_value, vmap

from rdo.errors import Failure, InputError
from rdo.training.draws import BatchStream, NoiseStream
from rdo.training.ensemble import Ensemble
from rdo.training.progress import progress_bar

__all__ = ["Schedule", "Training", "adam", "fit"]

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


@dataclass
class Training:
    """What a run left behind beside the trained parameters."""

    steps: list[int] = field(default_factory=list)
    """Steps at which the loss was noted."""
    terms: dict[str, list[np.ndarray]] = field(default_factory=dict)
    """Every term of the loss at those steps, one array ``(R,)`` a step."""
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the compiler's remarks about its own code
        torch.compiler.reset()  # each run is a new function, and old ones count against a limit
        fused: _Step = torch.compile(step, dynamic=False)
        fused(*example)
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

    Returns
    -------
    Training
        The terms of the loss at about 200 steps, the failures, the seconds.

    Raises
    ------
    InputError
        If shapes disagree, the data is not finite, or there are fewer rows than a batch.
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
    step = _make_step(ensemble, schedule.learning_rate, terms)
    training = Training()
    every = max(1, schedule.steps // 200)
    watch = _Watch(seeds, training, device)
    with progress_bar(schedule.steps, label) as bar, torch.no_grad():
        step = _compiled(step, schedule.steps, (state, *inputs(0)))
        for t in range(schedule.steps):
            state, named = step(state, *inputs(t))
            watch.note(t, state[3], named)
            if t % every == 0 or t == schedule.steps - 1:
                watch.collect(t, named)
                bar.update(t + 1 - bar.n)
    ensemble.parameters = state[0]
    training.seconds = time.perf_counter() - started
    return training


class _Watch:
    """Notes the loss and the failures without waiting for the device at every step."""

    def __init__(self, seeds: Sequence[int], training: Training, device: torch.device) -> None:
        self.seeds, self.training = seeds, training
        self.died = torch.full((len(seeds),), -1, dtype=torch.int64, device=device)
        self.last: dict[str, Tensor] = {}

    def note(self, step: int, alive: Tensor, named: Mapping[str, Tensor]) -> None:
        """Keep the step and the terms at which a replica stopped."""
        new = ~alive & (self.died < 0)
        self.died = torch.where(new, step, self.died)
        for name, value in named.items():
            self.last[name] = torch.where(new, value, self.last.get(name, value))

    def collect(self, step: int, named: Mapping[str, Tensor]) -> None:
        """Copy the terms to the host and name the replicas that stopped since."""
        self.training.steps.append(step)
        for name, value in named.items():
            self.training.terms.setdefault(name, []).append(value.cpu().numpy().copy())
        known = {failure.seed for failure in self.training.failures}
        for replica, died in enumerate(self.died.tolist()):
            seed = self.seeds[replica]
            if died >= 0 and seed not in known:
                bad = [name for name, v in self.last.items() if not v[replica].isfinite()]
                cause = f"the {bad[0]} term is not finite" if bad else "the gradient is not finite"
                self.training.failures.append(Failure(seed, died, cause))
