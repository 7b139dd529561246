"""F1 by scaling, against the record that it is made from."""

from dataclasses import replace

from rdo.errors import Failure
from replication.kit.anomaly.config import SCALINGS
from replication.kit.tables import printed_values
from replication.ledger import Arm, Record
from replication.scaling_alone import f1_by_scaling


def test_f1_is_the_mean_over_the_seeds(record: Record) -> None:
    table = f1_by_scaling(record)
    assert list(table.index) == [SCALINGS[one] for one in record.config["scalings"]]
    mean = record.arms["table1_pca_rows"].finished("f1").mean()
    assert table.loc["rows to length 1", "Table 1, PCA"] == f"{mean:.3f}"


def test_printed_means_are_counted_that_lie_near(record: Record) -> None:
    printed = printed_values("table1", "thyroid", "f1")["radogaga_d"]
    assert printed.spread is not None
    arms = dict(record.arms)
    for name, gap in {"pca_unit": 0.5, "pca_rows": -5.0}.items():
        arms[f"table1_{name}"] = Arm({"f1": [printed.value + gap * printed.spread] * 3})
    table = f1_by_scaling(replace(record, dataset="thyroid", arms=arms))
    near = {
        heading: str(table.loc[heading, "Table 1, PCA"])
        .partition("\N{NO-BREAK SPACE}")[2]
        .replace("\N{NO-BREAK SPACE}", " ")
        for heading in ("columns to [0, 1]", "rows to length 1")
    }
    assert near["columns to [0, 1]"] == "(2 of 3)"  # the other RaDOGAGA's mean is near by
    assert near["rows to length 1"] == "(0 of 3)"


def test_a_control_without_a_score_shows_none(record: Record) -> None:
    failures = [Failure(seed, 0, "no such mixture") for seed in record.seeds]
    failed = Arm({"f1": [None, None, None]}, failures)
    arms = {**record.arms, "table1_gaussian_mixture_rows": failed}
    table = f1_by_scaling(replace(record, arms=arms))
    assert table.loc["rows to length 1", "Table 1, Gaussian mixture"] == ""
