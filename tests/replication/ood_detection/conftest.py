"""One short run, for the record and the figures."""

import pytest

from replication.kit import Result, run_experiment

SHORT = {"steps": 2, "batch_size": 8, "test_images": 12, "width": 1 / 32}


@pytest.fixture(scope="package")
def result() -> Result:
    return run_experiment("ood_detection", dataset="digits", options=SHORT, device="cpu")
