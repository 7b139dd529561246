"""What scaling does to F1 without the papers' methods: the controls of Tables 1 and 4, rescaled."""

from replication.kit import Experiment
from replication.kit.anomaly.config import HEADINGS, SEEDS
from replication.scaling_alone.config import LABELS, PARTS, arm_name, configure
from replication.scaling_alone.tables import f1_by_scaling

__all__ = ["EXPERIMENT", "arm_name", "f1_by_scaling"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trains_on_device=False,
)
