"""One short run of each part, for all tests of the folder."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from replication.kit import Result, run_experiment

_NETWORKS: dict[str, Any] = {"steps": 20, "batch_size": 32, "hidden": [8], "rows": 200}
_OPTIONS: dict[str, dict[str, Any]] = {
    "linear": {"draws": 2},
    "points": {"draws": 4},
    "rotations": {"draws": 2, "rotations": 3, "points": 50},
    "gaussian": {"draws": 2},
    "mixture": {"draws": 2},
    "two_in_one": _NETWORKS,
    "three_factors": _NETWORKS,
    "known_noise": {**_NETWORKS, "fresh": 100},
}
_DETERMINISTIC = ("dependent", "zero_pixel")


@pytest.fixture(scope="session")
def of_part() -> Callable[[str], Result]:
    """A part's result, with five seeds where anything is random."""

    @cache
    def run(part: str) -> Result:
        seeds = None if part in _DETERMINISTIC else 5
        options = _OPTIONS.get(part)
        return run_experiment(
            "factor_indicators", dataset=part, seeds=seeds, options=options, device="cpu"
        )

    return run
