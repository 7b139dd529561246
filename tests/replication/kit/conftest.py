"""A run of Table 1 that is long enough to have every kind of result, and costs seconds."""

import pytest

from replication.kit import Result, run_experiment

BRIEF = {"steps": 8, "warm_up_steps": 8, "evaluate_every": 8}


@pytest.fixture(scope="session")
def result() -> Result:
    return run_experiment("table1", dataset="breast_cancer", options=BRIEF)
