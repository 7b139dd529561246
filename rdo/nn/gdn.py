"""Generalised divisive normalisation (Balle et al. 2015), the activation of Appendix F."""

import torch
from torch import Tensor, nn

from rdo.checks import check_tensor, check_whole
from rdo.errors import InputError

__all__ = ["GDN", "IGDN"]

_LEAST_BETA = 1e-6
_START = 0.1  # of gamma's diagonal, as published
_OFF_DIAGONAL = 2.0**-18  # root of the rest, so that it has a gradient


class _Normalisation(nn.Module):
    """What both directions share: positive beta and gamma, as squares of what is trained."""

    def __init__(self, n_channels: int) -> None:
        super().__init__()
        check_whole("n_channels", n_channels, 1, 10_000)
        self.root_beta = nn.Parameter(torch.zeros(n_channels))
        self.root_gamma = nn.Parameter(torch.zeros(n_channels, n_channels))
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Beta 1, gamma 0.1 on its diagonal and next to nothing beside it; nothing is drawn."""
        with torch.no_grad():
            self.root_beta.fill_((1 - _LEAST_BETA) ** 0.5)
            self.root_gamma.fill_(_OFF_DIAGONAL).fill_diagonal_(_START**0.5)

    @property
    def beta(self) -> Tensor:
        r""":math:`\beta_i`, at least 1e-6, ``(C,)``."""
        return self.root_beta.square() + _LEAST_BETA

    @property
    def gamma(self) -> Tensor:
        r""":math:`\gamma_{ij}`, at least 0, ``(C, C)``."""
        return self.root_gamma.square()

    def _size(self, x: Tensor) -> Tensor:
        r""":math:`(\beta_i + \sum_j \gamma_{ij} x_j^2)^{1/2}`, of the shape of x."""
        if not torch.compiler.is_compiling():
            check_tensor("x", x, ("B", len(self.root_beta), ...), [self.root_beta.dtype])
        squares = x.square().flatten(2) if x.ndim > 2 else x.square()[..., None]
        size = (self.gamma @ squares + self.beta[:, None]).sqrt()
        return size.view(x.shape)


class GDN(_Normalisation):
    r"""Generalised divisive normalisation: each channel over a norm of all, pixel by pixel.

    .. math:: y_i = \frac{x_i}{\left(\beta_i + \sum_j \gamma_{ij} x_j^2\right)^{1/2}}

    with :math:`\beta_i > 0` and :math:`\gamma_{ij} \ge 0` learned: Eq. 3 of Balle et al. with the
    exponents 2 and 1/2, and without its matrix, which is the convolution before.

    Parameters
    ----------
    n_channels
        C.

    Raises
    ------
    InputError
        If ``n_channels`` is not positive; from calls, if x is not ``(B, C, ...)``.

    References
    ----------
    Balle, Laparra and Simoncelli, Density modeling of images using a generalized normalization
    transformation, 2015.

    Examples
    --------
    >>> import torch
    >>> from rdo.nn import GDN
    >>> gdn = GDN(3).double()
    >>> x = torch.randn(2, 3, 4, 4, generator=torch.Generator().manual_seed(0)).double()
    >>> y = gdn(x)
    >>> y.shape, bool(torch.allclose(gdn.inverse(y), x))
    (torch.Size([2, 3, 4, 4]), True)
    """

    def forward(self, x: Tensor) -> Tensor:
        """``(B, C, ...)`` to ``(B, C, ...)``."""
        return x / self._size(x)

    def inverse(self, y: Tensor) -> Tensor:
        r"""The x that gives y, ``(B, C, ...)`` to ``(B, C, ...)``, by one linear system a pixel.

        .. math:: (I - \mathrm{diag}(y^2)\, \gamma)\, x^2 = \mathrm{diag}(y^2)\, \beta, \qquad
            \mathrm{sign}\, x = \mathrm{sign}\, y

        An x exists where the solution of this system is not negative. It is solved in float64, for
        where x is large beside the root of beta, y has few digits to tell it by.

        Raises
        ------
        InputError
            If no x gives y at some pixel.
        """
        check_tensor("y", y, ("B", len(self.root_beta), ...), [self.root_beta.dtype])
        rows = y.movedim(1, -1).double()
        weight = rows.square()
        own = torch.eye(rows.shape[-1], dtype=torch.float64, device=y.device)
        system = own - weight[..., None] * self.gamma.double()
        squares, failed = torch.linalg.solve_ex(system, weight * self.beta.double())
        # As beta is positive and the matrix diag(y^2) gamma is not negative, a solution is not
        # negative only if the eigenvalues of that matrix are below 1.
        if bool(failed.any()) or not bool((squares >= 0).all()):
            raise InputError("y: a pixel is beyond what this GDN gives; give one of its outputs.")
        x: Tensor = rows.sign() * squares.sqrt()
        return x.movedim(-1, 1).to(y.dtype)


class IGDN(_Normalisation):
    r"""What decoders have in place of GDN's inverse, with weights of its own.

    .. math:: x_i = y_i \left(\beta_i + \sum_j \gamma_{ij} y_j^2\right)^{1/2}

    It is the first step of a fixed-point iteration for :meth:`GDN.inverse`, and defined for all y.

    Parameters
    ----------
    n_channels
        C.

    Raises
    ------
    InputError
        As :class:`GDN`.

    References
    ----------
    Balle, Laparra and Simoncelli, End-to-end optimized image compression, 2017.

    Examples
    --------
    >>> import torch
    >>> from rdo.nn import IGDN
    >>> IGDN(3)(torch.ones(2, 3, 4, 4)).shape
    torch.Size([2, 3, 4, 4])
    """

    def forward(self, y: Tensor) -> Tensor:
        """``(B, C, ...)`` to ``(B, C, ...)``."""
        return y * self._size(y)
