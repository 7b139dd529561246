"""One smoke run for all tests of the protocols."""

import pytest

from replication.kit import Result, run_experiment
from replication.ledger import Record


@pytest.fixture(scope="session")
def result() -> Result:
    return run_experiment("protocols", dataset="breast_cancer", device="cpu")


@pytest.fixture(scope="session")
def record(result: Result) -> Record:
    return result.record
