"""Section 4.2 and Appendix B of the RaDOGAGA paper: the factorised prior and "continuous PCA"."""

from replication.continuous_pca.config import HEADINGS, LABELS, PARTS, SEEDS, configure
from replication.continuous_pca.figures import axis_cosines, coordinate_lines, latent_variances
from replication.kit import Experiment, together

__all__ = ["EXPERIMENT", "axis_cosines", "coordinate_lines", "latent_variances"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=PARTS,
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    trainings=together,
    seeds_per_unit=1,
)
