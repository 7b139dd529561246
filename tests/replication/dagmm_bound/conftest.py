"""One short run of each part, for all tests of the folder."""

from collections.abc import Callable
from functools import cache

import pytest

from replication.kit import Result, run_experiment


@pytest.fixture(scope="session")
def of_part() -> Callable[[str], Result]:
    """A part's result, with five seeds where anything is random."""

    @cache
    def run(part: str) -> Result:
        seeds = None if part == "collapse" else 5
        return run_experiment("dagmm_bound", dataset=part, seeds=seeds, device="cpu")

    return run
