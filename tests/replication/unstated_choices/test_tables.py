"""The tables of the unstated choices."""

from dataclasses import replace

from replication.kit import Result
from replication.kit.tables import mean_and_sd, results_table
from replication.ledger import Arm
from replication.unstated_choices import choice_table, smallest_departures
from replication.unstated_choices.config import CHOICES


def test_a_choice_is_a_row_and_a_method_a_column(result: Result) -> None:
    table = choice_table(result.record)
    assert list(table.index) == [choice.title for choice in CHOICES.values()]
    assert list(table.columns) == ["DAGMM", "RaDOGAGA(d)", "RaDOGAGA(log d)"]
    assert table.loc["Glorot's start", "DAGMM"] == ""
    arm = result.record.arms["radogaga_d_jitter"]
    assert table.loc["jitter 1e-4", "RaDOGAGA(d)"] == mean_and_sd(arm, "f1")


def test_the_arms_are_shown_by_their_labels(result: Result) -> None:
    shown = results_table(result.record, {"f1": "F1"}).index
    assert "RaDOGAGA(d), columns standardised" in shown


def test_the_smallest_departure_is_the_first_that_reaches_the_band(result: Result) -> None:
    def valued(value: float) -> Arm:
        return replace(result.record.arms["dagmm_rule"], metrics={"f1": [value, value]})

    low = {name: valued(0.1) for name in result.record.arms}
    reached = {"radogaga_log_jitter": valued(0.66), "radogaga_log_symmetric": valued(0.67)}
    table = smallest_departures(replace(result.record, dataset="thyroid", arms=low | reached))
    assert table.loc["RaDOGAGA(log d)", "first reached under"] == "jitter 1e-4"
    assert table.loc["RaDOGAGA(log d)", "there"] == "0.660"
    assert table.loc["DAGMM", "first reached under"] == "none of these"
    assert table.loc["DAGMM", "under the rule"] == "0.100"
