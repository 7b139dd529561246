"""Known faults of public DAGMM code: what each does, what it costs, and what F1 sees of it."""

from replication.dagmm_autopsy.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.dagmm_autopsy.figures import (
    diagnoses_panels,
    energy_panels,
    f1_strips,
    last_batch_curve,
    loss_curves,
)
from replication.dagmm_autopsy.tables import diagnoses_table, examples_table
from replication.kit import Experiment

__all__ = [
    "EXPERIMENT",
    "HEADINGS",
    "diagnoses_panels",
    "diagnoses_table",
    "energy_panels",
    "examples_table",
    "f1_strips",
    "last_batch_curve",
    "loss_curves",
]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trains_on_device=False,
)
