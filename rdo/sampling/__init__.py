"""Chains that draw from a density known up to its constant, and walks of an autoencoder."""

from rdo.sampling.langevin import Energy, Langevin, on_sphere
from rdo.sampling.walks import Draws, Passed, Samples, ShortWalks, StateMap

__all__ = [
    "Draws",
    "Energy",
    "Langevin",
    "Passed",
    "Samples",
    "ShortWalks",
    "StateMap",
    "on_sphere",
]
