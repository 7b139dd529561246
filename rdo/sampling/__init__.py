"""Chains that draw from a density known up to its constant."""

from rdo.sampling.langevin import Energy, Langevin

__all__ = ["Energy", "Langevin"]
