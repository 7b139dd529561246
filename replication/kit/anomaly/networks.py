"""The models of Tables 1 and 4, by the name of their arm."""

from rdo.errors import InputError
from rdo.models import DAGMM, Architecture, Autoencoder, RaDOGAGA
from rdo.nn import mlp_pair
from replication.kit.anomaly.config import Config, H
from replication.kit.labels import METHODS, TRAINED_CONTROLS

__all__ = ["build"]


def build(method: str, config: Config, n_features: int) -> Autoencoder:
    """The model of a method as a table sets it, for so many columns, its parameters at zero.

    Raises
    ------
    InputError
        If the method is unknown.
    """
    if method == "autoencoder":
        return Autoencoder(*mlp_pair(n_features, config.hidden, config.n_latent), config.n_latent)
    architecture = Architecture(
        n_features,
        config.hidden,
        config.n_latent,
        config.n_components,
        residual_features=True,
        jitter=config.jitter,
        cosine_distance=config.cosine == "distance",
    )
    if method in ("dagmm", "dagmm_warm"):
        return DAGMM(architecture, lambda1=0.1, lambda2=0.005)
    hs: dict[str, H] = {"radogaga_d": "d", "radogaga_log": "log"}
    if method in hs:
        lambda1, lambda2 = config.lambdas(hs[method])
        return RaDOGAGA(architecture, lambda1=lambda1, lambda2=lambda2, h=hs[method])
    raise InputError(f"method={method!r}: known are {', '.join([*METHODS, *TRAINED_CONTROLS])}.")
