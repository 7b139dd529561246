"""What was confirmed on splits that no choice has seen, beside the rule and the printed values."""

from collections.abc import Iterable, Mapping

import pandas as pd

from rdo.errors import InputError
from replication.kit.anomaly.config import Table
from replication.kit.anomaly.pages import MECHANISM
from replication.kit.anomaly.rows import Row, row_of
from replication.kit.labels import METHODS
from replication.kit.tables import mean_and_sd, printed_cell, printed_values
from replication.ledger import Record, find_record
from replication.recovered_settings.choice import METRIC, explored
from replication.recovered_settings.config import ROLES, Role, confirmed_name, reading_of
from replication.recovered_settings.readings import Reading, titled
from replication.recovered_settings.tables import row_name

__all__ = [
    "common_reading",
    "confirmations",
    "confirmed_rows",
    "confirmed_table",
    "mechanism_table",
    "roles_shown",
    "tabled_rows",
]


def confirmations() -> dict[str, Record]:
    """The stored records of confirmations, by data set in the order of the explorations."""
    found = {part: find_record("recovered_settings", part, profile="paper") for part in explored()}
    return {part: record for part, record in found.items() if record is not None}


def common_reading(confirmed: Record) -> Reading:
    """The best reading for all that were explored, as a confirmation has it."""
    table = confirmed.config["tables"][0]
    return reading_of(confirmed.config["readings"][confirmed_name("common", table, "dagmm")])


def confirmed_rows(part: str, record: Record, role: Role) -> tuple[Row, ...]:
    """The printed rows of a data set under what was confirmed for them in a role."""
    return tuple(
        row_of(table, part, method, record.arms[confirmed_name(role, table, method)], METRIC)
        for table, method in _printed(part, record)
    )


def tabled_rows(part: str, record: Record, control: str = "") -> tuple[Row, ...]:
    """The same rows in Tables 1 and 4 as they are judged: the methods under the rule, or a control.

    Raises
    ------
    InputError
        If a table has no record of the data set.
    """
    found = []
    for table, method in _printed(part, record):
        judged = find_record(table, part, profile="paper")
        if judged is None:
            raise InputError(
                f"{table} has no record of {part} to compare with; first rdo run {table} "
                f"--dataset {part} --profile paper."
            )
        found.append(row_of(table, part, method, judged.arms[control or method], METRIC))
    return tuple(found)


def confirmed_table(part: str, record: Record) -> pd.DataFrame:
    """For each printed row, F1 under the rule and under what was confirmed; last, the rows reached.

    Mean and, in brackets, its distance from the printed mean in printed standard deviations; of
    the printed means themselves, that deviation. An Isolation Forest stands beside them, which has
    nothing to do with the methods and no setting of theirs. Columns are those of
    :func:`roles_shown`. The last says which reading was the highest in each row.
    """
    columns = {"the rule": tabled_rows(part, record)}
    for role in roles_shown([record]):
        columns[ROLES[role]] = confirmed_rows(part, record, role)
    columns["an Isolation Forest"] = tabled_rows(part, record, "isolation_forest")
    rows = columns[ROLES["common"]]
    printed = [printed_cell(printed_values(row.table, part, "f1")[row.method]) for row in rows]
    table = pd.DataFrame({"printed": printed}, index=[row_name(row) for row in rows])
    for title, own in columns.items():
        cells = {row_name(row): row.shown for row in own}
        table[title] = pd.Series(cells)
    reached = {
        title: f"{sum(row.reached for row in own)} of {len(own)}" for title, own in columns.items()
    }
    table.loc["rows within a deviation"] = pd.Series(reached)
    named = record.config["readings"]
    highest = [confirmed_name("highest", row.table, row.method) for row in rows]
    table["which was highest"] = pd.Series(
        {
            row_name(row): titled(reading_of(named[arm]))
            for row, arm in zip(rows, highest, strict=True)
        }
    )
    return table.fillna("")


def roles_shown(records: Iterable[Record]) -> list[Role]:
    """All roles; without ``own`` where the best reading for each data set is the best for all."""
    differ = any(
        reading != named[name.replace("own_", "common_", 1)]
        for named in (record.config["readings"] for record in records)
        for name, reading in named.items()
        if name.startswith("own_")
    )
    return [role for role in ROLES if differ or role != "own"]


def mechanism_table(record: Record, arms: Mapping[str, str]) -> pd.DataFrame:
    """What F1 does not say of trained networks: mean and deviation over the seeds, a row an arm.

    The largest weight, and the residual features' share of the energy's variance over the test
    rows, are of the mixture of the training rows, whichever mixture F1 is of.

    Parameters
    ----------
    record
        Of an exploration or a confirmation.
    arms
        Titles of its arms, by name.
    """
    rows = {
        title: {
            heading: mean_and_sd(record.arms[name], metric)
            for metric, heading in {METRIC: "F1", **MECHANISM}.items()
            if metric in record.arms[name].metrics
        }
        for name, title in arms.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").fillna("")


def _printed(part: str, record: Record) -> list[tuple[Table, str]]:
    tables: list[Table] = record.config["tables"]
    return [
        (table, method)
        for table in tables
        for method in METHODS
        if method in printed_values(table, part, "f1")
    ]
