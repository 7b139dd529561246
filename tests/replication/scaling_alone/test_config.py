"""What is scored under every scaling."""

from typing import get_args

from replication import table1, table4
from replication.kit.anomaly.config import SCALED_BY_SPLIT, SCALINGS, TABLES, Scaling
from replication.kit.labels import CONTROLS
from replication.ledger import REPOSITORY, read_record
from replication.scaling_alone import EXPERIMENT
from replication.scaling_alone.config import LABELS, configure, in_table


def test_every_scaling_of_the_tables_is_tried() -> None:
    assert set(SCALINGS) == set(get_args(Scaling))
    assert configure("thyroid", "paper").scalings == tuple(SCALINGS)
    left_out = set(SCALINGS) - set(configure("kddcup_rev", "paper").scalings)
    assert left_out == {"none", *SCALED_BY_SPLIT}


def test_a_part_is_scored_by_the_tables_that_have_it() -> None:
    assert configure("thyroid", "paper").tables == ("table1", "table4")
    assert configure("breast_cancer", "paper").tables == ("table1",)


def test_only_the_smoke_profile_leaves_rows_out() -> None:
    assert configure("thyroid", "smoke").max_rows == 20_000
    for profile, seeds in {"reduced": 5, "paper": 20}.items():
        assert configure("thyroid", profile).max_rows is None
        assert EXPERIMENT.seeds[profile] == seeds


def test_nothing_else_of_a_table_changes() -> None:
    config = configure("thyroid", "paper")
    assert in_table(config, "table1", "thyroid", "unit") == table1.configure("thyroid", "paper")
    narrow = in_table(config, "table4", "thyroid", "rows")
    assert narrow.n_latent == table4.configure("thyroid", "paper").n_latent
    assert narrow.scaling == "rows"


def test_a_control_under_a_scaling_has_one_label() -> None:
    assert len(set(LABELS.values())) == len(TABLES) * len(CONTROLS) * len(SCALINGS)
    assert LABELS["table4_pca_rows"] == "Table 4, PCA, rows to length 1"


def test_every_arm_of_a_stored_record_has_a_label() -> None:
    paths = list((REPOSITORY / "results" / "scaling_alone").glob("*/*.json"))
    assert paths
    for path in paths:
        assert set(read_record(path).arms) <= set(LABELS)
