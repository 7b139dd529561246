"""One file per method, each written for one replica and readable beside its paper."""

from rdo.models.autoencoder import Autoencoder
from rdo.models.base import Model
from rdo.models.classifier import Classifier
from rdo.models.dagmm import DAGMM
from rdo.models.denoising import DenoisingAutoencoder
from rdo.models.ebae import EBAE, Chains, EnergyAutoencoder
from rdo.models.factorised_radogaga import FactorisedRaDOGAGA
from rdo.models.mixture_autoencoder import Arch28Mixture, Architecture, MixtureAutoencoder
from rdo.models.noise_vae import NoiseVAE
from rdo.models.radogaga import RaDOGAGA, RateDistortion
from rdo.models.vae import BetaVAE
from rdo.models.wae import WassersteinAutoencoder

__all__ = [
    "DAGMM",
    "EBAE",
    "Arch28Mixture",
    "Architecture",
    "Autoencoder",
    "BetaVAE",
    "Chains",
    "Classifier",
    "DenoisingAutoencoder",
    "EnergyAutoencoder",
    "FactorisedRaDOGAGA",
    "MixtureAutoencoder",
    "Model",
    "NoiseVAE",
    "RaDOGAGA",
    "RateDistortion",
    "WassersteinAutoencoder",
]
