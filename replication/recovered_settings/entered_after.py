"""The reading that was entered when the others had been explored."""

from collections.abc import Mapping

import pandas as pd

from replication.kit.anomaly.rows import Row
from replication.kit.run import Run
from replication.kit.tables import printed_cell, printed_values
from replication.ledger import Record, find_record
from replication.recovered_settings.choice import Standing, config_of, rows_of
from replication.recovered_settings.config import reading_of
from replication.recovered_settings.readings import ENTERED_AFTER, ENTERED_AFTER_ON
from replication.recovered_settings.tables import row_name

__all__ = ["after_rows", "after_table", "entered_after"]


def entered_after(profile: str) -> dict[str, Record]:
    """The stored records of its trainings alone, by data set.

    ``-o readings=["unit_rows"]`` makes them: ``reduced`` is its exploration, and ``paper`` trains
    it on the splits of Tables 1 and 4.
    """
    options = {"readings": (ENTERED_AFTER,)}
    found = {}
    for part in ENTERED_AFTER_ON:
        run = Run("recovered_settings", part, profile, (0,), options=options)
        found[part] = find_record(run.experiment, part, profile=run.profile, variant=run.variant)
    return {part: record for part, record in found.items() if record is not None}


def after_rows(profile: str) -> dict[str, tuple[Row, ...]]:
    """The printed rows of each data set under that reading, as those records have them."""
    return {
        part: rows_of(record.arms, config_of(record), part, reading_of(ENTERED_AFTER))
        for part, record in entered_after(profile).items()
    }


def after_table(columns: Mapping[str, Mapping[str, tuple[Row, ...]]]) -> pd.DataFrame:
    """F1 of each printed row under what the columns are of; last of each data set, how many reach.

    Mean and, in brackets, its distance from the printed mean in printed standard deviations. The
    last two rows of a data set are what a choice between readings goes by: the means that are
    reached and, of equals, the mean distance beyond the bands.

    Parameters
    ----------
    columns
        By heading, the rows of each data set.
    """
    table: dict[str, dict[tuple[str, str], str]] = {"printed": {}}
    for heading, by_part in columns.items():
        table[heading] = {}
        for part, rows in by_part.items():
            for row in rows:
                claim = printed_values(row.table, part, "f1")[row.method]
                table["printed"][part, row_name(row)] = printed_cell(claim)
                table[heading][part, row_name(row)] = row.shown
            standing = Standing(rows)
            last = {
                (part, "means within a deviation"): f"{standing.reached} of {len(rows)}",
                (part, "beyond the bands, sd"): f"{standing.excess:.2f}",
            }
            table["printed"] |= dict.fromkeys(last, "")
            table[heading] |= last
    return pd.DataFrame(table, dtype=object).fillna("")
