"""Checkpoints of a training run: killed at any moment, it goes on from the last good one.

A checkpoint is two files. ``NAME.safetensors`` holds the tensors, and ``NAME.json``, written after
it, what is not a tensor, with the SHA-256 of both parts. A checkpoint without its JSON file does
not exist; one whose checksums do not hold is named and passed over for the one before it.
"""

import hashlib
import json
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import safetensors.torch
from torch import Tensor

from rdo.errors import InputError
from rdo.files import replace_file

__all__ = ["Checkpoint", "Checkpoints"]

_KEPT = 2  # the newest, and the one before it should the newest be damaged


@dataclass(frozen=True)
class Checkpoint:
    """The state of a run after ``step`` steps."""

    step: int
    tensors: dict[str, Tensor]
    notes: dict[str, Any]


class Checkpoints:
    """The checkpoints of one training run, in a folder of their own.

    Parameters
    ----------
    folder
        Where they lie; made when the first is written.
    run
        What the run is, as JSON values. A checkpoint of another run is refused.
    seconds
        Time between two checkpoints.

    Attributes
    ----------
    resumed
        Whether a checkpoint was found and read.
    """

    def __init__(self, folder: Path, run: Mapping[str, Any], seconds: float = 60) -> None:
        self.folder, self.seconds = folder, seconds
        self.run = json.loads(json.dumps(run))
        self.last = time.monotonic()
        self.resumed = False

    def due(self) -> bool:
        """Whether the time since the last checkpoint, or since the start, is up."""
        return time.monotonic() - self.last >= self.seconds

    def save(self, checkpoint: Checkpoint) -> None:
        """Write a checkpoint and drop all but the newest two.

        Raises
        ------
        InputError
            If the folder cannot be written, say for want of space; earlier checkpoints stay.
        """
        tensors = {name: tensor.contiguous().cpu() for name, tensor in checkpoint.tensors.items()}
        packed = safetensors.torch.save(tensors)
        content = {"run": self.run, "step": checkpoint.step, "notes": checkpoint.notes}
        text = json.dumps(
            {"content": content, "sha256": _digest(content), "tensors": _sha256(packed)}
        )
        stem = f"step-{checkpoint.step:09d}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(self.folder / f"{stem}.safetensors", packed)
            replace_file(self.folder / f"{stem}.json", text.encode())
        except OSError as error:
            raise InputError(
                f"cannot write a checkpoint to {self.folder}: {error.strerror or error}; earlier "
                "ones are intact."
            ) from None
        for old in self._stems()[:-_KEPT]:
            old.with_suffix(".json").unlink()
            old.with_suffix(".safetensors").unlink(missing_ok=True)
        self.last = time.monotonic()

    def latest(self) -> Checkpoint | None:
        """The newest good checkpoint, None if there is none; warns of damaged ones by name.

        Raises
        ------
        InputError
            If a good checkpoint belongs to another run.
        """
        for stem in reversed(self._stems()):
            try:
                found = self._read(stem)
                self.resumed = True
                return found
            except (OSError, ValueError, KeyError, TypeError, safetensors.SafetensorError) as error:
                if isinstance(error, InputError):
                    raise
                warnings.warn(
                    f"checkpoint {stem.name} in {self.folder} is damaged ({error}); trying the one "
                    "before it",
                    stacklevel=2,
                )
        return None

    def _stems(self) -> list[Path]:
        return sorted(path.with_suffix("") for path in self.folder.glob("step-*.json"))

    def _read(self, stem: Path) -> Checkpoint:
        document = json.loads(stem.with_suffix(".json").read_text(encoding="utf-8"))
        content = document["content"]
        if _digest(content) != document["sha256"]:
            raise ValueError("its JSON file was edited")
        packed = stem.with_suffix(".safetensors").read_bytes()
        if _sha256(packed) != document["tensors"]:
            raise ValueError("its tensors are not those that were written")
        if content["run"] != self.run:
            differing = sorted(
                name
                for name in {*content["run"], *self.run}
                if content["run"].get(name) != self.run.get(name)
            )
            raise InputError(
                f"checkpoint {stem.name} in {self.folder} is of another run, with another "
                f"{', '.join(differing)}; start anew without resuming."
            )
        return Checkpoint(content["step"], safetensors.torch.load(packed), content["notes"])


def _digest(content: object) -> str:
    return _sha256(json.dumps(content, sort_keys=True).encode())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
