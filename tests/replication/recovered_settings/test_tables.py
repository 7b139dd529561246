"""What the tables say of explorations made up for them."""

from replication.kit import Result
from replication.recovered_settings.readings import DEPARTURES, RULE
from replication.recovered_settings.tables import readings_table, smallest_departures, space
from tests.replication.recovered_settings.examples import GLOROT, ROWS, made_up


def test_the_space_names_who_reads_so() -> None:
    assert len(space()) == len(DEPARTURES)
    assert "tnakae/DAGMM" in str(space().loc["Glorot's start", "who"])


def test_the_best_reading_comes_first(result: Result) -> None:
    gaps = {RULE: -3.0, GLOROT: -0.5, ROWS: 2.0}
    records = {part: made_up(result, part, gaps) for part in ("thyroid", "arrhythmia")}
    table = readings_table(records)
    # Under the mixture of the test rows the made-up means are the printed ones.
    assert table.index[0] == "mixture of the test rows"
    assert dict(table.loc["mixture of the test rows"]) == {
        "thyroid": "6 of 6",
        "arrhythmia": "6 of 6",
        "all": "12 of 12",
        "beyond the bands, sd": "0.00",
    }
    assert table.loc["Glorot's start", "all"] == "8 of 12"  # DAGMM's start is Glorot's anyway
    assert table.loc["the rule", "all"] == "0 of 12"
    assert table.loc["the rule", "beyond the bands, sd"] == "2.00"


def test_of_one_data_set_there_is_no_column_of_all(result: Result) -> None:
    records = {"thyroid": made_up(result, "thyroid", {RULE: -3.0, GLOROT: -0.5, ROWS: 2.0})}
    assert list(readings_table(records).columns) == ["thyroid", "beyond the bands, sd"]


def test_a_reading_not_tried_everywhere_comes_last(result: Result) -> None:
    records = {
        "thyroid": made_up(result, "thyroid", {RULE: -3.0, GLOROT: -3.0, ROWS: 0.0}),
        "arrhythmia": made_up(result, "arrhythmia", {RULE: -3.0, GLOROT: -3.0, ROWS: 0.0}),
    }
    records["arrhythmia"].config["readings"] = ["rule", "glorot"]
    table = readings_table(records)
    assert set(table.index[-2:]) == {
        "rows to length 1",
        "mixture of the test rows, rows to length 1",
    }
    assert dict(table.loc["rows to length 1"]) == {
        "thyroid": "6 of 6",
        "arrhythmia": "",
        "all": "",
        "beyond the bands, sd": "",
    }


def test_the_smallest_departure_that_reaches_a_row(result: Result) -> None:
    record = made_up(result, "thyroid", {RULE: -3.0, GLOROT: -0.9, ROWS: 0.0})
    for arm in record.arms.values():
        arm.metrics["f1_test_mixture"] = [0.0, 0.0]
    table = smallest_departures("thyroid", record)
    assert list(table.index[:2]) == ["Table 1, DAGMM", "Table 1, RaDOGAGA(d)"]
    d, dagmm = table.loc["Table 1, RaDOGAGA(d)"], table.loc["Table 1, DAGMM"]
    assert (d["reached under"], d["gap, sd"], d["nearest of all"]) == (
        "Glorot's start",
        "-0.9",
        "rows to length 1",
    )
    assert d["readings that reach it"] == "2 of 6"
    assert dagmm["reached under"] == "rows to length 1"
    assert d["printed"].startswith("0.6447")


def test_what_nothing_reaches_has_the_nearest(result: Result) -> None:
    record = made_up(result, "thyroid", {RULE: -3.0, GLOROT: -2.0, ROWS: 4.0})
    for arm in record.arms.values():
        arm.metrics["f1_test_mixture"] = [0.0, 0.0]
    row = smallest_departures("thyroid", record).loc["Table 1, RaDOGAGA(log d)"]
    assert (row["reached under"], row["nearest of all"], row["gap, sd"]) == (
        "nothing",
        "Glorot's start",
        "-2.0",
    )
