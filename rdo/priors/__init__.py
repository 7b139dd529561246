"""Densities of the latent variable, and how far a sample is from one."""

from rdo.priors.estimation import EstimationNetwork
from rdo.priors.factorised import FactorisedPrior
from rdo.priors.mixture import (
    Mixture,
    mixture_energy,
    mixture_statistics,
    posterior,
    variational_bound,
)
from rdo.priors.mmd import median_bandwidth, mmd

__all__ = [
    "EstimationNetwork",
    "FactorisedPrior",
    "Mixture",
    "median_bandwidth",
    "mixture_energy",
    "mixture_statistics",
    "mmd",
    "posterior",
    "variational_bound",
]
