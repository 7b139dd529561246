"""Tables of the readings: what each reaches, and what it takes to reach each row."""

from collections.abc import Mapping

import pandas as pd

from replication.kit.anomaly.config import TABLES
from replication.kit.anomaly.rows import Row
from replication.kit.labels import METHODS
from replication.kit.tables import printed_cell, printed_values
from replication.ledger import Record
from replication.recovered_settings.choice import Standing, config_of, rows_of, tried
from replication.recovered_settings.readings import BASE, DEPARTURES, RULE, Reading, titled

__all__ = ["readings_table", "row_name", "smallest_departures", "space"]


def space() -> pd.DataFrame:
    """Every departure and who does it so; one row each, in the order that breaks ties."""
    rows = {departure.title: {"who": departure.who} for departure in DEPARTURES.values()}
    return pd.DataFrame.from_dict(rows, orient="index")


def row_name(row: Row) -> str:
    """A printed row, as columns and axes name it."""
    return f"{TABLES[row.table]}, {METHODS[row.method]}"


def readings_table(records: Mapping[str, Record]) -> pd.DataFrame:
    """Rows reached by every reading, the best first: one column per data set, and all together.

    Empty where a data set has not tried it; of a single data set there is no column for all. The
    last column is the mean distance beyond the bands, in printed deviations, at most 10 a row: of
    readings with as many rows the one with less comes first. Those that were not tried everywhere
    come last.
    """
    found: dict[Reading, dict[str, Standing]] = {}
    for part, record in records.items():
        for reading in tried(record):
            rows = rows_of(record.arms, config_of(record), part, reading)
            found.setdefault(reading, {})[part] = Standing(rows)

    def together(reading: Reading) -> Standing:
        return Standing(tuple(row for one in found[reading].values() for row in one.rows))

    def place(reading: Reading) -> tuple[float, ...]:
        return (-len(found[reading]), *together(reading).key)

    table = {}
    for reading in sorted(found, key=place):
        own = {
            part: f"{found[reading][part].reached} of {len(found[reading][part].rows)}"
            if part in found[reading]
            else ""
            for part in records
        }
        everywhere = len(found[reading]) == len(records)
        both = together(reading)
        table[titled(reading)] = own | {
            "all": f"{both.reached} of {len(both.rows)}" if everywhere else "",
            "beyond the bands, sd": f"{both.excess:.2f}" if everywhere else "",
        }
    found_table = pd.DataFrame.from_dict(table, orient="index")
    return found_table if len(records) > 1 else found_table.drop(columns="all")


def smallest_departures(part: str, record: Record) -> pd.DataFrame:
    """For each printed row of a data set, the smallest departure that reaches it.

    Of fewest changes first, then in the order of the space; the authors' base counts as one. Where
    nothing reaches a row, the mean and the gap are those of the reading that comes nearest.
    """
    config = config_of(record)
    by_reading = {one: rows_of(record.arms, config, part, one) for one in tried(record)}
    ordered = sorted(by_reading, key=_size)
    table = {}
    for k, rule in enumerate(by_reading[RULE]):
        reached = [one for one in ordered if by_reading[one][k].reached]
        nearest = min(ordered, key=lambda one: abs(by_reading[one][k].gap))
        shown = reached[0] if reached else nearest
        row = by_reading[shown][k]
        table[row_name(rule)] = {
            "printed": printed_cell(printed_values(rule.table, part, "f1")[rule.method]),
            "the rule": f"{rule.mean:.3f}",
            "reached under": titled(shown) if reached else "nothing",
            "mean": f"{row.mean:.3f}",
            "gap, sd": f"{row.gap:+.1f}",
            "readings that reach it": f"{len(reached)} of {len(ordered)}",
            "nearest of all": titled(nearest),
        }
    return pd.DataFrame.from_dict(table, orient="index")


def _size(reading: Reading) -> tuple[float, ...]:
    changes = len(reading - BASE) + 1 if reading >= BASE else len(reading)
    return (changes, *sorted(list(DEPARTURES).index(name) for name in reading))
