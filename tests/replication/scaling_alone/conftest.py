"""One smoke run for all tests of its room."""

import pytest

from replication.kit import run_experiment
from replication.ledger import Record


@pytest.fixture(scope="session")
def record() -> Record:
    scalings = {"scalings": ["unit", "symmetric", "rows", "standard_train"]}
    return run_experiment(
        "scaling_alone", dataset="breast_cancer", device="cpu", options=scalings
    ).record
