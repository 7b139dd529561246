"""The numbers of the page on readings of what the paper leaves open."""

import numpy as np
import numpy.typing as npt

from rdo.datasets import load
from replication import table1
from replication.kit.labels import METHODS
from replication.ledger import Record, find_record, read_arrays, scoreboard
from replication.ledger.evidence import mean_interval
from replication.recovered_settings import confirmations, explored
from replication.recovered_settings.choice import Row, Standing, best, config_of, rows_of, tried
from replication.recovered_settings.config import (
    ROLES,
    Role,
    configure,
    confirmed_name,
    name_of,
    reading_of,
)
from replication.recovered_settings.confirmed import confirmed_rows, tabled_rows
from replication.recovered_settings.readings import DEPARTURES
from tests.notebooks.stated import Check, between, equal, true


def _explored() -> Record:
    return explored()["arrhythmia"]


def _reached(name: str) -> int:
    """Rows of Arrhythmia that a reading reaches, explored."""
    record = _explored()
    rows = rows_of(record.arms, config_of(record), "arrhythmia", reading_of(name))
    return Standing(rows).reached


def _reached_by() -> list[int]:
    """By how many readings each row is reached, explored."""
    record = _explored()
    found = [rows_of(record.arms, config_of(record), "arrhythmia", one) for one in tried(record)]
    return [sum(row.reached for row in rows) for rows in zip(*found, strict=True)]


def _confirmed() -> Record:
    return confirmations()["arrhythmia"]


def _rows(role: Role) -> tuple[Row, ...]:
    return confirmed_rows("arrhythmia", _confirmed(), role)


def _common(method: str, name: str) -> list[npt.NDArray[np.float64]]:
    """A measure of the best reading for all, in both tables."""
    arms = _confirmed().arms
    return [arms[f"common_{table}_{method}"].finished(name) for table in ("table1", "table4")]


def _means(name: str, *methods: str) -> list[float]:
    return [float(values.mean()) for method in methods for values in _common(method, name)]


def _below_explored() -> list[bool]:
    """Whether a confirmed training is below the end of its exploration, before and after."""
    confirmed, explored = (read_arrays(one) for one in (_confirmed(), _explored()))
    found = []
    for name in (one.removesuffix("_f1") for one in confirmed if one.endswith("_f1")):
        at, end = confirmed[f"{name}_at"], explored[f"{name}_f1"][-1].mean()
        assert explored[f"{name}_at"][-1] == 5_000
        near = [confirmed[f"{name}_f1"][at == step].mean() for step in (4_000, 6_000)]
        found.append(bool(max(near) < end))
    return found


def _moved() -> list[float]:
    """By how much F1 of RaDOGAGA moves after its warm-up, on columns as they are."""
    arrays = read_arrays(_confirmed())
    names = [f"{t}_{m}_unscaled_f1" for t in ("table1", "table4") for m in METHODS if m != "dagmm"]
    return [float(arrays[name][-1].mean() - arrays[name][0].mean()) for name in names]


def _reach_of_a_weight(warm_up: bool) -> float:
    config = table1.configure("arrhythmia", "paper")
    steps = _confirmed().arms["common_table1_dagmm"].config["steps"]
    assert isinstance(steps, int)
    first = config.warm_up_steps * config.warm_up_learning_rate if warm_up else 0.0
    return first + steps * config.learning_rate


def _explored_rows(name: str) -> tuple[Row, ...]:
    record = _explored()
    return rows_of(record.arms, config_of(record), "arrhythmia", reading_of(name))


def _loss(role: Role | None) -> float:
    """By how much mean F1 falls from the exploration to the tables' splits, over the six rows."""
    if role is None:
        before, after = _explored_rows("rule"), tabled_rows("arrhythmia", _confirmed())
    else:
        named = _confirmed().config["readings"]
        after = _rows(role)
        names = [named[confirmed_name(role, row.table, row.method)] for row in after]
        before = tuple(_explored_rows(name)[k] for k, name in enumerate(names))
    return float(np.mean([b.mean - a.mean for b, a in zip(before, after, strict=True)]))


def _reproduced(role: Role) -> int:
    return sum(
        judgement.verdict == "reproduced"
        for judgement in scoreboard()
        if judgement.claim.experiment == "recovered_settings"
        and judgement.claim.dataset == "arrhythmia"
        and judgement.claim.method.startswith(role)
    )


def _forest_as_the_ledger_would() -> int:
    """Rows of which the whole interval of the forest's mean lies within the band."""
    found = 0
    printed_runs = 20
    for row in tabled_rows("arrhythmia", _confirmed()):
        judged = find_record(row.table, "arrhythmia", profile="paper")
        assert judged is not None
        forest = judged.arms["isolation_forest"].finished("f1")
        interval = mean_interval(forest, row.printed, row.spread, printed_runs)
        found += max(-interval.low, interval.high) <= row.spread
    return found


def _moves(name: str) -> float:
    """By how much a departure alone moves F1, explored, in the mean over the rows."""
    rows = zip(_explored_rows(name), _explored_rows("rule"), strict=True)
    return float(np.mean([abs(one.mean - rule.mean) for one, rule in rows]))


def _order_of_moves() -> list[str]:
    """Departures but for scaling, those that move F1 most first."""
    names = [name for name, one in DEPARTURES.items() if one.group != "scaling"]
    return sorted(names, key=_moves, reverse=True)


_D1 = "highest_table1_radogaga_d"
_UNIT_TRAIN = "cosine_distance_and_norm_offset_and_no_dropout_and_glorot_and_unit_train"

STATED: dict[str, Check] = {
    "we explored 52 readings on splits": equal(52, lambda: len(tried(_explored()))),
    "on the twenty splits of the tables": equal(20, lambda: len(_confirmed().seeds)),
    "five of six rows where it was chosen (explored), and two": true(
        lambda: [
            name_of(best(explored())) == "test_mixture_and_unscaled",
            _reached("test_mixture_and_unscaled") == 5,
            sum(row.reached for row in _rows("common")) == 2,
            len(_rows("common")) == 6,
        ]
    ),
    "The rule reaches none": equal(
        0, lambda: sum(row.reached for row in tabled_rows("arrhythmia", _confirmed()))
    ),
    "is a row of Table 1 reached": true(
        lambda: [not row.reached for role in ROLES for row in _rows(role) if row.table == "table1"]
    ),
    "as they come, reaches all six": equal(
        6,
        lambda: sum(
            row.reached for row in tabled_rows("arrhythmia", _confirmed(), "isolation_forest")
        ),
    ),
    "farther from a row than the mean row is": between(
        -20, 0, lambda: [_common(method, "variance_explained") for method in METHODS]
    ),
    "then all pairs of the best five": equal(5, lambda: configure("arrhythmia", "reduced").paired),
    "for a quarter of the tables' steps": equal(
        4, lambda: configure("arrhythmia", "reduced").part_of_steps
    ),
    "which makes 52 readings in all; two of them repeat others, for": true(
        lambda: [
            len(tried(_explored())) == 52,
            sum("batch_128" in one for one in tried(_explored())) == 2,
            table1.configure("arrhythmia", "paper").batch_size == 128,
        ]
    ),
    "are of 128 under the rule": equal(
        128, lambda: table1.configure("arrhythmia", "paper").batch_size
    ),
    "on the twenty splits of Tables": equal(20, lambda: len(_confirmed().seeds)),
    "The 452 rows are not": equal(452, lambda: len(load("arrhythmia").X)),
    "the rule reaches one row of Arrhythmia": equal(1, lambda: _reached("rule")),
    "in the file reach four rows": equal(4, lambda: _reached("unscaled")),
    "and five if the mixture is of": equal(5, lambda: _reached("test_mixture_and_unscaled")),
    "reaches five if columns are scaled": equal(5, lambda: _reached(_UNIT_TRAIN)),
    "the farthest of all, none reached": true(
        lambda: [_reached("standard") == 0, _reached("standard_train") == 0]
    ),
    "the mean of squared errors, the mixture and PyTorch's start": true(
        lambda: [_order_of_moves()[:3] == ["mean_error", "test_mixture", "pytorch"]]
    ),
    "changes nothing, and the jitter a hundredth or so": true(
        lambda: [
            _moves("norm_offset") < 0.002,
            max(
                abs(one.mean - rule.mean)
                for one, rule in zip(
                    _explored_rows("small_jitter"), _explored_rows("rule"), strict=True
                )
            )
            < 0.0125,
        ]
    ),
    "the rarest, explored, by six of the 52": true(
        lambda: [min(_reached_by()) == 6, len(tried(_explored())) == 52]
    ),
    "under four ways to scale": equal(4, lambda: len(("rule", "unscaled", "rows", "standard"))),
    "chosen for five rows that it reached, explored, on five splits": true(
        lambda: [
            _reached("test_mixture_and_unscaled") == 5,
            _explored().seeds == list(range(1_000, 1_005)),
        ]
    ),
    "the twenty others one of these is left, RaDOGAGA(d) in Table 4, and": true(
        lambda: [
            _confirmed().seeds == list(range(20)),
            [(r.table, r.method) for r in _rows("common") if r.reached]
            == [("table4", "dagmm"), ("table4", "radogaga_d")],
            _explored_rows("test_mixture_and_unscaled")[3].gap > 1,
        ]
    ),
    "one row of the six is reproduced": equal(1, lambda: _reproduced("common")),
    "two under the reading that was highest": equal(2, lambda: _reproduced("highest")),
    "and the Isolation Forest would have four": equal(4, _forest_as_the_ledger_would),
    "The five splits were easier": equal(5, lambda: len(_explored().seeds)),
    "has 0.027 less on the twenty in the mean": between(0.0265, 0.0275, lambda: _loss(None)),
    "The best reading has 0.040 less": between(0.0395, 0.0405, lambda: _loss("common")),
    "0.058. It falls most for RaDOGAGA(d)": between(0.0575, 0.0585, lambda: _loss("highest")),
    "from 0.519 explored to 0.436 confirmed": true(
        lambda: [
            abs(_confirmed().arms[_D1].finished("f1").mean() - 0.436) < 5e-4,
            abs(_explored_rows(_UNIT_TRAIN)[1].mean - 0.519) < 5e-4,
        ]
    ),
    "below the best reading's 0.493": between(0.4925, 0.4935, lambda: _rows("common")[1].mean),
    "after 4,000 and after 6,000 steps, on either side of the 5,000": true(_below_explored),
    "each of the eleven trainings": equal(11, lambda: len(_below_explored())),
    "milliseconds side by side, up to several hundred": between(
        300, 1_000, lambda: load("arrhythmia").X.max()
    ),
    "by 3 in all, the warm-up included": equal(3, lambda: _reach_of_a_weight(warm_up=True)),
    "and in DAGMM's by 2": equal(2, lambda: _reach_of_a_weight(warm_up=False)),
    "on average less than a twentieth": between(
        0, 0.05, lambda: _means("residual_share", "radogaga_d", "radogaga_log")
    ),
    "within two hundredths of what it was": between(-0.0205, 0.0205, _moved),
    "put all but a hundredth": between(0.99, 1, lambda: _means("largest_weight", "dagmm")),
}

DEFINED: tuple[str, ...] = ()
