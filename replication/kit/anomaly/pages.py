"""What the pages of Tables 1 and 4 show of the stored records, the same for both."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.figure import Figure

from replication.kit.anomaly.tables import (
    RATE_DISTORTION,
    STARTS,
    TRAINING,
    paired_differences,
    steps_that_reach,
    with_glorot,
)
from replication.kit.figures import seed_strips, training_curves
from replication.kit.style import Arrays
from replication.kit.tables import paper_table
from replication.ledger import Record, find_record, read_arrays

__all__ = ["MECHANISM", "PAPER", "RANKING", "StoredTable"]

PAPER = ("kddcup", "thyroid", "arrhythmia", "kddcup_rev")
"""The paper's data sets, in its order."""

RANKING = {"roc_auc": "ROC AUC", "average_precision": "average precision"}
_REBUILT = {"variance_explained": "variance explained", "median_error": "median error"}
MECHANISM = {
    "largest_weight": "largest mixture weight",
    "residual_share": "residual features' share of the energy's variance",
    "median_error": "median error",
    "variance_explained": "variance explained",
}
"""What F1 does not say of trained networks."""

_MARGINALS = {"f1_latent": "F1, latent alone", "f1_residual": "F1, residual features alone"}

_THRESHOLD = {"f1": "F1", "precision": "precision", "recall": "recall"}
_INSIDE = {"variance_explained": "variance explained", "gram_diagonal": "Gram diagonal"}


@dataclass(frozen=True)
class StoredTable:
    """The stored records of one table, one per data set of the paper, with their arrays."""

    records: Sequence[Record]
    arrays: Sequence[Arrays]

    @classmethod
    def of(cls, table: str, variant: str = "") -> "StoredTable":
        """The records of ``table1`` or ``table4``; ``variant="glorot"`` for Glorot's weights."""
        found = (find_record(table, name, variant=variant) for name in PAPER)
        records = [record for record in found if record is not None]
        return cls(records, [read_arrays(record) for record in records])

    def results(self) -> pd.DataFrame:
        """Precision, recall and F1 beside the printed values, with the verdicts on F1."""
        return paper_table(self.records, _THRESHOLD)

    def every_seed(self) -> Figure:
        """F1 of every seed, a panel per data set and a row per arm, over the printed bands."""
        return seed_strips(self.records, "f1", "F1, one point per seed")

    def training_helps(self) -> pd.DataFrame:
        """F1 of what is trained against the untrained network, paired over the seeds."""
        return paired_differences(self.records, "f1", TRAINING)

    def loss_helps(self) -> pd.DataFrame:
        """F1 of RaDOGAGA against DAGMM from either start and against the plain autoencoder."""
        return paired_differences(self.records, "f1", RATE_DISTORTION)

    def along_training(self) -> Figure:
        """F1 along training, a row per data set and a column per arm: median and range of seeds."""
        return training_curves(self.records, self.arrays, "f1", "F1")

    def reached(self) -> pd.DataFrame:
        """When, along the training, the mean F1 reached the printed value."""
        return pd.concat(map(steps_that_reach, self.records, self.arrays))

    def rebuilt(self) -> pd.DataFrame:
        """Mean and median error over the training rows."""
        return paper_table(self.records, _REBUILT)

    def inside(self) -> pd.DataFrame:
        """The whole ranking, and what the networks learned."""
        return paper_table(self.records, {**RANKING, "prevalence": "prevalence", **_INSIDE})

    def mechanism(self) -> pd.DataFrame:
        """Where the anomalies show, and what the networks do, of the records that have it."""
        measured = [
            record
            for record in self.records
            if any("f1_latent" in arm.metrics for arm in record.arms.values())
        ]
        return paper_table(measured, {**_MARGINALS, **MECHANISM})

    def both_starts(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """RaDOGAGA from either start: F1 and what the networks learned; and in pairs."""
        joined = [both for record in self.records if (both := with_glorot(record)) is not None]
        table = paper_table(joined, {"f1": "F1", **_INSIDE})
        return table, paired_differences(joined, "f1", STARTS)
