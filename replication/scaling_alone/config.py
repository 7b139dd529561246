"""Which scalings are tried, and what scores the rows."""

from dataclasses import dataclass, replace
from types import ModuleType
from typing import Annotated, Literal

from annotated_types import MinLen

from replication import table1, table4
from replication.kit.anomaly.config import Config as TableConfig
from replication.kit.anomaly.config import Scaling
from replication.kit.fields import Count
from replication.kit.labels import CONTROLS

__all__ = [
    "HEADINGS",
    "LABELS",
    "PARTS",
    "SCALINGS",
    "SEEDS",
    "TABLES",
    "Config",
    "Table",
    "arm_name",
    "configure",
    "in_table",
]

Table = Literal["table1", "table4"]
TABLES: dict[Table, str] = {"table1": "Table 1", "table4": "Table 4"}
_TABLES: dict[Table, ModuleType] = {"table1": table1, "table4": table4}

SCALINGS: dict[Scaling, str] = {
    "unit": "columns to [0, 1]",
    "none": "columns as they are",
    "rows": "rows to length 1",
    "unit_rows": "rows to [0, 1]",
    "symmetric": "columns to [-1, 1]",
    "largest": "columns by their largest value",
    "standard": "columns standardised",
    "unit_train": "columns to [0, 1] by training rows",
    "standard_train": "columns standardised by training rows",
}
"""As pages name them; the first is the rule of Table 1."""

PARTS = tuple(table1.ROWS)
SEEDS = {"smoke": 3, "reduced": 5, "paper": 20}
HEADINGS = {"f1": "F1", "roc_auc": "ROC AUC"}


@dataclass(frozen=True)
class Config:
    """Everything but the scaling is that of the tables."""

    scalings: Annotated[tuple[Scaling, ...], MinLen(1)]
    tables: Annotated[tuple[Table, ...], MinLen(1)]
    """Those that have the data set."""
    max_rows: Count | None
    """Of the data set, drawn at random; None for all."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: 20 seeds. ``reduced``: 5 seeds. ``smoke``: 3 seeds, at most 20,000 rows.

    KDDCup's columns hold up to 693 million bytes and are not tried as they are.
    """
    scalings = tuple(one for one in SCALINGS if not (part.startswith("kddcup") and one == "none"))
    tables = tuple(table for table, module in _TABLES.items() if part in module.ROWS)
    return Config(scalings, tables, table1.configure(part, profile).max_rows)


def in_table(config: Config, table: Table, part: str, scaling: Scaling) -> TableConfig:
    """The configuration of a table under a scaling."""
    rule: TableConfig = _TABLES[table].configure(part, "paper")
    return replace(rule, scaling=scaling, max_rows=config.max_rows)


def arm_name(table: Table, control: str, scaling: Scaling) -> str:
    """A control of a table under a scaling, as records name it."""
    return f"{table}_{control}_{scaling}"


LABELS = {
    arm_name(table, control, scaling): f"{heading}, {label}, {title}"
    for table, heading in TABLES.items()
    for control, label in CONTROLS.items()
    for scaling, title in SCALINGS.items()
}
