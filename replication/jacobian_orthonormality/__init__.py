"""Appendix A of the RaDOGAGA paper: whether the decoder's Jacobian is what Eq. 10 says."""

from replication.jacobian_orthonormality.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.jacobian_orthonormality.figures import along_training, three_claims
from replication.jacobian_orthonormality.tables import CONSEQUENCES, steps_to_the_size
from replication.kit import Experiment, together

__all__ = [
    "CONSEQUENCES",
    "EXPERIMENT",
    "HEADINGS",
    "along_training",
    "steps_to_the_size",
    "three_claims",
]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=tuple(PARTS),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    default="roll",
    trainings=together,
    seeds_per_unit=1,
)
