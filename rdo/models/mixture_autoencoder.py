"""What RaDOGAGA and DAGMM share: an autoencoder, and a mixture on its latent variable.

Section 5.1.1 of the RaDOGAGA paper: the two methods differ in their loss alone.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

import torch
from torch import Tensor

from rdo.checks import check_flag, check_number, check_tensor, check_type, check_whole
from rdo.models.autoencoder import Autoencoder
from rdo.models.base import Call
from rdo.nn import Init, Network, arch28, mlp_pair
from rdo.priors import EstimationNetwork, Mixture, mixture_energy, mixture_statistics

__all__ = ["Arch28Mixture", "Architecture", "MixtureAutoencoder"]

_TINY = 1e-12  # inside square roots, whose slope at zero is infinite


@dataclass(frozen=True)
class Architecture:
    """Widths of the networks (RaDOGAGA Section 5.1.1, Tables 2 and 3).

    ``Architecture(6, (30, 24), 6, n_components=2, residual_features=True)`` is the Thyroid row of
    Table 2: an autoencoder 6-30-24-6-24-30-6 and an estimation network 10, 2.

    Raises
    ------
    InputError
        If a number is out of its range.

    Examples
    --------
    The row of Thyroid in Table 2:

    >>> from rdo.models import Architecture
    >>> thyroid = Architecture(6, (30, 24), 6, n_components=2, residual_features=True)
    >>> [network.widths for network in thyroid.networks()]
    [{'n_features': 6, 'hidden': [30, 24]}, {'n_features': 6, 'hidden': [24, 30]}]
    """

    n_features: int
    """M, columns of the data."""
    hidden: tuple[int, ...]
    """Widths between the data and the latent; the decoder mirrors them."""
    n_latent: int
    """N, dimensions of the latent."""
    n_components: int
    """K, components of the mixture."""
    residual_features: bool = False
    """Append the two reconstruction features of Section 5.2.3 to the latent."""
    n_estimation: int = 10
    """Hidden width of the estimation network."""
    dropout: float = 0.5
    """Dropout share of the estimation network in training."""
    jitter: float = 1e-6
    """Added to the diagonal of each covariance; neither paper prints it."""
    cosine_distance: bool = False
    """Take (1 - c) / 2 for the cosine c of the residual features, as a public DAGMM does."""
    norm_offset: float = 0.0
    """Added to what the residual features are divided by, 0.001 in a public DAGMM."""

    def __post_init__(self) -> None:
        """Check the ranges; the networks check their own."""
        for name in ("n_features", "n_latent", "n_components", "n_estimation"):
            check_whole(name, getattr(self, name), 1)
        check_number("dropout", self.dropout, 0, 1, below=True)
        for name in ("jitter", "norm_offset"):
            check_number(name, getattr(self, name), 0)
        for name in ("residual_features", "cosine_distance"):
            check_flag(name, getattr(self, name))
        self.networks()

    def networks(self) -> tuple[Network, Network]:
        """The encoder and the decoder, their parameters at zero."""
        return mlp_pair(self.n_features, self.hidden, self.n_latent)


@dataclass(frozen=True, kw_only=True)
class Arch28Mixture(Architecture):
    """The same for images ``(B, 1, 28, 28)``, on the networks of :func:`rdo.nn.arch28`.

    ``Arch28Mixture(32, 4, width=1 / 8)`` has 32 latents, 4 components, an eighth of the channels.
    """

    n_features: int = 28 * 28
    hidden: tuple[int, ...] = ()
    width: float = 1.0
    """Factor on the printed numbers of channels."""
    start: Init = "pytorch"
    """Of the weights of encoder and decoder."""

    def networks(self) -> tuple[Network, Network]:
        """The encoder and the decoder, their parameters at zero."""
        return arch28(self.n_latent, self.width, start=self.start)


class MixtureAutoencoder(Autoencoder):
    """An autoencoder with an estimated mixture on its latent; the base of both methods.

    Parameters
    ----------
    architecture
        Widths of the networks. Parameters are zero until :meth:`reset_parameters`.

    Raises
    ------
    InputError
        If it is no architecture. So do the methods, for rows that the networks do not take.
    """

    score_method: ClassVar[str] = "energy"

    def __init__(self, architecture: Architecture) -> None:
        a = check_type("architecture", architecture, Architecture, "an Architecture")
        super().__init__(*a.networks(), a.n_latent)
        self.architecture = a
        n_inputs = a.n_latent + 2 * a.residual_features
        self.estimation = EstimationNetwork(n_inputs, a.n_estimation, a.n_components, a.dropout)

    def reset_parameters(self, generator: torch.Generator) -> None:
        """Each network's own start, drawn from ``generator``."""
        super().reset_parameters(generator)
        self.estimation.reset_parameters(generator)

    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """Draws from U[0, 1) that :meth:`loss` takes for a batch, by name."""
        return {"dropout": (batch_size, self.estimation.n_hidden)}

    def features(self, x: Tensor, z: Tensor, x_hat: Tensor) -> Tensor:
        r"""What the mixture models: z and, if set, reconstruction features (Section 5.2.3).

        .. math::
            \left[z,\ \frac{\lVert x - \hat x \rVert}{\lVert x \rVert + o},\
            \frac{x \cdot \hat x}{\lVert x \rVert \lVert \hat x \rVert + o}\right]

        with o the architecture's ``norm_offset``, 0 in the paper. Under each root of a norm 1e-12
        is added, so that the slopes are finite. The features of a row of zeros are then set by this
        alone, and may be as large as :math:`10^6 \lVert \hat x \rVert`: scale columns such that no
        row is zero, or give an offset.
        """
        if not self.architecture.residual_features:
            return z
        x, x_hat = x.flatten(1), x_hat.flatten(1)
        norm = (x.square().sum(-1) + _TINY).sqrt()
        norm_hat = (x_hat.square().sum(-1) + _TINY).sqrt()
        offset = self.architecture.norm_offset
        distance = (self.error(x, x_hat) + _TINY).sqrt() / (norm + offset)
        cosine = (x * x_hat).sum(-1) / (norm * norm_hat + offset)
        if self.architecture.cosine_distance:
            cosine = (1 - cosine) / 2
        return torch.cat([z.mT, distance[None], cosine[None]]).mT

    def represent(self, x: Tensor) -> Tensor:
        """The :meth:`features` of rows ``x (B, M)``."""
        z = self.encode(x)
        return self.features(x, z, self.decode(z))

    def represent_with_error(self, x: Tensor) -> Tensor:
        """The :meth:`features` of rows and last their squared error, in one pass, ``(B, D + 1)``.

        D is N, or N + 2 with residual features.

        Parameters
        ----------
        x
            ``(B, M)``.
        """
        z = self.encode(x)
        x_hat = self.decode(z)
        return torch.cat([self.features(x, z, x_hat).mT, self.error(x, x_hat)[None]]).mT

    def score_context(self, call: Call, call_rows: Call, x: Tensor) -> tuple[Any, ...]:
        """The mixture over training rows ``x (B, M)``."""
        return (call("mixture_of", call_rows("represent", x)),)

    def mixture_of(self, features: Tensor) -> Mixture:
        """The mixture over features ``(L, D)`` with nothing dropped."""
        check_tensor("features", features, ("L", self.estimation.hidden.input_shape[-1]))
        return mixture_statistics(features, self.estimation(features), self.architecture.jitter)

    def mixture(self, x: Tensor) -> Mixture:
        """The mixture over rows ``x (L, M)``: the density used for scoring."""
        return self.mixture_of(self.represent(x))

    def energy(self, x: Tensor, mixture: Mixture) -> Tensor:
        """Anomaly score of each row under a fixed mixture (Eq. 20), in nats: ``(B,)``."""
        check_type("mixture", mixture, Mixture, "what mixture(x) gives")
        return mixture_energy(self.represent(x), mixture)

    def batch_energy(self, features: Tensor, uniform: Tensor) -> tuple[Tensor, Mixture]:
        """Energy of a training batch under the mixture of that same batch, and the mixture."""
        mixture = mixture_statistics(
            features, self.estimation(features, uniform), self.architecture.jitter
        )
        return mixture_energy(features, mixture), mixture
