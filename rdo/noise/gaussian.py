"""Gaussian noise of one variance: fixed, learned in closed form, or learned by gradient."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from rdo.checks import check_flag, check_weight
from rdo.errors import InputError
from rdo.noise.base import ObservationNoise, check_floor, check_updates, log_normal, per_row

__all__ = ["GaussianNoise", "GradientGaussianNoise"]


class GaussianNoise(ObservationNoise):
    r"""Gaussian noise of one variance, fixed or set to its maximum-likelihood value at each step.

    .. math::
        p(x | z) = N(x; G(z), \sigma^2 I), \qquad
        \sigma^2 = \frac{1}{D M} \sum_{m=1}^{M} \lVert x^m - G(z^m) \rVert^2

    (noise-fitting VAE, Sections 3.1 and 3.3.1, one draw of z per x.) The second holds for the M
    rows of a batch of D features.

    Parameters
    ----------
    variance
        :math:`\sigma^2`, or where it starts; from 1e-30 to 1e30.
    learned
        Whether each batch sets the variance; False: it stays. Replicas of one ensemble may differ
        in all three arguments.
    floor
        The least variance that is learned, below which it does not collapse; 0 for none, and then
        residuals of 0 have no likelihood. 1e-4 is the paper's, for pixels in [0, 1] (below its
        Table 1).

    Raises
    ------
    InputError
        If an argument is out of its range.

    Examples
    --------
    >>> import torch
    >>> from rdo.noise import GaussianNoise
    >>> x = 0.1 * torch.randn(1000, 20, generator=torch.Generator().manual_seed(0))
    >>> GaussianNoise(1.0).updated(x, torch.zeros(1000, 20))["variance"].round(decimals=3)
    tensor(0.0100)
    """

    variance: Tensor
    learned: Tensor
    floor: Tensor

    def __init__(self, variance: float = 1.0, *, learned: bool = True, floor: float = 1e-4) -> None:
        super().__init__()
        self.register_buffer("variance", torch.tensor(check_weight("variance", variance)))
        self.register_buffer("learned", torch.tensor(check_flag("learned", learned)))
        self.register_buffer("floor", torch.tensor(check_floor(floor)))

    def log_likelihood(self, x: Tensor, decoded: Tensor) -> Tensor:
        r""":math:`\log N(x; G(z), \sigma^2 I)` in nats, ``(B,)``."""
        return per_row(log_normal(self.residual(x, decoded), self.variance.log()))

    def updated(self, x: Tensor, decoded: Tensor) -> dict[str, Tensor]:
        """``variance``: the mean squared residual, or what it was if it is fixed."""
        found = self.residual(x, decoded).detach().square().mean().maximum(self.floor)
        return {"variance": torch.where(self.learned, found, self.variance)}

    def bound(self, x: Tensor, decoded: Tensor, updates: Mapping[str, Tensor]) -> Tensor:
        """The log-likelihood under the variance just set, ``(B,)``."""
        check_updates(updates, "variance")
        return per_row(log_normal(self.residual(x, decoded), updates["variance"].log()))


class GradientGaussianNoise(ObservationNoise):
    r"""Gaussian noise of one variance, whose logarithm is trained by gradient.

    .. math:: p(x | z) = N(x; G(z), e^{2 s} I), \qquad s = \log \sigma \in R

    (noise-fitting VAE, end of Section 3.3.1.) Under an optimiser whose steps have a limited size,
    as Adam's do, s takes as many steps as it is far: 7,000 of 1e-4 for a variance four times off.

    Parameters
    ----------
    variance
        Where it starts, from 1e-30 to 1e30, above the floor.
    floor
        As for :class:`GaussianNoise`. At and below it there is no gradient: a variance that falls
        to it stays.

    Raises
    ------
    InputError
        If an argument is out of its range.
    """

    floor: Tensor

    def __init__(self, variance: float = 1.0, *, floor: float = 1e-4) -> None:
        super().__init__()
        if check_weight("variance", variance) <= check_floor(floor):
            raise InputError(f"variance={variance}: give more than the floor, {floor}.")
        self.log_sigma = nn.Parameter(torch.tensor([float(variance)]).log() / 2)
        self.register_buffer("floor", torch.tensor(float(floor)))

    @property
    def variance(self) -> Tensor:
        r""":math:`\sigma^2`, at least the floor, a scalar."""
        return (2 * self.log_sigma[0]).exp().maximum(self.floor)

    def log_likelihood(self, x: Tensor, decoded: Tensor) -> Tensor:
        r""":math:`\log N(x; G(z), \sigma^2 I)` in nats, ``(B,)``."""
        return per_row(log_normal(self.residual(x, decoded), self.variance.log()))
