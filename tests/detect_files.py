"""Small tables, and the command that scores them."""

import csv
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from rdo import detectors
from rdo.cli import app

__all__ = ["detect", "flags", "make_brief", "write_test", "write_train"]


def make_brief(patch: pytest.MonkeyPatch) -> None:
    """Trainings too short to detect much."""
    for name in ("RaDOGAGADetector", "DAGMMDetector"):
        short = partial(getattr(detectors, name), max_steps=10, n_replicas=2)
        patch.setattr(detectors, name, short)


def write_train(folder: Path) -> Path:
    """40 rows of two numbers and a category."""
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.normal(size=(40, 2)), columns=["flow", "heat"])
    table["valve"] = rng.choice(["open", "shut"], 40)
    table.to_csv(folder / "train.csv", index=False)
    return folder / "train.csv"


def write_test(train: Path) -> Path:
    """Six of them, the last far out, beside them."""
    table = pd.read_csv(train).iloc[:6].copy()
    table.loc[5, "flow"] = 1e3
    table.to_csv(train.with_name("test.csv"), index=False)
    return train.with_name("test.csv")


def detect(*words: object) -> Result:
    """What ``rdo detect`` does."""
    return CliRunner().invoke(app, ["detect", *map(str, words)])


def flags(path: Path) -> list[int]:
    """Which rows of a file of scores are flagged."""
    with path.open(newline="") as file:
        return [int(line["anomaly"]) for line in csv.DictReader(file)]
