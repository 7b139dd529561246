"""The best reading for all beside controls, on records made up for it."""

from dataclasses import replace

import pytest

from rdo.errors import InputError
from replication.kit import Result
from replication.kit.labels import CONTROLS, METHODS
from replication.ledger import Arm, Record
from replication.recovered_settings import against_controls
from replication.recovered_settings.against_controls import scaling_of
from replication.recovered_settings.config import confirmed_name


@pytest.fixture
def confirmed(result: Result) -> Record:
    """Five seeds of one table, the second method a tenth above the first and the third as high."""
    arms: dict[str, Arm] = {}
    named: dict[str, str] = {}
    for k, method in enumerate(METHODS):
        name = confirmed_name("common", "table1", method)
        arms[name] = Arm({"f1": [0.5 + 0.1 * (k == 1) + 0.01 * seed for seed in range(5)]})
        named[name] = "mean_error_and_rows"
    config = {"readings": named, "tables": ["table1"]}
    return replace(result.record, seeds=[*range(5)], arms=arms, config=config, arrays=None)


def controls(confirmed: Record, scaling: str) -> Record:
    value: list[float | None] = [0.5 + 0.01 * seed for seed in range(5)]
    arms = {f"table1_{control}_{scaling}": Arm({"f1": value}) for control in CONTROLS}
    return replace(confirmed, arms=arms, config={"scalings": [scaling]})


def test_differences_are_paired_over_the_splits(confirmed: Record) -> None:
    table = against_controls(confirmed, controls(confirmed, "rows"))
    assert list(table.columns) == ["Table 1"]
    assert len(table) == len(METHODS) * len(CONTROLS)
    # 2^-5, the least p-value of five pairs.
    cells = table["Table 1"].to_dict()
    assert cells["RaDOGAGA(d)", "PCA"].split() == ["+0.100", "(0.031)"]
    assert cells["DAGMM", "PCA"].split() == ["+0.000", "(1)"]


def test_controls_are_scaled_as_the_reading_scales(confirmed: Record) -> None:
    assert scaling_of(confirmed) == "rows"
    named = dict.fromkeys(confirmed.config["readings"], "mean_error")
    assert scaling_of(replace(confirmed, config={**confirmed.config, "readings": named})) == "unit"


def test_records_that_cannot_be_paired_are_refused(confirmed: Record) -> None:
    with pytest.raises(InputError, match="the second must have scaling=rows"):
        against_controls(confirmed, controls(confirmed, "unit"))
    alone = controls(confirmed, "rows")
    with pytest.raises(InputError, match="the same data and seeds"):
        against_controls(confirmed, replace(alone, seeds=[*range(1, 6)]))
