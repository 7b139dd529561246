"""What the noise-fitting paper derives on bounds, noise and factors, tested."""

from replication.factor_indicators.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.factor_indicators.figures import (
    falling_variance,
    gains,
    indicators,
    turns,
    used_factors,
)
from replication.kit import Experiment

__all__ = ["EXPERIMENT", "falling_variance", "gains", "indicators", "turns", "used_factors"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    deterministic=("dependent", "zero_pixel"),
)
