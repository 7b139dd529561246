"""Densities of the latent variable."""

from rdo.priors.factorised import FactorisedPrior
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
    "FactorisedPrior",
    "Mixture",
    "mixture_energy",
    "mixture_statistics",
    "posterior",
    "variational_bound",
]
