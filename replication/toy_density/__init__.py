"""Section 5.1 of the RaDOGAGA paper: the density of the latent against that of the data."""

from replication.kit import Experiment
from replication.toy_density.config import HEADINGS, LABELS, SEEDS, TURNS, configure, trainings
from replication.toy_density.figures import correlation_by_turn, density_scatter, latent_scatter

__all__ = ["EXPERIMENT", "TURNS", "correlation_by_turn", "density_scatter", "latent_scatter"]

EXPERIMENT = Experiment(
    __name__,
    configure,
    parts=tuple(TURNS),
    seeds=SEEDS,
    labels=LABELS,
    headings=HEADINGS,
    private=("table",),
    starts=("gauge", "glorot"),
    trainings=trainings,
)
