"""Algorithm 1 of the Langevin supplement in the plane: the density that a walk is stationary in."""

from dataclasses import replace

import numpy as np

from replication.kit import Outcome, Run
from replication.langevin_stationary import mixture, trained
from replication.langevin_stationary.config import Config, MixtureConfig
from replication.langevin_stationary.stationary import DENSITY, SIDE, start_divergence

__all__ = ["run"]


def run(config: MixtureConfig | Config, run: Run) -> Outcome:
    """Run one part; for its arms and arrays see the ``measure`` of the module of that name.

    The arrays of both hold, beside their own, the density that walks are made for on a coarse grid,
    ``(101, 101)``, with the values of one coordinate, ``side``; and the divergence of the start.
    """
    if isinstance(config, MixtureConfig):
        outcome = mixture.measure(config, run)
    else:
        outcome = trained.measure(config, run)
    points = np.stack(np.meshgrid(SIDE, SIDE, indexing="ij"), -1)
    shared = {
        "side": SIDE,
        "density": np.exp(DENSITY.log_density(points)),
        "start_divergence": np.array(start_divergence()),
    }
    return replace(outcome, arrays=shared | outcome.arrays)
