"""What the checks of the page on readings measure, on one data set."""

from functools import cache

import numpy as np
import numpy.typing as npt

from replication import table1
from replication.kit.anomaly.config import Table
from replication.ledger import Record, read_arrays, scoreboard
from replication.recovered_settings import confirmations, explored
from replication.recovered_settings.choice import Row, Standing, config_of, rows_of, tried
from replication.recovered_settings.config import Role, confirmed_name, reading_of
from replication.recovered_settings.confirmed import confirmed_rows, tabled_rows
from replication.recovered_settings.readings import DEPARTURES

TABLES: tuple[Table, ...] = ("table1", "table4")


@cache
def exploration(part: str) -> Record:
    return explored()[part]


@cache
def confirmed(part: str) -> Record:
    return confirmations()[part]


@cache
def explored_rows(part: str, name: str) -> tuple[Row, ...]:
    """The rows of a data set under a reading, explored."""
    record = exploration(part)
    return rows_of(record.arms, config_of(record), part, reading_of(name))


def reached(part: str, name: str) -> int:
    """How many of them it reaches."""
    return Standing(explored_rows(part, name)).reached


def readings_reaching(part: str) -> list[int]:
    """By how many readings each row is reached, explored."""
    record = exploration(part)
    found = [rows_of(record.arms, config_of(record), part, one) for one in tried(record)]
    return [sum(row.reached for row in rows) for rows in zip(*found, strict=True)]


def rows(part: str, role: Role) -> tuple[Row, ...]:
    return confirmed_rows(part, confirmed(part), role)


def f1_by_seed(part: str, role: Role, table: Table, method: str) -> npt.NDArray[np.float64]:
    """F1 of what was confirmed."""
    return confirmed(part).arms[confirmed_name(role, table, method)].by_seed("f1")


def met(part: str, role: Role) -> list[tuple[str, str]]:
    """Table and method of the confirmed rows that are reached."""
    return [(row.table, row.method) for row in rows(part, role) if row.reached]


def means(part: str, role: Role, name: str, *methods: str) -> list[float]:
    """A measure of what was confirmed, of each method in both tables, over the seeds."""
    arms = confirmed(part).arms
    return [
        float(arms[confirmed_name(role, table, method)].finished(name).mean())
        for method in methods
        for table in TABLES
    ]


def moved(part: str, method: str, departures: str) -> list[float]:
    """By how much F1 moves from the first look to the last, confirmed, by table."""
    arrays = read_arrays(confirmed(part))
    along = [arrays[f"{table}_{method}_{departures}_f1"] for table in TABLES]
    return [float(one[-1].mean() - one[0].mean()) for one in along]


def dagmm_ends_below(part: str, departures: str) -> list[bool]:
    """Whether DAGMM at the end is a little below both RaDOGAGAs at their first look."""
    arrays = read_arrays(confirmed(part))

    def at(table: str, method: str, look: int) -> float:
        return float(arrays[f"{table}_{method}_{departures}_f1"][look].mean())

    return [
        0 < at(table, method, 0) - at(table, "dagmm", -1) < 0.025
        for table in TABLES
        for method in ("radogaga_d", "radogaga_log")
    ]


def reach_of_a_weight(part: str, warm_up: bool) -> float:
    config = table1.configure(part, "paper")
    steps = confirmed(part).arms["common_table1_dagmm"].config["steps"]
    assert isinstance(steps, int)
    first = config.warm_up_steps * config.warm_up_learning_rate if warm_up else 0.0
    return first + steps * config.learning_rate


def loss(part: str, role: Role | None) -> float:
    """By how much mean F1 falls from the exploration to the tables' splits, over the six rows."""
    if role is None:
        before, after = explored_rows(part, "rule"), tabled_rows(part, confirmed(part))
    else:
        named = confirmed(part).config["readings"]
        after = rows(part, role)
        names = [named[confirmed_name(role, row.table, row.method)] for row in after]
        before = tuple(explored_rows(part, name)[k] for k, name in enumerate(names))
    return float(np.mean([b.mean - a.mean for b, a in zip(before, after, strict=True)]))


def forest(part: str) -> int:
    """Rows that an Isolation Forest reaches."""
    return sum(row.reached for row in tabled_rows(part, confirmed(part), "isolation_forest"))


def moves(part: str, name: str) -> float:
    """By how much a departure alone moves F1, explored, in the mean over the rows."""
    rows = zip(explored_rows(part, name), explored_rows(part, "rule"), strict=True)
    return float(np.mean([abs(one.mean - rule.mean) for one, rule in rows]))


def order_of_moves(part: str) -> list[str]:
    """Departures but for scaling, those that move F1 most first."""
    names = [name for name, one in DEPARTURES.items() if one.group != "scaling"]
    return sorted(names, key=lambda name: moves(part, name), reverse=True)


def judged(part: str, role: Role, verdict: str) -> set[str]:
    """Table and method of the confirmed rows that have this verdict."""
    return {
        judgement.claim.method.removeprefix(f"{role}_")
        for judgement in scoreboard()
        if judgement.claim.experiment == "recovered_settings"
        and judgement.claim.dataset == part
        and judgement.claim.method.startswith(f"{role}_")
        and judgement.verdict == verdict
    }


def forest_above(part: str, means: list[float]) -> list[bool]:
    """Whether an Isolation Forest has a higher mean than each of these."""
    forests = [row.mean for row in tabled_rows(part, confirmed(part), "isolation_forest")]
    return [min(forests) > one for one in means]


def near(found: float, said: float) -> bool:
    """Whether a number has these three decimals."""
    return abs(found - said) < 5e-4
