"""What runs under each profile."""

from replication.radogaga_printed import EXPERIMENT
from replication.radogaga_printed.config import FULLY_CONNECTED, LAST_LAYER, TABLES
from replication.table1 import ROWS


def test_all_profiles_are_alike() -> None:
    for part in EXPERIMENT.parts:
        assert EXPERIMENT.plan(part, "smoke")[0] == EXPERIMENT.plan(part, "paper")[0]


def test_the_tables_are_those_of_table_1_and_the_correction_is_of_one_number() -> None:
    assert set(TABLES) <= set(ROWS)
    changed = [a != b for a, b in zip(FULLY_CONNECTED[-1], LAST_LAYER, strict=True)]
    assert changed == [True, False]
