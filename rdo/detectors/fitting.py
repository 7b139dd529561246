"""Training of a detector's replicas: start, stages with early stopping, and which are kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.detectors.mixture_start import start_mixture
from rdo.errors import InputError
from rdo.models import MixtureAutoencoder
from rdo.priors import Mixture
from rdo.training import Ensemble, History, Observer, Schedule, fit

__all__ = ["HeldOutLoss", "Plan", "Training", "keep_best", "train"]

Floats = npt.NDArray[np.float64]

HeldOutLoss = Callable[[Ensemble, Mixture, Tensor, Tensor], Tensor]
"""The method's loss of held-out rows ``(R, B, M)`` under the mixture of training rows, with draws
``(R, B, N)`` for the latent noise: ``(R,)``."""

_ROWS_FOR_LOSS = 2_000  # of either part, as the loss is measured every so many steps
_ROWS_FOR_EM = 2_000
_WARM_UP, _TEACHING = 1_000, 300  # steps at most
_MEASURES = 4  # of the held-out loss in a stage
_LITTLE = 1e-3  # relative: a loss that fell by less did not fall
_WITHIN = 3.0  # times the median replica's distance from the best


@dataclass(frozen=True)
class Plan:
    """How replicas are trained."""

    build: Callable[[], MixtureAutoencoder]
    start: Callable[..., History]
    """:func:`rdo.training.gauge_fixed_start` or :func:`rdo.training.warmed_up_start`."""
    loss: HeldOutLoss
    seeds: tuple[int, ...]
    max_steps: int
    batch_size: int
    learning_rate: float
    patience: int
    """Steps of a stage; training ends after one in which no replica's held-out loss fell."""
    device: str
    label: str
    """Beside the progress bars; empty for none."""


@dataclass(frozen=True)
class Training:
    """Trained replicas, and what was measured of them."""

    untrained: Ensemble
    """Every replica as it was drawn."""
    ensemble: Ensemble
    """Every replica at its least held-out loss."""
    losses: Floats
    """That loss, ``(R,)``; NaN for one that diverged before it was ever measured."""
    kept: npt.NDArray[np.bool_]
    """Replicas whose loss is near the best, ``(R,)``."""
    steps: int
    """Of training after the start."""
    history: dict[str, Any]
    """``steps`` and terms of the loss, ``(T, R)``; ``held_out_at`` and ``held_out``."""


def keep_best(losses: Floats) -> npt.NDArray[np.bool_]:
    r"""Which replicas are kept: all but those that ended clearly above the best.

    .. math:: L_r \le L_{min} + 3\, (L_{median} - L_{min})

    Neither the unit nor the zero of the loss matters, and at least half of those that trained to a
    finite loss are kept; of two, both.

    Parameters
    ----------
    losses
        Held-out losses, ``(R,)``; NaN is never kept.

    Raises
    ------
    InputError
        If no loss is finite.

    Examples
    --------
    >>> import numpy as np
    >>> from rdo.detectors.fitting import keep_best
    >>> keep_best(np.array([0.0, 0.5, 1.0, 2.9, 3.1])).tolist()
    [True, True, True, True, False]
    """
    finite = np.isfinite(losses)
    if not finite.any():
        raise InputError("learning_rate: every replica diverged; give a smaller one.")
    best = losses[finite].min()
    margin = _WITHIN * (np.median(losses[finite]) - best)
    kept: npt.NDArray[np.bool_] = finite & (np.nan_to_num(losses, nan=np.inf) <= best + margin)
    return kept


def train(plan: Plan, x: Tensor, held_out: Tensor, generator: np.random.Generator) -> Training:
    """Train replicas on rows, with early stopping on held-out ones.

    Parameters
    ----------
    plan
        What is trained, and how.
    x, held_out
        Scaled rows, ``(n, M)`` and ``(n', M)``, float32, on the CPU.
    generator
        Draws the rows that the loss is measured on, and its noise, once for all replicas.

    Raises
    ------
    InputError
        If every replica diverged, or an argument of :func:`rdo.training.fit` is refused.
    """
    ensemble = Ensemble.from_seeds(plan.build, plan.seeds, plan.device)
    untrained = ensemble.subset(list(range(len(ensemble))))
    measure = _measure(plan, x, held_out, generator, len(ensemble))
    data = x.to(plan.device)
    rows = np.tile(np.arange(len(x)), (len(ensemble), 1))
    batch = min(plan.batch_size, len(x))
    label = f"{plan.label}: start" if plan.label else ""
    warm_up = Schedule(min(_WARM_UP, max(1, plan.max_steps // 2)), batch, plan.learning_rate)
    plan.start(ensemble, data, rows, plan.seeds, warm_up, label=label)
    chosen = generator.permutation(len(x))[:_ROWS_FOR_EM]
    start_mixture(ensemble, data[chosen], plan.seeds, min(_TEACHING, plan.max_steps))
    best = np.full(len(ensemble), np.nan)
    stages: list[History] = []
    steps = 0
    while steps < plan.max_steps:
        length = min(plan.patience, plan.max_steps - steps)
        schedule = Schedule(length, batch, plan.learning_rate)
        observer = Observer(max(1, length // _MEASURES), measure, "held_out")
        name = f"train {len(stages)}"
        label = f"{plan.label}: at most {plan.max_steps - steps} steps" if plan.label else ""
        stages.append(
            fit(
                ensemble, data, rows, plan.seeds, schedule,
                stage=name, label=label, observer=observer,
            )
        )  # fmt: skip
        steps += length
        found = _least(stages[-1].observed["held_out"])
        if len(stages) == 1:
            best = np.asarray(stages[0].observed["held_out"][0], dtype=np.float64)  # of the start
        progress = np.nan_to_num(best, nan=np.finfo(float).max) - found
        best = np.fmin(best, found)
        if not (progress > _LITTLE * (1 + np.abs(found))).any():
            break
    return Training(
        untrained, ensemble, best, keep_best(best), steps, _history(stages, plan.patience)
    )


def _least(observed: Sequence[npt.NDArray[np.floating]]) -> Floats:
    least: Floats = np.fmin.reduce(np.asarray(observed, dtype=np.float64), axis=0)
    return least


def _measure(
    plan: Plan, x: Tensor, held_out: Tensor, generator: np.random.Generator, replicas: int
) -> Callable[[Ensemble], dict[str, Floats]]:
    """The held-out loss of all replicas, on rows and noise that are drawn here."""
    chosen = (generator.permutation(len(part))[:_ROWS_FOR_LOSS] for part in (x, held_out))
    some, other = (
        part[k].to(plan.device).expand(replicas, -1, -1)
        for part, k in zip((x, held_out), chosen, strict=True)
    )
    n_latent = plan.build().n_latent
    draws = generator.random((other.shape[1], n_latent), dtype=np.float32)
    uniform = torch.from_numpy(draws).to(plan.device).expand(replicas, -1, -1)

    def measure(ensemble: Ensemble) -> dict[str, Floats]:
        mixture = ensemble.map("mixture_of", ensemble.map_rows("represent", some))
        loss = plan.loss(ensemble, mixture, other, uniform)
        values: Floats = loss.double().cpu().numpy()
        return {"held_out": np.where(np.isfinite(values), values, np.nan)}

    return measure


def _history(stages: Sequence[History], length: int) -> dict[str, Any]:
    """Stages one after another."""
    joined: dict[str, Any] = {
        "steps": np.concatenate([k * length + np.array(s.steps) for k, s in enumerate(stages)]),
        "held_out_at": np.concatenate(
            [k * length + np.array(s.observed_at) for k, s in enumerate(stages)]
        ),
        "held_out": np.concatenate([np.stack(s.observed["held_out"]) for s in stages]),
    }
    for name in stages[0].terms:
        joined[name] = np.concatenate([np.stack(stage.terms[name]) for stage in stages])
    return joined
