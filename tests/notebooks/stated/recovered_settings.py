"""The numbers of the page on readings of what the paper leaves open."""

import numpy as np
import numpy.typing as npt

from rdo.datasets import load
from replication import table1
from replication.kit.labels import METHODS
from replication.ledger import Record, read_arrays, scoreboard
from replication.recovered_settings import confirmations, explored
from replication.recovered_settings.choice import Row, Standing, best, config_of, rows_of, tried
from replication.recovered_settings.config import ROLES, Role, configure, name_of, reading_of
from replication.recovered_settings.confirmed import confirmed_rows, tabled_rows
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


def _verdicts() -> dict[str, str]:
    """Of the best reading for all, by table and method."""
    return {
        judgement.claim.method.removeprefix("common_"): judgement.verdict
        for judgement in scoreboard()
        if judgement.claim.experiment == "recovered_settings"
        and judgement.claim.dataset == "arrhythmia"
        and judgement.claim.method.startswith("common_")
    }


def _below_explored() -> list[bool]:
    """Whether a confirmed training is below its exploration, after as many steps or more."""
    confirmed, explored = (read_arrays(one) for one in (_confirmed(), _explored()))
    found = []
    for name in (one.removesuffix("_f1") for one in confirmed if one.endswith("_f1")):
        at, last = confirmed[f"{name}_at"], explored[f"{name}_at"][-1]
        near = confirmed[f"{name}_f1"].mean(1)[np.abs(at - last) <= 1_000]
        found.append(len(near) > 0 and bool((near < explored[f"{name}_f1"][-1].mean()).all()))
    return found


def _moved() -> list[float]:
    """By how much F1 of RaDOGAGA moves from the start to the end, on columns as they are."""
    arrays = read_arrays(_confirmed())
    names = [f"{t}_{m}_unscaled_f1" for t in ("table1", "table4") for m in METHODS if m != "dagmm"]
    return [float(arrays[name][-1].mean() - arrays[name][0].mean()) for name in names]


def _reach_of_a_weight() -> float:
    config = table1.configure("arrhythmia", "paper")
    steps = _confirmed().arms["common_table1_dagmm"].config["steps"]
    assert isinstance(steps, int)
    return config.warm_up_steps * config.warm_up_learning_rate + steps * config.learning_rate


_D1 = "highest_table1_radogaga_d"
_UNIT_TRAIN = "cosine_distance_and_norm_offset_and_no_dropout_and_glorot_and_unit_train"

STATED: dict[str, Check] = {
    "we searched 52 readings": equal(52, lambda: len(tried(_explored()))),
    "reached five of the six printed means where it was chosen (explored), and two": true(
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
    "No row of Table 1 is reached by any": true(
        lambda: [not row.reached for role in ROLES for row in _rows(role) if row.table == "table1"]
    ),
    "lies within all six bands": equal(
        6,
        lambda: sum(
            row.reached for row in tabled_rows("arrhythmia", _confirmed(), "isolation_forest")
        ),
    ),
    "one of the five is left, RaDOGAGA(d) in Table 4, and the row": true(
        lambda: [[(r.table, r.method) for r in _rows("common") if r.reached]
                 == [("table4", "dagmm"), ("table4", "radogaga_d")]]
    ),
    "Of the four that are below again one is decided": true(
        lambda: [
            sorted(name for name, verdict in _verdicts().items() if verdict == "not reached")
            == ["table1_radogaga_log"],
            sum(row.gap < -1 for row in _rows("common")) == 4,
        ]
    ),
    "it had 0.519 explored, and has 0.436 confirmed": true(
        lambda: [
            abs(_confirmed().arms[_D1].finished("f1").mean() - 0.436) < 5e-4,
            abs(
                _explored().arms[f"table1_radogaga_d_{_UNIT_TRAIN}"].finished("f1").mean() - 0.519
            )
            < 5e-4,
        ]
    ),
    "all pairs of the best five": equal(5, lambda: configure("arrhythmia", "reduced").paired),
    "for a quarter of the tables' steps": equal(
        4, lambda: configure("arrhythmia", "reduced").part_of_steps
    ),
    "on the twenty splits of Tables": equal(20, lambda: len(_confirmed().seeds)),
    "five rows that it reached on five splits. On twenty": true(
        lambda: [
            _reached("test_mixture_and_unscaled") == 5,
            _explored().seeds == list(range(1_000, 1_005)),
            _confirmed().seeds == list(range(20)),
        ]
    ),
    "milliseconds side by side, up to several hundred": between(
        300, 1_000, lambda: load("arrhythmia").X.max()
    ),
    "A confirmation trains four times as long": equal(
        4, lambda: configure("arrhythmia", "reduced").part_of_steps
    ),
    "all eleven trainings are below": true(
        lambda: [len(_below_explored()) == 11, *_below_explored()]
    ),
    "in this training by 3 in all": equal(3, _reach_of_a_weight),
    "count for less than a twentieth": between(
        0, 0.05, lambda: _means("residual_share", "radogaga_d", "radogaga_log")
    ),
    "within two hundredths of that at the start": between(-0.0205, 0.0205, _moved),
    "all but a hundredth of its weight": between(
        0.99, 1, lambda: _means("largest_weight", "dagmm")
    ),
    "farther from a row than the mean row is": between(
        -20, 0, lambda: [_common(method, "variance_explained") for method in METHODS]
    ),
    "the rule reaches one row": equal(1, lambda: _reached("rule")),
    "in the file they reach four rows": equal(4, lambda: _reached("unscaled")),
    "and five if the mixture": equal(5, lambda: _reached("test_mixture_and_unscaled")),
    "reaches five if columns are scaled": equal(
        5, lambda: _reached(_UNIT_TRAIN)
    ),
    "the farthest of all, none reached": true(
        lambda: [_reached("standard") == 0, _reached("standard_train") == 0]
    ),
    "by some reading, the rarest by six of the 52": true(
        lambda: [min(_reached_by()) == 6, len(tried(_explored())) == 52]
    ),
}  # fmt: skip

DEFINED: tuple[str, ...] = ()
