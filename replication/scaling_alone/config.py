"""Which scalings are tried, and which controls are scored."""

from dataclasses import dataclass, replace
from types import ModuleType
from typing import Annotated

from annotated_types import MinLen

from replication import table1, table4
from replication.kit.anomaly.config import (
    SCALED_BY_SPLIT,
    SCALINGS,
    TABLES,
    Scaling,
    Table,
)
from replication.kit.anomaly.config import Config as TableConfig
from replication.kit.fields import Count
from replication.kit.labels import CONTROLS

__all__ = ["LABELS", "PARTS", "Config", "arm_name", "configure", "in_table"]

_MODULES: dict[Table, ModuleType] = {"table1": table1, "table4": table4}

PARTS = tuple(table1.ROWS)


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

    On KDDCup and KDDCup-rev columns are not tried as they are, for they hold up to 693 million
    bytes; nor scaled by the rows of each split, which takes a table of every split in memory.
    """
    left_out = ("none", *SCALED_BY_SPLIT) if part.startswith("kddcup") else ()
    scalings = tuple(one for one in SCALINGS if one not in left_out)
    tables = tuple(table for table, module in _MODULES.items() if part in module.ROWS)
    return Config(scalings, tables, table1.configure(part, profile).max_rows)


def in_table(config: Config, table: Table, part: str, scaling: Scaling) -> TableConfig:
    """The configuration of a table under a scaling."""
    rule: TableConfig = _MODULES[table].configure(part, "paper")
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
