"""What was confirmed, on records made up for it."""

from dataclasses import replace

import pytest

from rdo.errors import InputError
from replication.kit import Result
from replication.kit.anomaly.config import Table
from replication.kit.labels import METHODS
from replication.kit.tables import printed_values
from replication.ledger import Arm, Record, find_record
from replication.recovered_settings.choice import chosen, explored
from replication.recovered_settings.config import ROLES, Role, confirmed_name, name_of
from replication.recovered_settings.confirmed import (
    confirmations,
    confirmed_rows,
    confirmed_table,
    mechanism_table,
    roles_shown,
    tabled_rows,
)

GAPS: dict[Role, float] = {"common": -0.5, "own": 0.9, "highest": 1.5}
TABLES: tuple[Table, ...] = ("table1", "table4")


@pytest.fixture
def record(result: Result) -> Record:
    """Every role misses all printed means of Arrhythmia by as many printed deviations."""
    arms: dict[str, Arm] = {}
    named: dict[str, str] = {}
    for role, gap in GAPS.items():
        for table in TABLES:
            for method, claim in printed_values(table, "arrhythmia", "f1").items():
                if method not in METHODS:
                    continue
                assert claim.spread is not None
                name = confirmed_name(role, table, method)
                value = claim.value + gap * claim.spread
                arms[name] = Arm({"f1": [value, value], "largest_weight": [0.5, 0.75]})
                named[name] = "rows_and_glorot" if role == "highest" else "rule"
    config = {"readings": named, "tables": [*TABLES]}
    return replace(result.record, dataset="arrhythmia", arms=arms, config=config, arrays=None)


def test_a_row_is_reached_within_a_printed_deviation(record: Record) -> None:
    for role, gap in GAPS.items():
        reached = 6 if abs(gap) <= 1 else 0
        rows = confirmed_rows("arrhythmia", record, role)
        assert sum(row.reached for row in rows) == reached
        assert [row.gap for row in rows] == pytest.approx([gap] * 6)


def test_the_rule_is_that_of_the_judged_tables(record: Record) -> None:
    rows = tabled_rows("arrhythmia", record)
    stored = find_record("table1", "arrhythmia", profile="paper")
    assert stored is not None
    assert rows[0].mean == pytest.approx(stored.arms["dagmm"].finished("f1").mean())
    assert [row.table for row in rows] == ["table1"] * 3 + ["table4"] * 3
    control = tabled_rows("arrhythmia", record, "isolation_forest")
    forest = stored.arms["isolation_forest"].finished("f1").mean()
    assert [row.mean for row in control[:3]] == pytest.approx([forest] * 3)


def test_the_table_has_a_row_for_each_printed_one_and_counts_them(record: Record) -> None:
    table = confirmed_table("arrhythmia", record)
    assert list(table.columns) == [
        "printed",
        "the rule",
        ROLES["common"],
        ROLES["highest"],
        "an Isolation Forest",
        "which was highest",
    ]
    assert list(table.index[:2]) == ["Table 1, DAGMM", "Table 1, RaDOGAGA(d)"]
    assert str(table.loc["Table 1, DAGMM", ROLES["common"]]).split()[1:] == ["(-0.5", "sd)"]
    last = dict(table.loc["rows within a deviation"])
    assert [last[ROLES["common"]], last[ROLES["highest"]]] == ["6 of 6", "0 of 6"]
    assert (last["printed"], last["which was highest"]) == ("", "")
    assert table.loc["Table 4, DAGMM", "which was highest"] == "Glorot's start, rows to length 1"


def test_one_reading_for_all_and_for_this_data_set_has_one_column(record: Record) -> None:
    assert roles_shown([record]) == ["common", "highest"]
    table = confirmed_table("arrhythmia", record)
    assert ROLES["common"] in table
    assert ROLES["own"] not in table
    readings = {**record.config["readings"], "own_table1_dagmm": "glorot"}
    other = replace(record, config={**record.config, "readings": readings})
    assert roles_shown([record, other]) == list(ROLES)
    assert ROLES["own"] in confirmed_table("arrhythmia", other)


def test_a_table_that_has_not_run_is_asked_for(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "replication.recovered_settings.confirmed.find_record", lambda *_, **__: None
    )
    with pytest.raises(InputError, match="rdo run table1 --dataset arrhythmia --profile paper"):
        tabled_rows("arrhythmia", record)


def test_measures_are_shown_of_the_arms_that_have_them(record: Record) -> None:
    table = mechanism_table(record, {"common_table1_dagmm": "DAGMM"})
    assert list(table.index) == ["DAGMM"]
    assert list(table.columns) == ["F1", "largest mixture weight"]
    assert str(table.loc["DAGMM", "largest mixture weight"]).startswith("0.625")


def test_a_confirmation_is_of_what_was_explored_and_on_other_seeds() -> None:
    records, found = explored(), confirmations()
    assert found
    for part, confirmed in found.items():
        assert set(confirmed.seeds).isdisjoint(records[part].seeds)
        readings = {arm: name_of(one) for arm, one in chosen(part, records).items()}
        assert confirmed.config["readings"] == readings
