"""Table 4 is run by what both tables share."""

from replication.kit.anomaly import run as shared
from replication.table4 import run as own


def test_the_run_is_the_one_of_both_tables() -> None:
    assert own.run is shared.run
