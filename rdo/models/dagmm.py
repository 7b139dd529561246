"""DAGMM: a deep autoencoding Gaussian mixture model."""

from collections.abc import Mapping

import torch
from torch import Tensor

from rdo.checks import check_weight
from rdo.models.mixture_autoencoder import Architecture, MixtureAutoencoder
from rdo.priors import Mixture

__all__ = ["DAGMM", "inverse_variance_penalty"]


def inverse_variance_penalty(mixture: Mixture) -> Tensor:
    r"""Penalty on covariances that shrink to a point (DAGMM Eq. 7, RaDOGAGA Eq. 21).

    .. math:: P(\hat\Sigma) = \sum_{k=1}^{K} \sum_{i=1}^{D} \hat\Sigma_{kii}^{-1}
    """
    return mixture.covariance.diagonal(dim1=-2, dim2=-1).reciprocal().sum()


class DAGMM(MixtureAutoencoder):
    r"""Deep autoencoding Gaussian mixture model (DAGMM Eq. 7, RaDOGAGA Eq. 21).

    .. math::
        J = \lVert x - \hat x \rVert^2 + \lambda_1 E(z) + \lambda_2 P(\hat\Sigma)

    Parameters
    ----------
    architecture
        Widths of the networks.
    lambda1, lambda2
        Weights of the energy and of the penalty, positive; 0.1 and 0.005 in the DAGMM paper.

    Raises
    ------
    InputError
        If a weight is not positive.

    References
    ----------
    Zong et al., Deep autoencoding Gaussian mixture model for unsupervised anomaly detection, 2018.

    Examples
    --------
    Ten steps of training by hand, then the scores of rows under the mixture of the training rows:

    >>> import torch
    >>> from rdo.models import DAGMM, Architecture
    >>> generator = torch.Generator().manual_seed(0)
    >>> model = DAGMM(Architecture(6, (12,), 2, n_components=2, residual_features=True))
    >>> model.reset_parameters(generator)
    >>> x = torch.rand(64, 6, generator=generator)
    >>> optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    >>> for _ in range(10):
    ...     draws = model.noise_shapes(len(x)).items()
    ...     noise = {name: torch.rand(shape, generator=generator) for name, shape in draws}
    ...     terms = model.loss(x, noise)
    ...     optimizer.zero_grad()
    ...     sum(terms.values()).backward()
    ...     optimizer.step()
    >>> list(terms), model.energy(x, model.mixture(x)).shape
    (['reconstruction', 'energy', 'penalty'], torch.Size([64]))
    """

    lambda1: Tensor
    lambda2: Tensor

    def __init__(
        self, architecture: Architecture, *, lambda1: float = 0.1, lambda2: float = 0.005
    ) -> None:
        super().__init__(architecture)
        check_weight("lambda1", lambda1)
        check_weight("lambda2", lambda2)
        self.register_buffer("lambda1", torch.tensor(float(lambda1)))
        self.register_buffer("lambda2", torch.tensor(float(lambda2)))

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""The three terms of Eq. 7, the first two means over the batch.

        Parameters
        ----------
        x
            A batch, ``(B, M)``.
        noise
            Draws of the shapes given by :meth:`noise_shapes`.

        Returns
        -------
        dict
            ``reconstruction`` :math:`\lVert x - \hat x \rVert^2`, ``energy``
            :math:`\lambda_1 E(z)`, ``penalty`` :math:`\lambda_2 P(\hat\Sigma)`.
        """
        z = self.encode(x)
        self.check_noise(x, noise)
        x_hat = self.decode(z)
        energy, mixture = self.batch_energy(self.features(x, z, x_hat), noise["dropout"])
        return {
            "reconstruction": self.error(x, x_hat).mean(),
            "energy": (self.lambda1 * energy.mean()).to(x.dtype),
            "penalty": (self.lambda2 * inverse_variance_penalty(mixture)).to(x.dtype),
        }
