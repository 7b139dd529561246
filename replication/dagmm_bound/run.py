"""Runs one part: DAGMM's equations on mixtures, or on a latent that shrinks."""

from replication.dagmm_bound import collapse, mixture
from replication.dagmm_bound.config import Collapse, Mixtures
from replication.kit import Outcome, Run

__all__ = ["run"]


def run(config: Mixtures | Collapse, run: Run) -> Outcome:
    """Run one part; for its arms and arrays see the ``measure`` of the modules beside this one."""
    if isinstance(config, Collapse):
        return collapse.measure(config, run)
    return mixture.measure(config, run)
