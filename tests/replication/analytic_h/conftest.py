"""One short run of each kind of part, for all tests of the folder."""

import pytest

from replication.kit import Result, run_experiment

SHORT = {"steps": 6, "batch_size": 64, "warm_up_steps": 6, "warm_up_learning_rate": 1e-2}


@pytest.fixture(scope="session")
def closed() -> Result:
    return run_experiment("analytic_h", dataset="linear")


@pytest.fixture(scope="session")
def straight() -> Result:
    return run_experiment("analytic_h", dataset="gaussian", options=SHORT, device="cpu")


@pytest.fixture(scope="session")
def uniform() -> Result:
    return run_experiment("analytic_h", dataset="uniform", options=SHORT, device="cpu")
