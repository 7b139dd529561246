"""What a run leaves behind beside the parameters: its loss over the steps, and its failures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.errors import Failure
from rdo.training.checkpoints import Checkpoint
from rdo.training.step import State

__all__ = ["History", "HistoryRecorder"]

_TENSORS = ("parameters", "first", "second", "died")


@dataclass
class History:
    """What a run left behind beside the trained parameters."""

    steps: list[int] = field(default_factory=list)
    """Steps at which the loss was noted."""
    terms: dict[str, list[npt.NDArray[np.floating]]] = field(default_factory=dict)
    """Every term of the loss at those steps, one array ``(R,)`` a step."""
    observed_at: list[int] = field(default_factory=list)
    """Steps after which the observer measured."""
    observed: dict[str, list[npt.NDArray[np.floating]]] = field(default_factory=dict)
    """What it measured then, one array ``(R,)`` a step."""
    failures: list[Failure] = field(default_factory=list)
    """Replicas that turned non-finite and were stopped there."""
    seconds: float = 0.0
    """Time it took, over every sitting of a run that was resumed."""
    setup_seconds: float = 0.0
    """Of these, the time before the first step, most of it the compiler's."""


class HistoryRecorder:
    """Notes the loss and the failures of a run, and takes the run apart for a checkpoint.

    Parameters
    ----------
    seeds
        One per replica.

    Attributes
    ----------
    best
        Parameters that :meth:`keep_least` kept, ``(R, P)``; None if it was not called.
    """

    def __init__(self, seeds: Sequence[int]) -> None:
        self.seeds, self.history = seeds, History()
        self.best: Tensor | None = None
        self.least: Tensor | None = None

    def collect(self, step: int, state: State) -> None:
        """Copy the terms to the host and name the replicas that stopped since."""
        self.history.steps.append(step)
        terms = {name: value.cpu().numpy().copy() for name, value in state.terms.items()}
        for name, values in terms.items():
            self.history.terms.setdefault(name, []).append(values)
        known = {failure.seed for failure in self.history.failures}
        for replica, died in enumerate(state.died.tolist()):
            seed = self.seeds[replica]
            if died >= 0 and seed not in known:
                bad = [name for name, values in terms.items() if not np.isfinite(values[replica])]
                cause = f"the {bad[0]} term is not finite" if bad else "the gradient is not finite"
                self.history.failures.append(Failure(seed, died, cause))

    def observe(self, step: int, values: Mapping[str, npt.NDArray[np.floating]]) -> None:
        """Note what was measured after ``step`` steps."""
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
        """The run after ``step`` steps and ``seconds``: its ``state`` and this log."""
        tensors = {name: getattr(state, name) for name in _TENSORS}
        tensors |= {f"now.{name}": value for name, value in state.terms.items()}
        tensors |= {f"memory.{name}": value for name, value in state.memory.items()}
        if self.best is not None and self.least is not None:
            tensors |= {"best": self.best, "least": self.least}
        for name, values in self.history.terms.items():
            tensors[f"noted.{name}"] = torch.from_numpy(np.stack(values))
        for name, values in self.history.observed.items():
            tensors[f"observed.{name}"] = torch.from_numpy(np.stack(values))
        notes = {
            "steps": self.history.steps,
            "observed_at": self.history.observed_at,
            "failures": [asdict(failure) for failure in self.history.failures],
            "seconds": seconds,
            "setup_seconds": self.history.setup_seconds,
        }
        return Checkpoint(step, tensors, notes)

    def restore(self, checkpoint: Checkpoint, device: torch.device) -> State:
        """Take up the log where a checkpoint left it, and give back the state."""
        tensors, notes = checkpoint.tensors, checkpoint.notes
        terms, memory = {}, {}
        for key, tensor in tensors.items():
            kind, _, name = key.partition(".")
            if kind == "now":
                terms[name] = tensor.to(device)
            elif kind == "memory":
                memory[name] = tensor.to(device)
            elif kind == "noted":
                self.history.terms[name] = list(tensor.numpy())
            elif kind == "observed":
                self.history.observed[name] = list(tensor.numpy())
        self.history.steps = list(notes["steps"])
        self.history.observed_at = list(notes["observed_at"])
        self.history.failures = [Failure(**entry) for entry in notes["failures"]]
        self.history.seconds = float(notes["seconds"])
        self.history.setup_seconds = float(notes["setup_seconds"])
        if "best" in tensors:
            self.best, self.least = tensors["best"].to(device), tensors["least"]
        state = {name: tensors[name].to(device) for name in _TENSORS}
        return State(**state, terms=terms, memory=memory)
