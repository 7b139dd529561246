"""The numbers of the page on running things oneself."""

import json
import tomllib
from typing import Any

from replication.ledger import REPOSITORY
from tests.notebooks.stated import Check, equal, true


def _python() -> str:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["requires-python"])


def _devices() -> set[str]:
    paths = (REPOSITORY / "results").glob("*/*/*.json")
    found = (json.loads(path.read_text(encoding="utf-8")) for path in paths)
    return {str(one["provenance"]["machine"]["device"]) for one in found if "arms" in one}


def _peers() -> dict[str, Any]:
    kept: dict[str, Any] = json.loads(
        (REPOSITORY / "results" / "benchmarks" / "peers.json").read_text(encoding="utf-8")
    )
    return kept


def _times_as_long(peer: str) -> list[float]:
    """One seed, a step; and all, a whole training: to the digits that the page has."""
    found = _peers()["speedup"][peer]
    return [round(found["one_seed"], 1), round(found["all_seeds_whole_training"])]


STATED: dict[str, Check] = {
    "with Python 3.11 to 3.13": true(lambda: _python() == ">=3.11,<3.14"),
    "on two cores in one run": equal(2, lambda: _peers()["threads"]),
    "twenty seeds took us 3.8 times": equal(
        3.8,
        lambda: round(
            _peers()["milliseconds"]["rdo_together"] / _peers()["milliseconds"]["rdo"], 1
        ),
    ),
    "versions of DAGMM | 4.0 | 20 |": true(lambda: _times_as_long("public_dagmm") == [4.0, 20]),
    "AutoEncoder | 3.3 | 16 |": true(lambda: _times_as_long("pyod_autoencoder") == [3.3, 16]),
    "DeepSVDD | 3.1 | 16 |": true(lambda: _times_as_long("pyod_deep_svdd") == [3.1, 16]),
    "none of those stored was made on a GPU": true(lambda: _devices() == {"cpu"}),
}

DEFINED = (
    "What twenty seeds cost",
    "| | one seed | twenty seeds |",
    "The others train one seed after another",
    "a step of one seed, and for twenty seeds of a training",
    "loop of two public PyTorch",  # benchmarks/public_dagmm.py
    "of one seed on those of another",
    "in every seed and every bit",
    "trainings that are complete for all seeds",
)
