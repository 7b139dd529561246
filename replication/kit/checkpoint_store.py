"""The checkpoints of one run: what they belong to, and that no other process uses them.

In a stage's folder lie those of all seeds. A unit of a sweep has a folder of its own under
``units``, with a folder for each stage that it trained, and when all are there a file that lists
them.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock

from rdo.errors import InputError
from rdo.files import hold, replace_file

if TYPE_CHECKING:  # a run is planned, and its options refused, without loading the trainer
    from rdo.training import Checkpoints
    from rdo.training.checkpoints import Checkpoint

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
        with self.locked(resume=resume):
            yield
            self.remove()

    @contextmanager
    def locked(self, *, resume: bool) -> Iterator[None]:
        """The same, and the checkpoints stay."""
        with self._locked():
            # Out of the way at once, for a folder that is removed file by file, and not to the end,
            # would be taken for one of damaged checkpoints.
            shutil.rmtree(self._finished, ignore_errors=True)
            self._check(resume=resume)
            yield

    def remove(self) -> None:
        """Remove the checkpoints."""
        with suppress(OSError):  # where open files cannot be moved, or there is none
            self.folder.rename(self._finished)
        for folder in (self._finished, self.folder):
            shutil.rmtree(folder, ignore_errors=True)

    def has_unit(self, name: str) -> bool:
        """Whether all that a unit of a sweep trained is here."""
        return self._stages_of(name) is not None

    def keep_unit(self, name: str, trained: Mapping[str, "Checkpoint"]) -> None:
        """Keep what a unit trained: by stage, the last checkpoint.

        Raises
        ------
        InputError
            If the folder cannot be written.
        """
        for stage, checkpoint in trained.items():
            self._checkpoints(stage, name).save(checkpoint)
        try:
            self._units.mkdir(parents=True, exist_ok=True)
            replace_file(self._units / f"{name}.json", json.dumps([*trained]).encode())
        except OSError as error:
            raise InputError(
                f"cannot keep a unit in {self._units}: {error.strerror or error}; earlier ones "
                "are intact."
            ) from None

    def join_units(self, names: Sequence[str]) -> None:
        """Make the checkpoints of all seeds from those of units, which have them in parts.

        A stage of which a part cannot be read is left out, with a warning: the run trains it anew.
        """
        from rdo.training.history import join_checkpoints

        parts: dict[str, list[Checkpoint | None]] = {}
        for name in names:
            for stage in self._stages_of(name) or ():
                parts.setdefault(stage, []).append(self._checkpoints(stage, name).latest())
        for stage, found in parts.items():
            whole = [part for part in found if part is not None]
            if len(whole) == len(found):
                self._checkpoints(stage).save(join_checkpoints(whole))

    def _stages_of(self, unit: str) -> list[str] | None:
        try:
            stages = json.loads((self._units / f"{unit}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return [str(stage) for stage in stages] if isinstance(stages, list) else None

    @property
    def _units(self) -> Path:
        return self.folder / "units"

    @property
    def _finished(self) -> Path:
        return self.folder.with_name(f".{self.folder.name}.finished")

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
        places = {path.parent for path in self.folder.glob("*/step-*.json")}
        in_units = {path.parent for path in self._units.glob("*/*/step-*.json")}
        if (places or in_units) and not resume:
            raise InputError(
                f"{self.folder} holds checkpoints of a run that was cut off: go on from them with "
                "--resume, or remove that folder to start anew."
            )
        for place in sorted(places):
            self._checkpoints(place.name).check_run()
        for place in sorted(in_units):
            found = self._checkpoints(place.name, place.parent.name)
            found.check_run()
            if found.latest() is None:  # it is damaged, and the unit is to be done again
                (self._units / f"{place.parent.name}.json").unlink(missing_ok=True)
        if not places and not in_units:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _checkpoints(self, stage: str, unit: str | None = None) -> "Checkpoints":
        from rdo.training import Checkpoints

        folder = self.folder if unit is None else self._units / unit
        return Checkpoints(folder / stage, {**self.identity, "stage": stage})
