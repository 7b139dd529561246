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
from filelock import FileLock
from torch import Tensor

from rdo.checks import check_type
from rdo.errors import InputError, shown
from rdo.files import hold, replace_file

__all__ = ["Checkpoint", "Checkpoints", "differences"]

# What reading a file raises that was cut or edited.
_DAMAGED = (
    OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError,
    safetensors.SafetensorError,
)  # fmt: skip
_NAMED = 3  # of the things in which two runs differ
_KEPT = 2  # the newest, and the one before it should the newest be damaged


@dataclass(frozen=True)
class Checkpoint:
    """The state of a run after ``step`` steps."""

    step: int
    tensors: dict[str, Tensor]
    notes: dict[str, Any]


class Checkpoints:
    """The checkpoints of one training, in a folder of their own.

    What comes before it, as a warm-up does, is another training and has another folder.

    Parameters
    ----------
    folder
        Where they lie; made when the first is written, and from then on kept from other processes
        as long as this lives.
    run
        What the run is, as JSON values; may be empty. A checkpoint of another run is refused.
    seconds
        Time between two checkpoints.

    Attributes
    ----------
    resumed
        Whether a checkpoint was found and read.

    Raises
    ------
    InputError
        If the folder is no path, or the run is no mapping of JSON values.

    Examples
    --------
    A training that was cut off goes on where it was, with the line that began it:

    >>> import tempfile
    >>> from pathlib import Path
    >>> import numpy as np
    >>> import torch
    >>> from rdo.models import Autoencoder
    >>> from rdo.nn import mlp_pair
    >>> from rdo.training import Checkpoints, Ensemble, Schedule, fit
    >>> data = torch.rand(100, 6, generator=torch.Generator().manual_seed(0))
    >>> folder = Path(tempfile.mkdtemp()) / "autoencoder"
    >>> def train():
    ...     ensemble = Ensemble.from_seeds(lambda: Autoencoder(*mlp_pair(6, (8,), 2), 2), [0, 1])
    ...     kept = Checkpoints(folder, {"data": "uniform"})
    ...     fit(ensemble, data, np.tile(np.arange(100), (2, 1)), [0, 1], Schedule(20, 50, 1e-3),
    ...         checkpoints=kept)
    ...     return ensemble, kept.resumed
    >>> (first, resumed), (second, again) = train(), train()
    >>> resumed, again, torch.equal(first.parameters, second.parameters)
    (False, True, True)
    """

    def __init__(self, folder: str | Path, run: Mapping[str, Any], seconds: float = 60) -> None:
        check_type("folder", folder, (str, Path), "a path")
        check_type("run", run, Mapping, "a mapping of JSON values")
        self.folder, self.seconds = Path(folder), seconds
        try:
            self.run = json.loads(json.dumps(dict(run)))
        except (TypeError, ValueError) as error:
            raise InputError(f"run={shown(run)}: give JSON values ({error}).") from None
        self.last = time.monotonic()
        self.resumed = False
        # Two of one process share it.
        self._lock = FileLock(self.folder / ".lock", is_singleton=True, thread_local=False)

    def due(self) -> bool:
        """Whether the time since the last checkpoint, or since the start, is up."""
        return time.monotonic() - self.last >= self.seconds

    def save(self, checkpoint: Checkpoint) -> None:
        """Write a checkpoint and drop all but the newest two.

        Raises
        ------
        InputError
            If the folder cannot be written, say for want of space, and earlier checkpoints stay; or
            if another process uses it.
        """
        self._hold()
        tensors = {name: tensor.contiguous().cpu() for name, tensor in checkpoint.tensors.items()}
        packed = safetensors.torch.save(tensors)
        content = {"run": self.run, "step": checkpoint.step, "notes": checkpoint.notes}
        content = json.loads(json.dumps(content))  # as it will be read
        text = _text(content, _sha256(packed))
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
            If a good checkpoint belongs to another run, or another process uses the folder.
        """
        if self._stems():
            self._hold()
        for stem in reversed(self._stems()):
            try:
                content, tensors = self._notes(stem)
                packed = stem.with_suffix(".safetensors").read_bytes()
                if _sha256(packed) != tensors:
                    raise ValueError("its tensors are not those that were written")
                self._refuse_other(content["run"], stem)
                found = Checkpoint(
                    content["step"], safetensors.torch.load(packed), content["notes"]
                )
            except InputError:
                raise
            except _DAMAGED as error:
                warnings.warn(
                    f"checkpoint {stem.name} in {self.folder} is damaged ({error}); trying the one "
                    "before it",
                    stacklevel=2,
                )
            else:
                self.resumed = True
                return found
        return None

    def check_run(self) -> None:
        """Refuse checkpoints of another run, without reading their tensors.

        Raises
        ------
        InputError
            If one that is not damaged belongs to another run; says what differs.
        """
        for stem in self._stems():
            try:
                run = dict(self._notes(stem)[0]["run"])
            except _DAMAGED:  # of which reading them will warn
                continue
            self._refuse_other(run, stem)

    def _hold(self) -> None:
        """Keep other processes out as long as this lives, also if the folder was removed."""
        if self._lock.is_locked and not Path(self._lock.lock_file).exists():
            self._lock.release(force=True)
        if not self._lock.is_locked:
            hold(self._lock, f"the folder {self.folder} of checkpoints")

    def _stems(self) -> list[Path]:
        return sorted(path.with_suffix("") for path in self.folder.glob("step-*.json"))

    def _notes(self, stem: Path) -> tuple[dict[str, Any], str]:
        """What is not a tensor, and the digest of what is."""
        text = stem.with_suffix(".json").read_text(encoding="utf-8")
        document = json.loads(text)
        content, tensors = document["content"], document["tensors"]
        # One text for one content: so a repeated key or a blank too many is noticed too.
        if _text(content, tensors) != text:
            raise ValueError("its JSON file was edited")
        return content, tensors

    def _refuse_other(self, run: Mapping[str, Any], stem: Path) -> None:
        if told := differences(run, self.run):
            raise InputError(
                f"checkpoint {stem.name} in {self.folder} is of another run ({told}): ask for that "
                "run again, or remove the folder to start anew."
            )


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What differs between two runs, by its keys, in words; empty if nothing does."""
    found = _differing(was, now, "")
    more = len(found) - _NAMED
    return "; ".join(found[:_NAMED]) + (f"; and {more} more" if more > 0 else "")


def _differing(was: Mapping[str, Any], now: Mapping[str, Any], within: str) -> list[str]:
    found = []
    for name in sorted({*was, *now}):
        old, new = was.get(name, "missing"), now.get(name, "missing")
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            found += _differing(old, new, f"{within}{name} ")
        elif old != new:
            found.append(f"{within}{name} was {shown(old)}, now {shown(new)}")
    return found


def _text(content: Mapping[str, Any], tensors: str) -> str:
    digest = _sha256(json.dumps(content, sort_keys=True).encode())
    return json.dumps({"content": content, "sha256": digest, "tensors": tensors}, sort_keys=True)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
