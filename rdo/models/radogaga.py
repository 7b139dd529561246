"""RaDOGAGA: an autoencoder trained for rate and distortion, with an isometric latent."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, Literal

import torch
from torch import Tensor

from rdo.checks import check_choice, check_weight
from rdo.compiler import forward_lock, load_compiler, load_forward_mode
from rdo.distortions import Distortion, squared_error
from rdo.models.metric_autoencoder import MetricAutoencoder
from rdo.models.mixture_autoencoder import Architecture, MixtureAutoencoder

__all__ = ["RaDOGAGA", "RateDistortion"]


class RateDistortion(MetricAutoencoder):
    r"""Rate-distortion optimisation guided autoencoder (Eq. 5), for any density of the latent.

    .. math::
        L = -\log P_{z,\psi}(z) + \lambda_1 h(D(x, \hat x)) + \lambda_2 D(\hat x, \breve x)

    Parameters
    ----------
    *networks
        What the autoencoder beneath is built from.
    lambda1, lambda2
        Weights of the reconstruction and of the scaling term, positive.
    h
        ``"d"`` for :math:`h(d) = d`, ``"log"`` for :math:`h(d) = \log d`.
    sigma2
        Variance of the latent noise, positive; 1/12 is that of rounding to integers (Section 5.1).
    metric
        D, with a quadratic form near zero (Eq. 6); the squared error (Eq. 7) unless given.

    Raises
    ------
    InputError
        If a weight or the variance is not positive, or ``h`` is unknown.

    References
    ----------
    Kato et al., Rate-distortion optimization guided autoencoder for generative approach.
    """

    encoder: Any  # an MLP where its gauge is to be fixed, else any network
    decoder: Any
    sigma2: Tensor
    lambda1: Tensor
    lambda2: Tensor
    logarithmic: Tensor

    def __init__(
        self,
        *networks: Any,
        lambda1: float,
        lambda2: float,
        h: Literal["d", "log"] = "log",
        sigma2: float = 1 / 12,
        metric: Distortion = squared_error,
    ) -> None:
        super().__init__(*networks, metric=metric)
        for name, weight in (("lambda1", lambda1), ("lambda2", lambda2), ("sigma2", sigma2)):
            check_weight(name, weight)
        check_choice("h", h, ("d", "log"))
        # Buffers, not attributes: the engine stacks them, so each replica may have its own.
        self.register_buffer("logarithmic", torch.tensor(h == "log"))
        self.register_buffer("lambda1", torch.tensor(float(lambda1)))
        self.register_buffer("lambda2", torch.tensor(float(lambda2)))
        self.register_buffer("sigma2", torch.tensor(float(sigma2)))

    @property
    def h(self) -> str:
        """``"d"`` or ``"log"``, as given."""
        return "log" if self.logarithmic else "d"

    def noise_shapes(self, batch_size: int) -> dict[str, tuple[int, ...]]:
        """Draws from U[0, 1) that :meth:`loss` takes: the prior's, if any, and the latent noise."""
        shapes = super().noise_shapes(batch_size)
        return {**shapes, "latent": (batch_size, self.n_latent)}

    @abstractmethod
    def rate(self, x: Tensor, z: Tensor, x_hat: Tensor, noise: Mapping[str, Tensor]) -> Tensor:
        r""":math:`-\log P_{z,\psi}(z)` of each row of a training batch in nats, ``(B,)``."""

    def epsilon(self, uniform: Tensor) -> Tensor:
        r"""Latent noise of mean 0 and variance :math:`\sigma^2` (Eq. 3), uniform as in rounding.

        .. math:: \epsilon = \sqrt{12 \sigma^2} \, (u - \tfrac{1}{2}), \quad u \sim U[0, 1)
        """
        return (12 * self.sigma2).sqrt() * (uniform - 0.5)

    def scaled(self, distortion: Tensor) -> Tensor:
        r""":math:`h(d)`, with the logarithm of :math:`d + 10^{-12}`, so that its slope is finite.

        What is added is in the unit of D; Eq. 68 adds its :math:`\delta` to the squared relative
        error :math:`(ab - 1)^2`, which has none.
        """
        return torch.where(self.logarithmic, (distortion + 1e-12).log(), distortion)

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""The three terms of Eq. 5, each a mean over the batch.

        Parameters
        ----------
        x
            A batch, ``(B, M)``.
        noise
            Draws of the shapes given by :meth:`noise_shapes`.

        Returns
        -------
        dict
            ``rate`` :math:`-\log P_{z,\psi}(z)`, ``reconstruction``
            :math:`\lambda_1 h(D(x, \hat x))`, ``scaling`` :math:`\lambda_2 D(\hat x, \breve x)`.
        """
        z = self.encode(x)
        self.check_noise(x, noise)
        x_hat = self.decode(z)
        x_breve = self.decode(z + self.epsilon(noise["latent"]))  # Eq. 4
        rate = self.rate(x, z, x_hat, noise)
        return {
            "rate": rate.mean().to(x.dtype),
            "reconstruction": self.lambda1 * self.scaled(self.distortion(x, x_hat)).mean(),
            "scaling": self.lambda2 * self.distortion(x_hat, x_breve).mean(),
        }

    def gram(self, x: Tensor) -> Tensor:
        r"""Gram matrix that Eq. 10 says is the identity, at each row.

        .. math::
            G(x) = 2 \lambda_2 \sigma^2 J(x)^T A(\hat x) J(x)
            = \lambda_2 \sigma^2 \left. \nabla_z^2 D(\hat x, g_\phi(z)) \right|_{z = f_\theta(x)}

        with A as in Eq. 6; D and its gradient vanish at :math:`\hat x`, hence the second form. For
        the squared error A is the identity.

        Parameters
        ----------
        x
            Rows, ``(B, M)``.

        Returns
        -------
        Tensor
            ``(B, N, N)``.
        """
        scale = self.lambda2 * self.sigma2
        if self.metric is squared_error:  # the same by first derivatives, at half the cost
            return 2 * scale * super().gram(x)

        def distortion(z: Tensor, x_hat: Tensor) -> Tensor:
            return self.metric(x_hat[None], self.decode(z[None]))[0]

        z = self.encode(x)
        load_compiler()
        load_forward_mode()
        with forward_lock():
            hessian: Tensor = torch.func.vmap(torch.func.hessian(distortion))(z, self.decode(z))
        return scale * hessian


class RaDOGAGA(RateDistortion, MixtureAutoencoder):
    """RaDOGAGA with the mixture of Section 5 as its prior.

    Parameters
    ----------
    architecture
        Widths of the networks.
    lambda1, lambda2, h, sigma2, metric
        As for :class:`RateDistortion`.

    Raises
    ------
    InputError
        As :class:`RateDistortion`.

    Examples
    --------
    The terms of the loss, and the Gram matrices that Eq. 10 is about:

    >>> import torch
    >>> from rdo.models import Architecture, RaDOGAGA
    >>> generator = torch.Generator().manual_seed(0)
    >>> model = RaDOGAGA(Architecture(6, (12,), 2, n_components=2), lambda1=100, lambda2=1000)
    >>> model.reset_parameters(generator)
    >>> x = torch.rand(64, 6, generator=generator)
    >>> draws = model.noise_shapes(len(x)).items()
    >>> noise = {name: torch.rand(shape, generator=generator) for name, shape in draws}
    >>> list(model.loss(x, noise)), model.gram(x).shape
    (['rate', 'reconstruction', 'scaling'], torch.Size([64, 2, 2]))
    """

    def __init__(
        self,
        architecture: Architecture,
        *,
        lambda1: float,
        lambda2: float,
        h: Literal["d", "log"] = "log",
        sigma2: float = 1 / 12,
        metric: Distortion = squared_error,
    ) -> None:
        super().__init__(
            architecture, lambda1=lambda1, lambda2=lambda2, h=h, sigma2=sigma2, metric=metric
        )

    def rate(self, x: Tensor, z: Tensor, x_hat: Tensor, noise: Mapping[str, Tensor]) -> Tensor:
        """Energy under the mixture of the batch itself (Eqs. 18 to 20), ``(B,)``."""
        energy, _ = self.batch_energy(self.features(x, z, x_hat), noise["dropout"])
        return energy
