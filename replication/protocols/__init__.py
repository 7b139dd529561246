"""How far F1 moves with the evaluation protocol alone: detectors that learn nothing from us."""

from replication.kit import Experiment
from replication.protocols.config import HEADINGS, LABELS, SEEDS, configure
from replication.protocols.figures import f1_by_prevalence, f1_strip
from replication.protocols.tables import (
    f1_range,
    f1_table,
    false_alarm_table,
    flagged_table,
    ranking_table,
)
from replication.table1 import ROWS

__all__ = [
    "EXPERIMENT",
    "f1_by_prevalence",
    "f1_range",
    "f1_strip",
    "f1_table",
    "false_alarm_table",
    "flagged_table",
    "ranking_table",
]

EXPERIMENT = Experiment(
    __name__, configure, parts=tuple(ROWS), seeds=SEEDS, labels=LABELS, headings=HEADINGS
)
