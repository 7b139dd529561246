"""What the checks of the page on readings measure, on one data set."""

from functools import cache

import numpy as np

from replication import table1
from replication.kit.anomaly.config import Table
from replication.ledger import Record, find_record, read_arrays, scoreboard
from replication.ledger.evidence import mean_interval
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


def means(part: str, role: Role, name: str, *methods: str) -> list[float]:
    """A measure of what was confirmed, of each method in both tables, over the seeds."""
    arms = confirmed(part).arms
    return [
        float(arms[confirmed_name(role, table, method)].finished(name).mean())
        for method in methods
        for table in TABLES
    ]


def mean_explored(part: str) -> float:
    """F1 of the rule, explored, in the mean over the six printed means."""
    return float(np.mean([row.mean for row in explored_rows(part, "rule")]))


def rule_after(part: str, steps: int) -> float:
    """The same in Tables 1 and 4, after so many steps; -1 for the last."""
    found = []
    for row in tabled_rows(part, confirmed(part)):
        judged = find_record(row.table, part, profile="paper")
        assert judged is not None
        along = read_arrays(judged)
        at = along[f"{row.method}_observed_at"]
        k = -1 if steps < 0 else at.tolist().index(steps)
        found.append(along[f"{row.method}_observed_f1"][k].mean())
    return float(np.mean(found))


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


def reproduced(part: str, role: Role) -> int:
    return sum(
        judgement.verdict == "reproduced"
        for judgement in scoreboard()
        if judgement.claim.experiment == "recovered_settings"
        and judgement.claim.dataset == part
        and judgement.claim.method.startswith(role)
    )


def forest(part: str) -> int:
    """Rows that an Isolation Forest reaches."""
    return sum(row.reached for row in tabled_rows(part, confirmed(part), "isolation_forest"))


def forest_as_the_ledger_would(part: str) -> int:
    """Rows of which the whole interval of the forest's mean lies within the band."""
    found = 0
    printed_runs = 20
    for row in tabled_rows(part, confirmed(part)):
        judged = find_record(row.table, part, profile="paper")
        assert judged is not None
        scores = judged.arms["isolation_forest"].finished("f1")
        interval = mean_interval(scores, row.printed, row.spread, printed_runs)
        found += max(-interval.low, interval.high) <= row.spread
    return found


def moves(part: str, name: str) -> float:
    """By how much a departure alone moves F1, explored, in the mean over the rows."""
    rows = zip(explored_rows(part, name), explored_rows(part, "rule"), strict=True)
    return float(np.mean([abs(one.mean - rule.mean) for one, rule in rows]))


def order_of_moves(part: str) -> list[str]:
    """Departures but for scaling, those that move F1 most first."""
    names = [name for name, one in DEPARTURES.items() if one.group != "scaling"]
    return sorted(names, key=lambda name: moves(part, name), reverse=True)
