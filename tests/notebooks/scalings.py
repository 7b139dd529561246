"""What the page on readings says of scalings: the controls under each, and one entered after."""

import numpy as np
import numpy.typing as npt

from rdo.evaluation import paired_p_value
from replication.kit.tables import printed_values
from replication.ledger import find_record
from replication.recovered_settings.against_controls import scaling_of
from replication.recovered_settings.choice import config_of, rows_of
from replication.recovered_settings.config import Table, confirmed_name, reading_of
from replication.recovered_settings.entered_after import entered_after
from replication.recovered_settings.readings import ENTERED_AFTER
from tests.notebooks.readings import TABLES, confirmed, reached
from tests.notebooks.stated import Check, between, metric, true

__all__ = ["CHECKS"]

_F1 = npt.NDArray[np.float64]
_A, _T = "arrhythmia", "thyroid"
_METHODS = ("dagmm", "radogaga_d", "radogaga_log")


def _mean(part: str, control: str, scaling: str, table: Table = "table1") -> float:
    return float(metric("scaling_alone", part, f"{table}_{control}_{scaling}", "f1").mean())


def _gain(part: str, control: str) -> float:
    """What rows of length 1 add to a control's mean F1 in Table 1."""
    return _mean(part, control, "rows") - _mean(part, control, "unit")


def _within(part: str, control: str, scaling: str) -> list[bool]:
    """Of each printed mean of both tables, whether the control's lies within a deviation of it."""
    found = []
    for table in TABLES:
        for method, claim in printed_values(table, part, "f1").items():
            if method in _METHODS:
                assert claim.spread is not None
                found.append(
                    abs(_mean(part, control, scaling, table) - claim.value) <= claim.spread
                )
    assert len(found) == 6
    return found


def ours_and_theirs(part: str, table: Table, method: str, control: str) -> tuple[_F1, _F1]:
    """F1 by seed of a method and of a control, both under the best reading for all."""
    record, alone = confirmed(part), find_record("scaling_alone", part, profile="paper")
    assert alone is not None
    ours = record.arms[confirmed_name("common", table, method)]
    theirs = alone.arms[f"{table}_{control}_{scaling_of(record)}"]
    return ours.by_seed("f1"), theirs.by_seed("f1")


def above_control(part: str, table: Table, method: str, control: str) -> float:
    """The p-value that the method is above the control."""
    return paired_p_value(*ours_and_theirs(part, table, method, control))


def below_control(part: str, table: Table, method: str, control: str) -> float:
    """The p-value that it is below."""
    return paired_p_value(*reversed(ours_and_theirs(part, table, method, control)))


def _after(part: str) -> int:
    """Rows that the reading entered after reaches."""
    record = entered_after("reduced")[part]
    rows = rows_of(record.arms, config_of(record), part, reading_of(ENTERED_AFTER))
    return sum(row.reached for row in rows)


def _explored_after(table: Table, method: str) -> float:
    record = entered_after("reduced")[_T]
    rows = rows_of(record.arms, config_of(record), _T, reading_of(ENTERED_AFTER))
    (row,) = (row for row in rows if (row.table, row.method) == (table, method))
    return row.gap


CHECKS: dict[str, Check] = {
    "they lift PCA by 0.09 on Arrhythmia": between(0.085, 0.095, lambda: _gain(_A, "pca")),
    "by 0.25 on Thyroid": between(0.245, 0.255, lambda: _gain(_T, "pca")),
    "by rows of length 1 it gains 0.01 and 0.07": true(
        lambda: [
            abs(_gain(_A, "isolation_forest") - 0.01) < 0.005,
            abs(_gain(_T, "isolation_forest") - 0.07) < 0.005,
        ]
    ),
    "PCA and the forest are then within all six bands": true(
        lambda: [
            *_within(_A, "pca", "rows"),
            *_within(_A, "isolation_forest", "rows"),
            *_within(_A, "pca", "none"),
        ]
    ),
    "with 0.609 and 0.607, are within a printed deviation of RaDOGAGA(d) in": true(
        lambda: [
            abs(_mean(_T, "pca", "rows") - 0.609) < 5e-4,
            abs(_mean(_T, "untrained", "rows") - 0.607) < 5e-4,
            _within(_T, "pca", "rows")[1],
            _within(_T, "untrained", "rows")[1],
        ]
    ),
    "the forest, with 0.783, is above everything that the paper prints there": true(
        lambda: [
            abs((forest := _mean(_T, "isolation_forest", "rows")) - 0.783) < 5e-4,
            *(
                forest > claim.value
                for table in TABLES
                for claim in printed_values(table, _T, "f1").values()
            ),
        ]
    ),
    "It reaches seven of the twelve, explored, one fewer than rows of length 1": true(
        lambda: [
            _after(_A) + _after(_T) == 7,
            reached(_A, "rows") + reached(_T, "rows") == 8,
        ]
    ),
    "both give RaDOGAGA's printed means in Table 1": between(
        -0.5, 0.5, lambda: [_explored_after("table1", method) for method in _METHODS[1:]]
    ),
    "*On Arrhythmia* no method is above PCA or the forest by this test": true(
        lambda: [
            above_control(_A, table, method, control) > 0.05
            for table in TABLES
            for method in _METHODS
            for control in ("pca", "isolation_forest")
        ]
    ),
    "DAGMM is below both": true(
        lambda: [
            below_control(_A, table, "dagmm", control) < 0.05
            for table in TABLES
            for control in ("pca", "isolation_forest")
        ]
    ),
    "in Table 4 both RaDOGAGAs are above it, in Table 1 the one": true(
        lambda: [
            above_control(_A, "table4", "radogaga_d", "untrained") < 0.05,
            above_control(_A, "table4", "radogaga_log", "untrained") < 0.05,
            above_control(_A, "table1", "radogaga_log", "untrained") < 0.05,
            above_control(_A, "table1", "radogaga_d", "untrained") > 0.05,
        ]
    ),
}
