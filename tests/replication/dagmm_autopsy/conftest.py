"""Two networks trained for a few steps, and the record made of them."""

import pytest

from replication.dagmm_autopsy import EXPERIMENT
from replication.dagmm_autopsy.networks import TrainedNetworks, train_networks
from replication.kit import Result, run_experiment

SHORT = {"steps": 24, "last_rows": [4, 10**6]}


@pytest.fixture(scope="package")
def networks() -> TrainedNetworks:
    return train_networks(*EXPERIMENT.plan("breast_cancer", seeds=2, options=SHORT))


@pytest.fixture(scope="package")
def result() -> Result:
    return run_experiment("dagmm_autopsy", dataset="breast_cancer", seeds=2, options=SHORT)
