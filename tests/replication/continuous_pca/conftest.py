"""One short run of each kind of part, for all tests of the folder."""

import pytest

from replication.continuous_pca import EXPERIMENT
from replication.kit import Outcome

SHORT = {"steps": 6, "batch_size": 64, "warm_up_steps": 6, "warm_up_learning_rate": 1e-2}


def short(part: str) -> Outcome:
    return EXPERIMENT.run(*EXPERIMENT.plan(part, options=SHORT))


@pytest.fixture(scope="session")
def straight() -> Outcome:
    return short("gaussian")


@pytest.fixture(scope="session")
def ridge() -> Outcome:
    return short("ridge")
