"""Numbers on Section 5.3 are those of the record."""

import pytest

from rdo.errors import InputError
from replication.front_page.isometry import ARMS, isometry
from replication.ledger import find_record


def test_means_are_those_of_the_record() -> None:
    record = find_record("latent_isometry", "fashion_mnist")
    assert record is not None
    found = isometry()
    for arm in ARMS:
        values = record.arms[arm].metrics["latents_95"]
        assert found.holding[arm] == pytest.approx(sum(map(float, values)) / len(values))  # type: ignore[arg-type]


def test_without_a_record_the_page_says_which_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("replication.front_page.isometry.find_record", lambda *_: None)
    with pytest.raises(InputError, match="a record of latent_isometry on fashion_mnist"):
        isometry()
