"""The models of Section 5.1, by the name of their arm."""

from rdo.models import DAGMM, Architecture, Autoencoder, BetaVAE, RaDOGAGA
from rdo.nn import mlp_pair
from replication.toy_density.config import Config

__all__ = ["build"]


def build(method: str, config: Config, n_features: int) -> Autoencoder:
    """A method with its widths and the weights of its loss, its parameters at zero."""
    hidden, n_latent = config.hidden, config.n_latent
    if method == "beta_vae":
        networks = mlp_pair(n_features, hidden, n_latent, heads=2)
        return BetaVAE(*networks, n_latent, beta=config.beta)
    if method == "autoencoder_em":
        return Autoencoder(*mlp_pair(n_features, hidden, n_latent), n_latent)
    architecture = Architecture(n_features, hidden, n_latent, config.n_components)
    if method in ("dagmm", "dagmm_warm"):
        lambda1, lambda2 = config.lambdas_dagmm
        return DAGMM(architecture, lambda1=lambda1, lambda2=lambda2)
    if method == "radogaga_log":
        lambda1, lambda2 = config.lambdas_log
        return RaDOGAGA(architecture, lambda1=lambda1, lambda2=lambda2, h="log")
    lambda1, lambda2 = config.lambdas_d
    lambda1 /= config.lightness if method == "radogaga_light" else 1
    return RaDOGAGA(architecture, lambda1=lambda1, lambda2=lambda2, h="d")
