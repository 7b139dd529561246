"""One short run of a single seed, for all tests of the experiment."""

from typing import Any

import pytest

from replication.kit import Result, run_experiment

SHORT: dict[str, Any] = {
    "steps": 4,
    "walks": 30,
    "hidden": 32,
    "autoencoder_steps": 50,
    "classifier_steps": 50,
    "student_steps": 20,
    "learning_rate": 3e-3,
    "sweep": [[2, 0.1]],
}


@pytest.fixture(scope="session")
def barely() -> dict[str, Any]:
    """Options of one whose networks learn next to nothing."""
    return {**SHORT, "autoencoder_steps": 5, "classifier_steps": 5, "student_steps": 5}


@pytest.fixture(scope="session")
def short() -> dict[str, Any]:
    """Options of that run."""
    return SHORT


@pytest.fixture(scope="session")
def result() -> Result:
    return run_experiment("langevin_sampling", seeds=1, options=SHORT)
