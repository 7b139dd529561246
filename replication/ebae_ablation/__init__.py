"""Table 3 of the EBAE supplement: what the latent chain, its memory and the sphere are good for."""

from replication.ebae_ablation.config import (
    DEVIATIONS,
    HEADINGS,
    LABELS,
    ROWS,
    SEEDS,
    configure,
    trainings,
)
from replication.ebae_ablation.figures import along_training, rebuilt, rows_beside_each_other
from replication.ebae_ablation.tables import chain_speed
from replication.kit import Experiment

__all__ = [
    "DEVIATIONS",
    "EXPERIMENT",
    "HEADINGS",
    "ROWS",
    "along_training",
    "chain_speed",
    "rebuilt",
    "rows_beside_each_other",
]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=(*ROWS, "comparisons"),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trainings=trainings,
    seeds_per_unit=1,
)
