"""Printed rows of Tables 1 and 4, and whether a mean of ours lies within a deviation of them."""

from dataclasses import dataclass

import numpy as np

from replication.kit.anomaly.config import Table
from replication.kit.tables import printed_values
from replication.ledger import Arm

__all__ = ["Row", "row_of"]


@dataclass(frozen=True)
class Row:
    """One printed mean and standard deviation, and what an arm has there."""

    table: Table
    part: str
    method: str
    printed: float
    spread: float
    mean: float
    """Over the seeds that finished; NaN if fewer than half did."""

    @property
    def gap(self) -> float:
        """Our mean less the printed one, in printed standard deviations; -inf without a mean."""
        gap = (self.mean - self.printed) / self.spread
        return gap if np.isfinite(gap) else -np.inf

    @property
    def shown(self) -> str:
        """Our mean and, in brackets, that gap."""
        return f"{self.mean:.3f}\N{NO-BREAK SPACE}({self.gap:+.1f}\N{NO-BREAK SPACE}sd)"

    @property
    def reached(self) -> bool:
        """Whether our mean lies within one printed deviation, on either side."""
        return abs(self.gap) <= 1 + 1e-9


def row_of(table: Table, part: str, method: str, arm: Arm, metric: str) -> Row:
    """A printed row, and what an arm has there."""
    claim = printed_values(table, part, "f1")[method]
    assert claim.spread is not None  # the rows that are not cited all have one
    values = arm.finished(metric)
    enough = len(values) >= len(arm.metrics[metric]) / 2
    mean = float(values.mean()) if enough else np.nan
    return Row(table, part, method, claim.value, claim.spread, mean)
