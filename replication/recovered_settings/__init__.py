"""Which reading of what RaDOGAGA leaves open gives the printed Tables 1 and 4."""

from replication.kit import Experiment
from replication.recovered_settings.config import (
    FIRST_EXPLORED,
    LABELS,
    PARTS,
    SEEDS,
    configure,
)
from replication.recovered_settings.needed import trainings

__all__ = ["EXPERIMENT"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    first_seed={"reduced": FIRST_EXPLORED},
    labels=LABELS,
    headings={"f1": "F1", "f1_test_mixture": "F1, mixture of the test rows"},
    trainings=trainings,
)
