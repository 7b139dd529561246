"""History of a training run: loss terms and metrics over the steps, failures, seconds."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.errors import Failure, InputError
from rdo.training.checkpoints import Checkpoint, differences
from rdo.training.step import State

__all__ = ["History", "HistoryRecorder", "join_checkpoints"]

_TENSORS = ("parameters", "first", "second", "died")


@dataclass
class History:
    """Loss terms and metrics over the steps of a training run, its failures and its duration."""

    steps: list[int] = field(default_factory=list)
    """Steps at which the loss was recorded."""
    terms: dict[str, list[npt.NDArray[np.floating]]] = field(default_factory=dict)
    """Every term of the loss at those steps, one array ``(R,)`` per step."""
    observed_at: list[int] = field(default_factory=list)
    """Steps after which the observer evaluated the replicas."""
    observed: dict[str, list[npt.NDArray[np.floating]]] = field(default_factory=dict)
    """Its metrics at those steps, one array ``(R,)`` per step."""
    failures: list[Failure] = field(default_factory=list)
    """Replicas that turned non-finite and were stopped there."""
    seconds: float = 0.0
    """Duration, summed over the parts of a resumed run."""
    setup_seconds: float = 0.0
    """Part of it before the first step, mostly compilation."""


class HistoryRecorder:
    """Records the history of a run, and converts the run to and from checkpoints.

    Parameters
    ----------
    seeds
        One per replica.
    trained
        The terms of the loss that are minimised, None for all: a failure is laid to one of these.
    training
        What is trained, as JSON values; under ``rows`` what belongs to single seeds. A checkpoint
        of another training is refused.

    Attributes
    ----------
    best
        Parameters that :meth:`keep_least` kept, ``(R, P)``; None if it was not called.
    """

    def __init__(
        self,
        seeds: Sequence[int],
        trained: Sequence[str] | None = None,
        training: Mapping[str, Any] | None = None,
    ) -> None:
        self.seeds, self.trained, self.history = seeds, trained, History()
        self.training: dict[str, Any] = {"rows": {}, **(training or {})}
        self.best: Tensor | None = None
        self.least: Tensor | None = None

    def collect(self, step: int, state: State) -> None:
        """Record the loss terms, copied to the host, and the replicas that failed since."""
        self.history.steps.append(step)
        terms = {name: value.cpu().numpy().copy() for name, value in state.terms.items()}
        for name, values in terms.items():
            self.history.terms.setdefault(name, []).append(values)
        known = {failure.seed for failure in self.history.failures}
        for replica, died in enumerate(state.died.tolist()):
            seed = self.seeds[replica]
            if died >= 0 and seed not in known:
                bad = [
                    name
                    for name in (terms if self.trained is None else self.trained)
                    if not np.isfinite(terms[name][replica])
                ]
                cause = f"the {bad[0]} term is not finite" if bad else "the gradient is not finite"
                self.history.failures.append(Failure(seed, died, cause))

    def observe(self, step: int, values: Mapping[str, npt.NDArray[np.floating]]) -> None:
        """Record the observer's metrics after ``step`` steps."""
        self.history.observed_at.append(step)
        for name, value in values.items():
            self.history.observed.setdefault(name, []).append(np.asarray(value, dtype=float))

    def keep_least(self, values: npt.NDArray[np.floating], parameters: Tensor) -> None:
        """Keep the parameters of each replica whose value is the least so far.

        Parameters
        ----------
        values
            One per replica, ``(R,)``; a value that is not a number is never the least.
        parameters
            ``(R, P)``.
        """
        value = torch.as_tensor(values, dtype=torch.float64)
        if self.best is None or self.least is None:
            self.best, self.least = parameters, value
            return
        better = (value < self.least) | self.least.isnan()
        self.least = torch.where(better, value, self.least)
        self.best = torch.where(better.to(parameters.device)[:, None], parameters, self.best)

    def checkpoint(self, step: int, state: State, seconds: float) -> Checkpoint:
        """The run after ``step`` steps and ``seconds``: its ``state`` and its history."""
        tensors = {name: getattr(state, name) for name in _TENSORS}
        tensors |= {f"terms.{name}": value for name, value in state.terms.items()}
        tensors |= {f"memory.{name}": value for name, value in state.memory.items()}
        if self.best is not None and self.least is not None:
            tensors |= {"best": self.best, "least": self.least}
        for name, values in self.history.terms.items():
            tensors[f"history.{name}"] = torch.from_numpy(np.stack(values))
        for name, values in self.history.observed.items():
            tensors[f"observed.{name}"] = torch.from_numpy(np.stack(values))
        notes = {
            "training": self.training,
            "seeds": list(self.seeds),
            "steps": self.history.steps,
            "observed_at": self.history.observed_at,
            "failures": [asdict(failure) for failure in self.history.failures],
            "seconds": seconds,
            "setup_seconds": self.history.setup_seconds,
        }
        return Checkpoint(step, tensors, notes)

    def restore(self, checkpoint: Checkpoint, device: torch.device) -> State:
        """Restore the history from a checkpoint, and return the state.

        The replicas of the checkpoint may be in another order.

        Raises
        ------
        InputError
            If it lacks one of the seeds, or is of another training.
        """
        notes = checkpoint.notes
        if absent := set(self.seeds).difference(notes["seeds"]):
            raise InputError(
                f"seeds={list(self.seeds)}: the checkpoint has {notes['seeds']}, and not "
                f"{min(absent)}."
            )
        was = _training_of(checkpoint)
        of_these = {
            seed: was["rows"][seed] for seed in self.training["rows"] if seed in was["rows"]
        }
        if told := differences(was | {"rows": of_these}, self.training):
            raise InputError(
                f"the checkpoint found is of another training ({told}): go on with that one, or "
                "give each training a folder of its own."
            )
        places = torch.tensor([notes["seeds"].index(seed) for seed in self.seeds])
        tensors = {
            name: tensor.index_select(_replica_axis(name), places)
            for name, tensor in checkpoint.tensors.items()
        }
        terms, memory = {}, {}
        for key, tensor in tensors.items():
            kind, _, name = key.partition(".")
            if kind == "terms":
                terms[name] = tensor.to(device)
            elif kind == "memory":
                memory[name] = tensor.to(device)
            elif kind == "history":
                self.history.terms[name] = list(tensor.numpy())
            elif kind == "observed":
                self.history.observed[name] = list(tensor.numpy())
        self.history.steps = list(notes["steps"])
        self.history.observed_at = list(notes["observed_at"])
        failures = [Failure(**entry) for entry in notes["failures"]]
        # As they were collected: by the steps at which that was done, and then by replica.
        collected = [bisect_left(self.history.steps, failure.step) for failure in failures]
        places_of = [self.seeds.index(failure.seed) for failure in failures]
        order = sorted(range(len(failures)), key=lambda i: (collected[i], places_of[i]))
        self.history.failures = [failures[i] for i in order]
        self.history.seconds = float(notes["seconds"])
        self.history.setup_seconds = float(notes["setup_seconds"])
        if "best" in tensors:
            self.best, self.least = tensors["best"].to(device), tensors["least"]
        state = {name: tensors[name].to(device) for name in _TENSORS}
        return State(**state, terms=terms, memory=memory)


def join_checkpoints(parts: Sequence[Checkpoint]) -> Checkpoint:
    """One checkpoint of the replicas of several, all after the same step of the same schedule.

    Since a seed's training does not depend on its company, it is the checkpoint that all of them
    would have written together; the seconds are those that they took one after another.

    Raises
    ------
    InputError
        If the checkpoints are of different steps, or two of them are of the same seed.
    """
    seeds = [seed for part in parts for seed in part.notes["seeds"]]
    steps = sorted({part.step for part in parts})
    if len(steps) != 1 or len(set(seeds)) != len(seeds):
        raise InputError(
            f"checkpoints of seeds {seeds} after {steps} steps: give some of different seeds, all "
            "after the same step."
        )
    trainings = [_training_of(part) for part in parts]
    rows = {seed: own for each in trainings for seed, own in each["rows"].items()}
    notes = {
        **parts[0].notes,
        "training": trainings[0] | {"rows": rows},
        "seeds": seeds,
        "failures": [entry for part in parts for entry in part.notes["failures"]],
        "seconds": sum(part.notes["seconds"] for part in parts),
        "setup_seconds": sum(part.notes["setup_seconds"] for part in parts),
    }
    tensors = {
        name: torch.cat([part.tensors[name] for part in parts], _replica_axis(name))
        for name in parts[0].tensors
    }
    return Checkpoint(steps[0], tensors, notes)


def _training_of(checkpoint: Checkpoint) -> dict[str, Any]:
    return {"rows": {}, **checkpoint.notes.get("training", {})}


def _replica_axis(tensor: str) -> int:
    """Which axis of a checkpoint's tensor is that of the replicas; in histories the second."""
    return int(tensor.startswith(("history.", "observed.")))
