"""RaDOGAGA before its distortion is divided into two terms."""

from collections.abc import Mapping

from torch import Tensor

from rdo.models import Architecture, RaDOGAGA

__all__ = ["Undivided"]


class Undivided(RaDOGAGA):
    r"""RaDOGAGA with one distortion and one weight, as Eq. 1 has it.

    .. math:: L = -\log P_{z,\psi}(z) + \lambda\, D(x, \breve x)

    Section 4.1 divides :math:`D(x, \breve x)` into :math:`D(x, \hat x) + D(\hat x, \breve x)`,
    which is an approximation, and gives each part a weight.
    """

    def __init__(self, architecture: Architecture, weight: float) -> None:
        super().__init__(architecture, lambda1=weight, lambda2=weight, h="d")

    def loss(self, x: Tensor, noise: Mapping[str, Tensor]) -> dict[str, Tensor]:
        r"""The loss in three terms, each a mean over the batch.

        Returns
        -------
        dict
            ``rate`` :math:`-\log P_{z,\psi}(z)`, ``reconstruction`` :math:`\lambda D(x, \hat x)`,
            on which the warm-up trains, and ``scaling``, what the noise adds to it:
            :math:`\lambda (D(x, \breve x) - D(x, \hat x))`.
        """
        z = self.encode(x)
        self.check_noise(x, noise)
        x_hat = self.decode(z)
        x_breve = self.decode(z + self.epsilon(noise["latent"]))  # Eq. 4
        without, with_noise = (self.distortion(x, y).mean() for y in (x_hat, x_breve))
        return {
            "rate": self.rate(x, z, x_hat, noise).mean().to(x.dtype),
            "reconstruction": self.lambda1 * without,
            "scaling": self.lambda2 * (with_noise - without),
        }
