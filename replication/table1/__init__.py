"""Table 1 of the RaDOGAGA paper: anomalies in four public data sets."""

from replication.kit import Experiment
from replication.kit.anomaly.config import HEADINGS, LABELS, SEEDS, trainings
from replication.table1.config import ROWS, configure

__all__ = ["EXPERIMENT", "ROWS", "configure"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=tuple(ROWS),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    starts=("gauge", "glorot"),
    trainings=trainings,
)
