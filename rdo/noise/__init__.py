"""Observation noise: what p(x | z) is around a decoder's output, and how it is learned."""

from rdo.noise.base import ObservationNoise
from rdo.noise.gaussian import GaussianNoise, GradientGaussianNoise
from rdo.noise.mixture import MixtureNoise
from rdo.noise.network import NetworkNoise

__all__ = [
    "GaussianNoise",
    "GradientGaussianNoise",
    "MixtureNoise",
    "NetworkNoise",
    "ObservationNoise",
]
