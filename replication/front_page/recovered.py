"""How many printed rows some reading of what the paper leaves open reaches."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from rdo.errors import InputError
from replication.front_page.measured import FOREST
from replication.kit.anomaly.rows import Row
from replication.ledger import Record
from replication.recovered_settings import confirmations, explored
from replication.recovered_settings.choice import tried
from replication.recovered_settings.confirmed import (
    common_reading,
    confirmed_rows,
    roles_shown,
    tabled_rows,
)
from replication.recovered_settings.readings import titled

__all__ = ["Recovered", "recovered"]


@dataclass(frozen=True)
class Recovered:
    """Rows whose mean lies within a printed deviation of the printed one."""

    reading: str
    """The best for all data sets together, when explored, and confirmed."""
    parts: dict[str, tuple[int, int]]
    """Rows that it has within, and all that are printed, by data set on which it was confirmed."""
    rows: int
    """All that are printed of these data sets."""
    reached: dict[str, int]
    """Of these, under the rule, the confirmed readings by role, and by an Isolation Forest. The
    best reading for each data set is left out where it is the best for all."""
    above: int
    """Of the rows, those whose band an Isolation Forest is above."""
    readings: tuple[int, int]
    """How many were explored, where fewest and where most were."""


def recovered() -> Recovered:
    """Over all data sets on which readings were confirmed.

    Raises
    ------
    InputError
        If there is none.
    """
    records = confirmations()
    if not records:
        raise InputError(
            "the front page needs a record of recovered_settings of the profile paper, and there "
            "is none"
        )

    def reached(rows: Callable[[str, Record], tuple[Row, ...]]) -> int:
        return sum(row.reached for part, record in records.items() for row in rows(part, record))

    found = {"rule": reached(tabled_rows)}
    for role in roles_shown(records.values()):
        found[role] = reached(partial(confirmed_rows, role=role))
    found["forest"] = reached(partial(tabled_rows, control=FOREST))
    above = sum(
        row.gap > 0 and not row.reached
        for part, record in records.items()
        for row in tabled_rows(part, record, FOREST)
    )
    common = {part: confirmed_rows(part, record, "common") for part, record in records.items()}
    parts = {part: (sum(row.reached for row in own), len(own)) for part, own in common.items()}
    rows = sum(len(own) for own in common.values())
    tried_on = [len(tried(record)) for part, record in explored().items() if part in records]
    first, *_ = records.values()
    return Recovered(
        titled(common_reading(first)), parts, rows, found, above, (min(tried_on), max(tried_on))
    )
