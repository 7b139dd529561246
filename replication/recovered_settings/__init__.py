"""Which reading of what RaDOGAGA leaves open gives the printed Tables 1 and 4."""

from replication.kit import Experiment
from replication.recovered_settings.against_controls import against_controls
from replication.recovered_settings.choice import explored
from replication.recovered_settings.config import (
    FIRST_EXPLORED,
    LABELS,
    PARTS,
    SEEDS,
    configure,
)
from replication.recovered_settings.confirmed import (
    confirmations,
    confirmed_rows,
    confirmed_table,
    mechanism_table,
)
from replication.recovered_settings.entered_after import after_rows, after_table, entered_after
from replication.recovered_settings.figures import along_training, reading_map
from replication.recovered_settings.needed import trainings
from replication.recovered_settings.tables import readings_table, smallest_departures, space

__all__ = [
    "EXPERIMENT",
    "after_rows",
    "after_table",
    "against_controls",
    "along_training",
    "confirmations",
    "confirmed_rows",
    "confirmed_table",
    "entered_after",
    "explored",
    "mechanism_table",
    "reading_map",
    "readings_table",
    "smallest_departures",
    "space",
]

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
