"""One short run under every choice, for all tests of them."""

import pytest

from replication.kit import Result, run_experiment
from replication.unstated_choices.config import CHOICES


@pytest.fixture(scope="session")
def result() -> Result:
    brief = {"steps": 6, "warm_up_steps": 6, "evaluate_every": 3, "choices": tuple(CHOICES)}
    return run_experiment("unstated_choices", dataset="breast_cancer", options=brief, device="cpu")
