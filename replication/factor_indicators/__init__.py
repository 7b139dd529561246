"""What the noise-fitting paper derives on bounds, noise and factors, tested."""

from replication.factor_indicators.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.kit import Experiment

__all__ = ["EXPERIMENT"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    deterministic=("dependent", "zero_pixel"),
)
