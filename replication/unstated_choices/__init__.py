"""What RaDOGAGA's anomaly experiment leaves open, one choice changed at a time."""

from replication.kit import Experiment
from replication.kit.anomaly.config import HEADINGS
from replication.table1 import ROWS
from replication.unstated_choices.config import LABELS, SEEDS, configure, trainings
from replication.unstated_choices.figures import choice_curves, kept_by_choice
from replication.unstated_choices.tables import choice_table, smallest_departures

__all__ = ["EXPERIMENT", "choice_curves", "choice_table", "kept_by_choice", "smallest_departures"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=tuple(ROWS),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trainings=trainings,
)
