"""What a run leaves behind beside the parameters: its loss over the steps, and its failures."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.errors import Failure
from rdo.training.checkpoints import Checkpoint

__all__ = ["Log", "Training"]


@dataclass
class Training:
    """What a run left behind beside the trained parameters."""

    steps: list[int] = field(default_factory=list)
    """Steps at which the loss was noted."""
    terms: dict[str, list[npt.NDArray[np.floating]]] = field(default_factory=dict)
    """Every term of the loss at those steps, one array ``(R,)`` a step."""
    failures: list[Failure] = field(default_factory=list)
    """Replicas that turned non-finite and were stopped there."""
    seconds: float = 0.0


class Log:
    """Notes the loss and the failures of a run without waiting for the device at every step.

    Parameters
    ----------
    seeds
        One a replica.
    device
        Where the replicas train.
    """

    def __init__(self, seeds: Sequence[int], device: torch.device) -> None:
        self.seeds, self.training = seeds, Training()
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

    def checkpoint(self, step: int, state: Mapping[str, Tensor], seconds: float) -> Checkpoint:
        """The run after ``step`` steps and ``seconds``: its ``state`` and this log."""
        tensors = {**state, "died": self.died}
        tensors |= {f"last.{name}": value for name, value in self.last.items()}
        for name, values in self.training.terms.items():
            tensors[f"term.{name}"] = torch.from_numpy(np.stack(values))
        notes = {
            "steps": self.training.steps,
            "failures": [asdict(failure) for failure in self.training.failures],
            "seconds": seconds,
        }
        return Checkpoint(step, tensors, notes)

    def restore(self, checkpoint: Checkpoint) -> None:
        """Take up the log where a checkpoint left it."""
        device = self.died.device
        self.died = checkpoint.tensors["died"].to(device)
        for key, tensor in checkpoint.tensors.items():
            kind, _, name = key.partition(".")
            if kind == "last":
                self.last[name] = tensor.to(device)
            elif kind == "term":
                self.training.terms[name] = list(tensor.numpy())
        self.training.steps = list(checkpoint.notes["steps"])
        self.training.failures = [Failure(**entry) for entry in checkpoint.notes["failures"]]
        self.training.seconds = float(checkpoint.notes["seconds"])
