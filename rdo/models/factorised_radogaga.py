"""RaDOGAGA with a factorised prior: the "continuous PCA" of Section 4.2 and Appendix B."""

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

import torch
from torch import Tensor

from rdo.checks import check_flag, check_weight
from rdo.distortions import Distortion, squared_error
from rdo.models.radogaga import RateDistortion
from rdo.nn import Network
from rdo.priors import FactorisedPrior

__all__ = ["FactorisedRaDOGAGA"]


class FactorisedRaDOGAGA(RateDistortion):
    r"""RaDOGAGA whose prior is a product over the latent's dimensions (Eqs. 5 and 16).

    .. math:: P_{z,\psi}(z) = \prod_{i=1}^N P_{z_i,\psi}(z_i)

    Parameters
    ----------
    encoder, decoder
        The networks, for rows or for images.
    n_latent
        N, dimensions of the latent.
    bins
        Whether the rate is that of a code,
        :math:`-\sum_i \log \int_{-w/2}^{w/2} P_{z_i,\psi}(z_i + \epsilon_i + t)\, dt` with
        the noise's width :math:`w = \sqrt{12 \sigma^2}` (Balle et al. 2018), and not the density
        that RaDOGAGA takes for it. They differ for a latent narrower than the noise: as it narrows
        the density's term falls without bound, and the code's length goes to 0.
    prior_width
        Of the prior at the start, see :class:`rdo.priors.FactorisedPrior`.
    lambda1, lambda2, h, sigma2, metric
        As for :class:`rdo.models.radogaga.RateDistortion`.

    Raises
    ------
    InputError
        As :class:`rdo.models.radogaga.RateDistortion`.

    Examples
    --------
    >>> import torch
    >>> from rdo.models import FactorisedRaDOGAGA
    >>> from rdo.nn import mlp_pair
    >>> generator = torch.Generator().manual_seed(0)
    >>> model = FactorisedRaDOGAGA(*mlp_pair(6, (12,), 2), 2, lambda1=100, lambda2=1000)
    >>> model.reset_parameters(generator)
    >>> model.energy(torch.rand(64, 6, generator=generator)).shape
    torch.Size([64])
    """

    score_method: ClassVar[str] = "energy"

    def __init__(
        self,
        encoder: Network,
        decoder: Network,
        n_latent: int,
        *,
        lambda1: float,
        lambda2: float,
        h: Literal["d", "log"] = "log",
        sigma2: float = 1 / 12,
        metric: Distortion = squared_error,
        bins: bool = False,
        prior_width: float = 10.0,
    ) -> None:
        weights: dict[str, Any] = {"lambda1": lambda1, "lambda2": lambda2, "sigma2": sigma2}
        super().__init__(encoder, decoder, n_latent, **weights, h=h, metric=metric)
        self.prior = FactorisedPrior(n_latent, check_weight("prior_width", prior_width))
        self.bins = check_flag("bins", bins)

    def reset_parameters(self, generator: torch.Generator) -> None:
        """The networks' own start, and a wide density about zero for the prior."""
        super().reset_parameters(generator)
        self.prior.reset_parameters(generator)

    def rate(self, x: Tensor, z: Tensor, x_hat: Tensor, noise: Mapping[str, Tensor]) -> Tensor:
        r""":math:`-\sum_i \log P_{z_i,\psi}(z_i)` of each row, or of the bins, ``(B,)``."""
        if self.bins:
            width = (12 * self.sigma2).sqrt()
            return self.code_lengths(z + self.epsilon(noise["latent"]), width).sum(-1)
        energy: Tensor = self.prior(z)
        return energy

    def code_lengths(self, z: Tensor, width: Tensor) -> Tensor:
        """What an ideal code under the prior spends on the bins about z, in nats: ``(B, N)``.

        Parameters
        ----------
        z
            Middles of the bins, ``(B, N)``.
        width
            Of the bins, a tensor of one number or of ``(N,)``.
        """
        return self.prior.bin_energy(z, width)

    def energy(self, x: Tensor) -> Tensor:
        """Anomaly score of each row, in nats: ``(B,)``."""
        energy: Tensor = self.prior(self.encode(x))
        return energy
