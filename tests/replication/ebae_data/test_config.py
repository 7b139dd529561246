"""Table 1's numbers, against the data sets that are at hand."""

from typing import Any

import pytest

from rdo.datasets import load_images
from replication.ebae_data import EXPERIMENT
from replication.ebae_data.config import PRINTED, SETS
from replication.ledger import load_claims


def test_every_row_has_its_set_and_its_claims() -> None:
    assert set(SETS) == set(PRINTED)
    claims = [claim for claim in load_claims() if claim.experiment == EXPERIMENT.name]
    assert {claim.dataset for claim in claims} == set(EXPERIMENT.parts)


def _needing(name: str) -> Any:
    parts = ("train_images", "train_labels", "test_images", "test_labels")
    return pytest.param(name, marks=pytest.mark.needs_data(*(f"{name}_{part}" for part in parts)))


@pytest.mark.parametrize("name", [_needing("mnist"), _needing("fashion_mnist")])
def test_published_numbers_are_those_of_the_files(name: str) -> None:
    data = load_images(name)
    assert SETS[name] == (len(data.train) + len(data.validation), len(data.test))
