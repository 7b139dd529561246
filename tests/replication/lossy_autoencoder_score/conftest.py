"""One smoke run of every part, for all tests of the experiment."""

import pytest

from replication.kit import Result, run_experiment
from replication.lossy_autoencoder_score import EXPERIMENT


@pytest.fixture(scope="session")
def results() -> dict[str, Result]:
    return {part: run_experiment(EXPERIMENT.name, dataset=part) for part in EXPERIMENT.parts}
