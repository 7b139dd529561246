"""Runs that are killed at a chosen step."""

from pathlib import Path

from rdo.training import Checkpoints
from rdo.training.checkpoints import Checkpoint


class KilledError(Exception):
    """Stands in for the end of the process."""


class Mortal(Checkpoints):
    """Saves at every step and ends the run right after ``step``."""

    def __init__(self, folder: Path, step: int) -> None:
        super().__init__(folder, {"name": "test"}, seconds=0)
        self.step = step

    def save(self, checkpoint: Checkpoint) -> None:
        super().save(checkpoint)
        if checkpoint.step == self.step:
            raise KilledError


def survivor(folder: Path) -> Checkpoints:
    """Goes on where a run was killed."""
    return Checkpoints(folder, {"name": "test"})
