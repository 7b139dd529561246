"""One smoke run, for all tests of the experiment."""

import pytest

from replication.kit import Result, run_experiment


@pytest.fixture(scope="session")
def digits() -> Result:
    return run_experiment("principal_plane")
