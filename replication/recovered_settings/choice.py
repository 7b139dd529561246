"""Which reading puts most rows into their printed bands: the rule by which it is chosen.

It reads printed values and so, through F1, the test labels. What it chooses is explored on splits
of its own and confirmed on others.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from replication.kit.anomaly.rows import Row, row_of
from replication.kit.labels import METHODS
from replication.kit.tables import printed_values
from replication.ledger import Arm, Record, find_record
from replication.recovered_settings.config import (
    PARTS,
    Config,
    Role,
    arm_name,
    confirmed_name,
    readings_named,
    trained,
)
from replication.recovered_settings.readings import RULE, TEST_MIXTURE, Reading

__all__ = [
    "METRIC",
    "Standing",
    "best",
    "chosen",
    "explored",
    "ranked",
    "rows_of",
    "tried",
]

METRIC, METRIC_OF_TEST_MIXTURE = "f1", "f1_test_mixture"


@dataclass(frozen=True)
class Standing:
    """How a reading does over some rows; of two the better is the greater."""

    rows: tuple[Row, ...]

    @property
    def reached(self) -> int:
        """Rows within their band."""
        return sum(row.reached for row in self.rows)

    @property
    def excess(self) -> float:
        """Mean distance to the bands, in printed deviations, at most 10 a row.

        The deviations of KDDCup are a few thousandths; without the limit one of its rows would
        outweigh all others.
        """
        beyond = [min(max(abs(row.gap) - 1, 0.0), 10.0) for row in self.rows]
        return float(np.mean(beyond)) if beyond else 0.0

    @property
    def key(self) -> tuple[float, ...]:
        """Less is better: more rows first, then the smaller distance."""
        return (-self.reached, self.excess)


def rows_of(
    arms: Mapping[str, Arm], config: Config, part: str, reading: Reading
) -> tuple[Row, ...]:
    """The rows of a data set under a reading; none where nothing is printed."""
    found = []
    for table in config.tables:
        for method in METHODS:
            if method in printed_values(table, part, "f1"):
                arm = arms[arm_name(table, method, trained(config, table, part, method, reading))]
                metric = METRIC_OF_TEST_MIXTURE if TEST_MIXTURE in reading else METRIC
                found.append(row_of(table, part, method, arm, metric))
    return tuple(found)


def ranked(
    arms: Mapping[str, Arm], config: Config, part: str, readings: Iterable[Reading]
) -> list[Reading]:
    """Readings of a data set, the best first; those that tie keep their order."""
    return sorted(readings, key=lambda one: Standing(rows_of(arms, config, part, one)).key)


def explored(folder: Path | None = None) -> dict[str, Record]:
    """The stored records of the exploration, by data set; of the repository, or of a folder."""
    found = {
        part: find_record("recovered_settings", part, profile="reduced", folder=folder)
        for part in PARTS
    }
    return {
        part: record
        for part, record in found.items()
        if record is not None and printed_values("table1", part, "f1")
    }


def tried(record: Record) -> list[Reading]:
    """Every reading that a record can speak of, each of them with either mixture."""
    trained_ones = readings_named(record.config["readings"])
    with_test = [one | {TEST_MIXTURE} for one in trained_ones if TEST_MIXTURE not in one]
    return trained_ones + [one for one in with_test if one not in trained_ones]


def best(records: Mapping[str, Record]) -> Reading:
    """The one reading that puts most rows of these data sets into their bands.

    Of those that were tried on all of them; ties as in :class:`Standing`, then their order.
    """
    first, *others = records.values()
    candidates = [one for one in tried(first) if all(one in tried(other) for other in others)]

    def key(reading: Reading) -> tuple[float, ...]:
        rows = [
            row
            for part, record in records.items()
            for row in rows_of(record.arms, config_of(record), part, reading)
        ]
        return Standing(tuple(rows)).key

    return min(candidates, key=key)


def chosen(part: str, records: Mapping[str, Record]) -> dict[str, Reading]:
    """What is confirmed on a data set: the reading of each arm of the confirmation, by its name.

    For every printed row: the best reading for all data sets, the best for this one, and that with
    the highest mean in this row.
    """
    common, own = best(records), best({part: records[part]})
    record, found = records[part], {}
    config = config_of(record)
    by_reading = {one: rows_of(record.arms, config, part, one) for one in tried(record)}
    for k, row in enumerate(by_reading[RULE]):
        means = {one: np.nan_to_num(rows[k].mean, nan=-1.0) for one, rows in by_reading.items()}
        highest = max(means, key=lambda one: means[one])
        readings: dict[Role, Reading] = {"common": common, "own": own, "highest": highest}
        for role, reading in readings.items():
            found[confirmed_name(role, row.table, row.method)] = reading
    return found


def config_of(record: Record) -> Config:
    """The configuration of a record, as far as the names of its arms depend on it."""
    return Config(
        tuple(record.config["readings"]),
        paired=record.config["paired"],
        part_of_steps=record.config["part_of_steps"],
        tables=tuple(record.config["tables"]),
    )
