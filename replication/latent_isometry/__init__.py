"""Section 5.3 and Appendix F of the RaDOGAGA paper: isometry on images, and what it buys."""

from replication.kit import Experiment
from replication.latent_isometry.config import (
    CODES,
    CONCENTRATION,
    DEVIATIONS,
    HEADINGS,
    ISOMETRY,
    LABELS,
    PARTS,
    SEEDS,
    configure,
    trainings,
)
from replication.latent_isometry.figures import (
    component_metrics,
    latent_variances,
    rate_curves,
    reconstructions,
    traversals,
)
from replication.latent_isometry.negatives import (
    negatives,
    negatives_table,
    rebuilt_from,
    some_digits,
)
from replication.latent_isometry.sensitivity import costs_of_a_change, image_share

__all__ = [
    "CODES",
    "CONCENTRATION",
    "DEVIATIONS",
    "EXPERIMENT",
    "ISOMETRY",
    "LABELS",
    "component_metrics",
    "costs_of_a_change",
    "image_share",
    "latent_variances",
    "negatives",
    "negatives_table",
    "rate_curves",
    "rebuilt_from",
    "reconstructions",
    "some_digits",
    "traversals",
]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    default="digits",
    trainings=trainings,
    seeds_per_unit=1,
)
