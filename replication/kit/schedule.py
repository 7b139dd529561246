"""Fields of a configuration that say how long and how fast replicas are trained."""

from dataclasses import dataclass

from replication.kit.fields import Count, Rate

__all__ = ["MOST_CELLS", "GridSchedule"]

MOST_CELLS = 1_000
"""Settings that one seed is trained at: seeds of replicas are seed * 1,000 + cell."""


@dataclass(frozen=True)
class GridSchedule:
    """How replicas are trained: as long as said, and then a quarter more at a tenth of the rate.

    A configuration of an experiment inherits these fields.
    """

    steps: Count
    batch_size: Count
    learning_rate: Rate
    warm_up_steps: Count
    """For reconstruction alone, before the gauge is fixed."""
    warm_up_learning_rate: Rate
