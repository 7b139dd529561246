"""F1 of controls, by scaling."""

import pandas as pd

from replication.kit.anomaly.config import SCALINGS, TABLES, Table
from replication.kit.anomaly.rows import row_of
from replication.kit.labels import CONTROLS, METHODS
from replication.kit.tables import printed_values
from replication.ledger import Record
from replication.scaling_alone.config import arm_name

__all__ = ["f1_by_scaling"]


def f1_by_scaling(record: Record) -> pd.DataFrame:
    """Mean F1 under each scaling, a column per control and table.

    In brackets, how many of the three means that the table prints on this data set lie within one
    printed standard deviation of it; none where the paper has no such table. Empty where no seed
    has a score.
    """
    tables: list[Table] = record.config["tables"]
    return pd.DataFrame(
        {
            f"{TABLES[table]}, {label}": {
                SCALINGS[scaling]: _cell(record, table, arm_name(table, control, scaling))
                for scaling in record.config["scalings"]
            }
            for table in tables
            for control, label in CONTROLS.items()
        }
    )


def _cell(record: Record, table: Table, arm: str) -> str:
    scores = record.arms[arm].finished("f1")
    if not len(scores):
        return ""
    printed = printed_values(table, record.dataset, "f1")
    near = [
        row_of(table, record.dataset, method, record.arms[arm], "f1").reached
        for method in METHODS
        if method in printed
    ]
    found = f" ({sum(near)} of {len(near)})" if near else ""
    return f"{scores.mean():.3f}{found}".replace(" ", "\N{NO-BREAK SPACE}")
