"""What is trained to tell outliers from digits, all on the encoder and decoder of Arch28."""

from functools import partial

from rdo.errors import InputError
from rdo.models import (
    DAGMM,
    Arch28Mixture,
    Autoencoder,
    BetaVAE,
    DenoisingAutoencoder,
    WassersteinAutoencoder,
)
from rdo.nn import arch28
from replication.kit.ebae import chains, ebae
from replication.ood_detection.config import Config

__all__ = ["METHODS", "build"]

METHODS = ("autoencoder", "denoising", "vae", "wasserstein", "dagmm", "ebae")
"""By name of the arm."""

_SHAPE = (1, 28, 28)
_PIXELS = 28 * 28


def build(method: str, config: Config) -> Autoencoder:
    r"""The model of a method, its parameters at zero.

    The VAE's negative bound on log p(x), for pixels of variance :math:`\sigma^2`, is up to a
    constant its loss over :math:`2 \sigma^2`:

    .. math::
        \frac{1}{2 \sigma^2} \left( \lVert x - \hat x \rVert^2 + \beta\, \mathrm{KL} \right),
        \qquad \beta = 2 \sigma^2

    DAGMM has the weights of its own paper. EBAE has what the supplement recommends, the first row
    of its Table 3.

    Raises
    ------
    InputError
        If the method is unknown.
    """
    n_latent, width, start = config.n_latent, config.width, config.network_start
    networks = partial(arch28, n_latent, width, start=start)
    if method == "autoencoder":
        return Autoencoder(*networks(), n_latent)
    if method == "denoising":
        sigma = config.denoising_noise
        return DenoisingAutoencoder(*networks(), n_latent, shape=_SHAPE, sigma=sigma)
    if method == "vae":
        return BetaVAE(*networks(heads=2), n_latent, beta=2 * config.vae_variance)
    if method == "wasserstein":
        # The model's error is a sum over pixels.
        return WassersteinAutoencoder(*networks(), n_latent, weight=config.wae_weight * _PIXELS)
    if method == "dagmm":
        architecture = Arch28Mixture(
            n_latent, config.n_components, residual_features=True, width=width, start=start
        )
        return DAGMM(architecture, lambda1=0.1, lambda2=0.005)
    if method == "ebae":
        return ebae(n_latent, width, start, chains())
    raise InputError(f"method={method!r}: known are {', '.join(METHODS)}.")
