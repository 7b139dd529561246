"""Chains that draw from a density known up to its constant, and walks of an autoencoder."""

from rdo.sampling.langevin import Energy, Langevin, on_sphere
from rdo.sampling.walks import Draws, Map, Passed, Samples, ShortWalks

__all__ = ["Draws", "Energy", "Langevin", "Map", "Passed", "Samples", "ShortWalks", "on_sphere"]
