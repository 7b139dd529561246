"""One short run for all tests of the toy data."""

import pytest

from replication.kit import Result, run_experiment


@pytest.fixture(scope="session")
def result() -> Result:
    brief = {"steps": 8, "warm_up_steps": 8}
    return run_experiment("toy_density", seeds=2, options=brief, device="cpu")
