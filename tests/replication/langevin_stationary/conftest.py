"""One smoke run of either part, for all tests of the experiment."""

import pytest

from replication.kit import Result, run_experiment


@pytest.fixture(scope="session")
def mixture() -> Result:
    return run_experiment("langevin_stationary")


@pytest.fixture(scope="session")
def trained() -> Result:
    return run_experiment("langevin_stationary", dataset="trained", options={"rows": 20_000})
