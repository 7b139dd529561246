"""Readings as names, and as configurations of the two tables."""

import pytest

from rdo.errors import InputError
from replication import table1, table4
from replication.ledger import REPOSITORY, read_record
from replication.recovered_settings import EXPERIMENT
from replication.recovered_settings.config import (
    FIRST_EXPLORED,
    LABELS,
    PARTS,
    configure,
    in_table,
    name_of,
    reading_of,
    trained,
)
from replication.recovered_settings.readings import (
    BASE,
    DEPARTURES,
    ENTERED_AFTER,
    ENTERED_AFTER_ON,
    RULE,
    SINGLES,
)


@pytest.mark.parametrize("reading", SINGLES)
def test_a_name_is_read_back_as_its_reading(reading: frozenset[str]) -> None:
    assert reading_of(name_of(reading)) == reading


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(InputError, match="known are"):
        reading_of("rule_and_rows")


@pytest.mark.parametrize("part", PARTS)
def test_the_rule_is_the_tables_own_configuration(part: str) -> None:
    config = configure(part, "reduced")
    for table in config.tables:
        rule = {"table1": table1, "table4": table4}[table].configure(part, "paper")
        assert in_table(config, table, part, RULE) == rule
    assert len(config.tables) == (1 if part == "breast_cancer" else 2)


def test_what_does_not_change_a_training_is_left_out() -> None:
    config = configure("arrhythmia", "reduced")
    everything = frozenset({"glorot", "log_of_batch", "batch_128", "test_mixture", "rows"})
    found = {
        method: trained(config, "table1", "arrhythmia", method, everything)
        for method in ("dagmm", "radogaga_d", "radogaga_log")
    }
    assert found["dagmm"] == {"rows"}
    assert found["radogaga_d"] == {"glorot", "rows"}
    assert found["radogaga_log"] == {"glorot", "log_of_batch", "rows"}
    assert trained(config, "table1", "thyroid", "dagmm", everything) == {"batch_128", "rows"}
    # PyTorch's weights are not Glorot's.
    assert trained(config, "table1", "thyroid", "dagmm", frozenset({"pytorch"})) == {"pytorch"}


def test_exploration_and_confirmation_have_no_seed_in_common() -> None:
    _, explores = EXPERIMENT.plan("arrhythmia", "reduced")
    _, confirms = EXPERIMENT.plan("arrhythmia", "paper")
    assert explores.seeds == tuple(range(FIRST_EXPLORED, FIRST_EXPLORED + 5))
    assert confirms.seeds == tuple(range(20))


def test_stored_records_keep_to_that_and_hold_every_reading() -> None:
    paths = list((REPOSITORY / "results" / "recovered_settings").glob("*/*.json"))
    assert paths
    for path in paths:
        record = read_record(path)
        assert all(
            (seed >= FIRST_EXPLORED) == (record.profile == "reduced") for seed in record.seeds
        )
        assert set(record.arms) <= set(LABELS)
        if record.profile == "reduced" and not record.variant:
            asked = configure(record.dataset, "reduced").readings
            assert asked is not None
            late = {ENTERED_AFTER} if record.dataset in ENTERED_AFTER_ON else set()
            assert {*asked} - late <= set(record.config["readings"])


def test_kddcup_is_not_tried_unscaled() -> None:
    for part in ("kddcup", "kddcup_rev"):
        assert "unscaled" not in (configure(part, "reduced").readings or ())
    assert "unscaled" in (configure("thyroid", "reduced").readings or ())


def test_labels_name_the_table_the_method_and_the_reading() -> None:
    assert LABELS["table1_dagmm_rule"] == "Table 1, DAGMM, the rule"
    name = f"table4_radogaga_log_{name_of(BASE | {'rows'})}"
    assert LABELS[name] == "Table 4, RaDOGAGA(log d), the authors' base, rows to length 1"
    assert len(DEPARTURES) == len(SINGLES) - 2
