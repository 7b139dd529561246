"""What the checks of the page on readings measure, on one data set."""

from functools import cache

import numpy as np
import numpy.typing as npt

from replication import table1
from replication.kit.anomaly.config import Table
from replication.kit.anomaly.rows import Row
from replication.ledger import Record, read_arrays, scoreboard
from replication.recovered_settings import confirmations, explored
from replication.recovered_settings.choice import Standing, config_of, rows_of, tried
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
    looks = [along(part, table, method, departures) for table in TABLES]
    return [float(one[-1] - one[0]) for one in looks]


def reach_of_a_weight(part: str, warm_up: bool) -> float:
    config = table1.configure(part, "paper")
    steps = confirmed(part).arms["common_table1_dagmm"].config["steps"]
    assert isinstance(steps, int)
    first = config.warm_up_steps * config.warm_up_learning_rate if warm_up else 0.0
    return first + steps * config.learning_rate


def beyond(part: str, role: Role | None) -> tuple[float, float]:
    """Mean distance beyond the bands, in printed deviations: explored, and on the tables' splits.

    Of what was confirmed in a role, or of the rule.
    """
    if role is None:
        before, after = explored_rows(part, "rule"), tabled_rows(part, confirmed(part))
    else:
        named = confirmed(part).config["readings"]
        after = rows(part, role)
        names = [named[confirmed_name(role, row.table, row.method)] for row in after]
        before = tuple(explored_rows(part, name)[k] for k, name in enumerate(names))
    return Standing(before).excess, Standing(after).excess


def standard_errors(part: str, role: Role) -> dict[tuple[str, str], float]:
    """By how many standard errors each of our means is above the printed one, of 20 runs each."""
    found: dict[tuple[str, str], float] = {}
    runs = 20
    for row in rows(part, role):
        ours = f1_by_seed(part, role, row.table, row.method)
        assert len(ours) == runs
        error = np.sqrt((ours.var(ddof=1) + row.spread**2) / runs)
        found[row.table, row.method] = float((row.mean - row.printed) / error)
    return found


def along(part: str, table: Table, method: str, departures: str) -> npt.NDArray[np.float64]:
    """Mean F1 of what was confirmed at each look along the training."""
    return np.asarray(read_arrays(confirmed(part))[f"{table}_{method}_{departures}_f1"].mean(1))


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


def near(found: npt.ArrayLike, said: npt.ArrayLike, decimals: int) -> bool:
    """Whether numbers are those said, to so many decimals."""
    return bool(np.all(np.abs(np.asarray(found) - np.asarray(said)) < 0.5001 * 10**-decimals))
