"""The reading that was entered when the others had been explored."""

from collections.abc import Mapping

import pandas as pd

from replication.kit.run import Run
from replication.kit.tables import printed_cell, printed_values
from replication.ledger import Record, find_record
from replication.recovered_settings.choice import config_of, rows_of
from replication.recovered_settings.config import reading_of
from replication.recovered_settings.readings import ENTERED_AFTER, ENTERED_AFTER_ON
from replication.recovered_settings.tables import row_name

__all__ = ["after_table", "entered_after"]


def entered_after() -> dict[str, Record]:
    """The stored records of its exploration, by data set.

    ``-o readings=["unit_rows"]`` makes them.
    """
    options = {"readings": (ENTERED_AFTER,)}
    found = {}
    for part in ENTERED_AFTER_ON:
        run = Run("recovered_settings", part, "reduced", (0,), options=options)
        found[part] = find_record(run.experiment, part, profile=run.profile, variant=run.variant)
    return {part: record for part, record in found.items() if record is not None}


def after_table(records: Mapping[str, Record]) -> pd.DataFrame:
    """F1 of each printed row under that reading, and the rows reached.

    Mean and, in brackets, its distance from the printed mean in printed standard deviations.
    """
    table: dict[tuple[str, str], dict[str, str]] = {}
    for part, record in records.items():
        rows = rows_of(record.arms, config_of(record), part, reading_of(ENTERED_AFTER))
        for row in rows:
            claim = printed_values(row.table, part, "f1")[row.method]
            table[part, row_name(row)] = {
                "printed": printed_cell(claim),
                "ours": row.shown,
            }
        reached = f"{sum(row.reached for row in rows)} of {len(rows)}"
        table[part, "rows within a deviation"] = {"printed": "", "ours": reached}
    return pd.DataFrame.from_dict(table, orient="index")
