"""A record as a table, beside what the paper prints."""

from dataclasses import replace

import pytest

from replication.kit import Result, Run
from replication.kit.tables import (
    errata,
    mean_and_sd,
    origin,
    paper_table,
    printed_values,
    results_table,
    verdicts,
)
from replication.ledger import load_claims, scoreboard


def test_the_users_own_table_is_not_compared_with_the_papers(result: Result) -> None:
    own = replace(result.record.data, name="mine.csv")
    table = results_table(replace(result.record, dataset="thyroid", data=own), {"f1": "F1"})
    assert list(table.columns) == ["F1", "seeds"]
    assert list(results_table(result.record, {"no_such_metric": "none"}).columns) == ["seeds"]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([0.5, 0.7], "0.600 (0.141)"),
        ([1e-5, 3e-5], "2.0e-05 (1.4e-05)"),
        ([148.31, 150.29], "149.3 (1.4)"),
        ([12345.0, 12347.0], "12346 (1)"),
        ([0.0, 0.0], "0.000 (0.000)"),
    ],
)
def test_a_cell_has_no_more_digits_than_say_something(values: list[float], shown: str) -> None:
    cell = mean_and_sd(Run("table1", "thyroid", "smoke", (0, 1)).arm({"error": values}), "error")
    assert cell == shown.replace(" ", "\N{NO-BREAK SPACE}")


def test_the_table_shows_ours_beside_the_printed(result: Result) -> None:
    data = replace(result.record.data, name="thyroid")
    record = replace(result.record, dataset="thyroid", data=data)
    table = results_table(record, {"f1": "F1", "roc_auc": "AUC"})
    shown = {" ".join(title) for title in table.columns}
    assert shown == {"F1 ours", "F1 printed", "AUC ours", "seeds "}
    assert table.index[0] == "PCA"
    assert table.loc["RaDOGAGA(log d)", ("F1", "printed")] == "0.6702\N{NO-BREAK SPACE}(0.0585)"
    assert table.loc["untrained network", ("F1", "printed")] == ""
    values = [v for v in record.arms["dagmm"].metrics["f1"] if v is not None]
    assert str(table.loc["DAGMM", ("F1", "ours")]).startswith(
        f"{sum(values) / 3:.3f}\N{NO-BREAK SPACE}("
    )


def test_several_data_sets_make_one_table_with_the_verdicts(
    result: Result, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = [
        replace(
            result.record, dataset=name, data=replace(result.record.data, name=name), variant=""
        )
        for name in ("thyroid", "arrhythmia")
    ]
    real = scoreboard()
    judged = [
        replace(one, verdict="exceeded")
        if one.claim.id == "radogaga.table1.arrhythmia.dagmm.f1"
        else one
        for one in real
    ]
    monkeypatch.setattr("replication.kit.tables.scoreboard", lambda: judged)
    table = paper_table(records, {"f1": "F1", "precision": "precision"})
    assert len(table) == 18
    titles = list(dict.fromkeys(table.columns.get_level_values(0)))
    assert titles == ["F1", "verdict", "seeds", "precision"]
    assert table.loc[("Arrhythmia", "DAGMM"), ("verdict", "")] == "exceeded"
    assert table.loc[("Thyroid", "PCA"), ("verdict", "")] == ""
    unjudged = paper_table(records, {"roc_auc": "AUC", "gram_diagonal": "Gram"})
    assert list(unjudged.columns) == ["AUC", "Gram", "seeds"]
    assert unjudged.loc[("Thyroid", "PCA"), "Gram"] == ""


def test_verdicts_leave_out_what_the_paper_quotes() -> None:
    table = verdicts("radogaga", "Table 1", "thyroid")
    assert len(table) == 9
    assert not table.index.str.contains("GMVAE").any()


def test_the_origin_names_command_commit_and_data(result: Result) -> None:
    column = origin(result.record)
    assert column["command"].startswith("rdo run table1 --dataset breast_cancer")
    assert column["checksum of the data"] == result.record.data.sha256


def test_the_printed_values_are_the_claims() -> None:
    printed = printed_values("table1", "thyroid", "f1")
    assert printed["radogaga_log"].value == 0.6702
    assert printed_values("table1", "no_such", "f1") == {}


def test_a_bound_is_no_printed_value(monkeypatch: pytest.MonkeyPatch) -> None:
    claims = load_claims()
    printed = next(c for c in claims if c.id == "radogaga.table1.thyroid.dagmm.f1")
    bound = replace(printed, id="radogaga.order.thyroid.dagmm.f1", kind="stated", rule="at_least",
                    value=0.0, minus="radogaga_d")  # fmt: skip
    monkeypatch.setattr("replication.kit.tables.load_claims", lambda: (*claims, bound))
    assert printed_values("table1", "thyroid", "f1")["dagmm"] == printed


def test_an_erratum_stands_beside_what_it_corrects() -> None:
    table = errata("radogaga", "Appendix D")
    assert len(table)
    assert set(table.columns) == {"as printed", "verdict", "corrected", "its verdict"}
