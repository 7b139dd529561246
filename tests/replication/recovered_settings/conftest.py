"""One short exploration for all tests of its room."""

import pytest

from replication.kit import Result, run_experiment


@pytest.fixture(scope="session")
def result() -> Result:
    """Two networks, three readings and the pair of two of them, a few steps on two seeds."""
    brief = {"steps": 8, "evaluations": 2}
    return run_experiment(
        "recovered_settings", dataset="breast_cancer", options=brief, device="cpu"
    )
