"""One short run of the first row, for the record and the figures."""

import pytest

from replication.kit import Result, run_experiment


@pytest.fixture(scope="package")
def first() -> Result:
    short = {"warm_up_steps": 10, "steps": 1, "width": 1 / 32, "batch_size": 4}
    return run_experiment("ebae_ablation", dataset="config1", options=short, device="cpu")
