"""Tables of the protocols experiment, against the record they are made from."""

from dataclasses import replace
from typing import Any

import pandas as pd

from rdo.evaluation import PROTOCOLS, count_flagged
from replication.kit.tables import mean_and_sd
from replication.ledger import Record, load_claims
from replication.protocols import (
    f1_range,
    f1_table,
    false_alarm_table,
    flagged_table,
    ranking_table,
)
from replication.protocols.config import DETECTORS


def rows(table: pd.DataFrame) -> dict[Any, dict[Any, str]]:
    return table.to_dict("index")


def mean(record: Record, arm: str, metric: str) -> float:
    return float(record.arms[arm].finished(metric).mean())


def test_flags_are_one_number_where_the_protocol_fixes_them(record: Record) -> None:
    table = rows(flagged_table(record))
    # 212 tumours of 569 are malignant: 178 benign and 106 malignant are in the test half.
    flags = count_flagged(284, 212 / 569)
    paper = table["1. the papers' protocol"]
    assert paper["prevalence"] == "37.3 %"
    assert paper["rows flagged"] == str(flags)
    assert paper["precision / recall"] == f"{106 / flags:.4f}"
    assert table["4. all anomalies, true number flagged"]["precision / recall"] == "1.0000"
    for label in ("8. threshold from training alone", "9. best threshold by test labels"):
        assert " to " in table[label]["rows flagged"]


def test_f1_is_the_mean_over_the_seeds(record: Record) -> None:
    table = f1_table(record)
    assert table.shape == (len(PROTOCOLS), len(DETECTORS))
    shown = rows(table)["7. a tenth flagged"]["PCA"]
    assert shown == mean_and_sd(record.arms["pca_default_share"], "f1")


def test_the_range_names_the_protocols_at_its_ends(record: Record) -> None:
    row = rows(f1_range([record]))["breast cancer", "Isolation Forest"]
    means = [mean(record, f"isolation_forest_{name}", "f1") for name in PROTOCOLS]
    for end, extreme in (("lowest", min(means)), ("highest", max(means))):
        assert row[end, "F1"] == f"{extreme:.3f}"
        assert row[end, "no."] == str(1 + means.index(extreme))
    assert row["difference", ""] == f"{max(means) - min(means):.3f}"
    assert row["printed gain", ""] == ""


def test_the_printed_gain_is_that_of_table_1(record: Record) -> None:
    printed = {
        claim.method: claim.value
        for claim in load_claims()
        if claim.id.startswith("radogaga.table1.thyroid.")
        and (claim.kind, claim.metric) == ("printed", "f1")
    }
    table = f1_range([replace(record, dataset="thyroid")])
    gain = max(printed["radogaga_d"], printed["radogaga_log"]) - printed["dagmm"]
    assert set(table["printed gain", ""]) == {f"{gain:.3f}"}


def test_rankings_are_of_the_three_test_sets(record: Record) -> None:
    table = ranking_table(record)
    assert list(table.columns.get_level_values(1)) == ["22.9 %", "37.3 %", "54.4 %"]
    shown = rows(table)["average precision", "PCA"]["all anomalies tested", "54.4 %"]
    assert shown == f"{mean(record, 'pca_all_anomalies', 'average_precision'):.3f}"


def test_false_alarms_are_of_the_training_threshold(record: Record) -> None:
    row = rows(false_alarm_table([record]))["breast cancer", "PCA"]
    expected = 100 * mean(record, "pca_training_quantile", "false_alarm_rate")
    assert row["false alarms, % of normal rows"].startswith(f"{expected:.1f} (")
