"""Densities of the latent variable."""

from rdo.priors.mixture import (
    EstimationNetwork,
    Mixture,
    mixture_energy,
    mixture_statistics,
    posterior,
    variational_bound,
)

__all__ = [
    "EstimationNetwork",
    "Mixture",
    "mixture_energy",
    "mixture_statistics",
    "posterior",
    "variational_bound",
]
