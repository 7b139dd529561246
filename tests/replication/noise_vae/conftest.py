"""One tiny run on scikit-learn's digits."""

import pytest

from replication.kit import Result, run_experiment

OPTIONS = {
    "variances": "[0.01, 0.1]",
    "betas": "[1, 8]",
    "train_images": "100",
    "test_images": "60",
    "epochs": "2",
    "n_latent": "4",
    "width": "0.05",
}


@pytest.fixture(scope="session")
def result() -> Result:
    return run_experiment("noise_vae", seeds=2, options=OPTIONS, device="cpu")
