"""The checkpoints of one run: what they belong to, and that no other process uses them."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from rdo.errors import InputError
from rdo.files import hold

if TYPE_CHECKING:  # a run is planned, and its options refused, without waiting for torch
    from rdo.training import Checkpoints

__all__ = ["CheckpointStore"]


@dataclass(frozen=True)
class CheckpointStore:
    """Where the checkpoints of a run lie, and what the run is: on other settings none resumes."""

    folder: Path
    identity: Mapping[str, Any]
    stages: list["Checkpoints"] = field(default_factory=list)
    """Those asked for so far."""

    @property
    def resumed(self) -> bool:
        """Whether any stage went on from a checkpoint."""
        return any(stage.resumed for stage in self.stages)

    def of(self, stage: str) -> "Checkpoints":
        """The checkpoints of one stage of the run."""
        self.stages.append(self._checkpoints(stage))
        return self.stages[-1]

    @contextmanager
    def held(self, *, resume: bool) -> Iterator[None]:
        """Keep other processes from the same run meanwhile; at a good end, remove the checkpoints.

        Raises
        ------
        InputError
            If another process is at the same run, checkpoints are there and ``resume`` is not set,
            they are of another run, or the folder cannot be written.
        """
        with self._locked():
            # Out of the way at once, for a folder that is removed file by file, and not to the end,
            # would be taken for one of damaged checkpoints.
            finished = self.folder.with_name(f".{self.folder.name}.finished")
            shutil.rmtree(finished, ignore_errors=True)
            self._check(resume=resume)
            yield
            with suppress(OSError):  # where open files cannot be moved, or there is none
                self.folder.rename(finished)
            for folder in (finished, self.folder):
                shutil.rmtree(folder, ignore_errors=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self.folder.with_name(f"{self.folder.name}.lock"))
        hold(lock, f"the run of {self.folder}")
        try:
            yield
        finally:
            # While it is held: who has opened the file meanwhile finds that it is gone, and makes
            # another.
            with suppress(OSError):  # where no open file can be removed, it stays
                Path(lock.lock_file).unlink(missing_ok=True)
            lock.release()

    def _check(self, *, resume: bool) -> None:
        stages = sorted({path.parent.name for path in self.folder.glob("*/step-*.json")})
        if stages and not resume:
            raise InputError(
                f"{self.folder} holds checkpoints of a run that was cut off: go on from them with "
                "--resume, or remove that folder to start anew."
            )
        for stage in stages:
            self._checkpoints(stage).check_run()
        if not stages:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _checkpoints(self, stage: str) -> "Checkpoints":
        from rdo.training import Checkpoints

        return Checkpoints(self.folder / stage, {**self.identity, "stage": stage})
