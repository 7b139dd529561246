"""What dividing the distortion into two terms is worth: RaDOGAGA against its undivided loss."""

from replication.kit import Experiment
from replication.kit.anomaly.config import HEADINGS, SEEDS
from replication.table1 import ROWS
from replication.undivided_loss.config import LABELS, configure, trainings

__all__ = ["EXPERIMENT"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=tuple(ROWS),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trainings=trainings,
)
