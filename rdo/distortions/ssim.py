"""One minus the structural similarity of two images."""

import torch
from torch import Tensor

from rdo.checks import check_number, check_tensor, check_whole
from rdo.errors import InputError

__all__ = ["one_minus_ssim"]


def one_minus_ssim(
    x: Tensor,
    y: Tensor,
    width: int = 7,
    *,
    k1: float = 0.01,
    k2: float = 0.03,
    data_range: float = 1.0,
) -> Tensor:
    r"""One minus SSIM, averaged over all windows of an image (RaDOGAGA's Eq. 61 at k1 = k2 = 0).

    For one window of N x N pixels with means :math:`\mu`, variances :math:`\sigma^2` and
    covariance :math:`\sigma_{xy}`, all with :math:`1 / N^2` in front of the sum,

    .. math::
        \mathrm{SSIM} = \frac{2 \mu_x \mu_y + C_1}{\mu_x^2 + \mu_y^2 + C_1} \cdot
        \frac{2 \sigma_{xy} + C_2}{\sigma_x^2 + \sigma_y^2 + C_2}, \qquad C_i = (k_i L)^2 .

    With :math:`\delta = y - x` the two factors are :math:`1 - a` and :math:`1 - b`, so that
    :math:`1 - \mathrm{SSIM} = a + b - ab`, where

    .. math::
        a = \frac{\mu_\delta^2}{\mu_x^2 + \mu_y^2 + C_1}, \qquad
        b = \frac{\sigma_\delta^2}{\sigma_x^2 + \sigma_y^2 + C_2} .

    It is computed in this form: near x = y the other one takes the difference of two numbers close
    to 1, and in single precision little is left of it. Its quadratic form is that of
    :class:`rdo.theory.SSIMForm`.

    Parameters
    ----------
    x, y
        Images, ``(..., C, H, W)``, of one shape, float32 or float64: pictures of whole numbers are
        divided by 255 first, or converted and ``data_range=255`` given.
    width
        N, side of the uniform window in pixels. It moves by one pixel and stays inside the image.
    k1, k2
        Factors of the stabilising constants, at least 0. At 0 SSIM is undefined where a window is
        black in both images (k1), or constant in each (k2): the result is NaN or, as rounding has
        it, any number.
    data_range
        L, the largest minus the smallest value that a pixel may have.

    Returns
    -------
    Tensor
        One value per image, ``(...)``, where defined between 0 and 2: the mean over windows and
        channels.

    Raises
    ------
    InputError
        If the shapes differ, an image is smaller than a window, an argument is of another type, or
        a number is out of its range.

    Examples
    --------
    A shift of brightness costs little, and noise with the same squared error a lot:

    >>> import torch
    >>> from rdo.distortions import one_minus_ssim
    >>> generator = torch.Generator().manual_seed(0)
    >>> x = torch.linspace(0.2, 0.8, 28).expand(1, 28, 28)
    >>> sign = torch.randint(2, x.shape, generator=generator) * 2 - 1
    >>> round(one_minus_ssim(x, x + 0.1).item(), 1)
    0.0
    >>> round(one_minus_ssim(x, x + 0.1 * sign).item(), 1)
    0.7
    """
    check_tensor("x", x, (..., "C", "H", "W"))
    check_tensor("y", y, (..., "C", "H", "W"))
    if x.shape != y.shape:
        raise InputError(
            f"y of shape {tuple(y.shape)}: give that of x, {tuple(x.shape)}; nothing is broadcast."
        )
    if not torch.compiler.is_compiling():
        check_whole("width", width, 2)  # or a window has no variance
        check_number("k1", k1, 0)
        check_number("k2", k2, 0)
        check_number("data_range", data_range, 1e-30, 1e30)
    if min(x.shape[-2:]) < width:
        raise InputError(
            f"x of shape {tuple(x.shape)}: give (..., C, H, W) with H and W of at least "
            f"width={width}."
        )
    if data_range != 1:  # in this unit no constant leaves the range of a type
        x, y = x / data_range, y / data_range
    sums = _sums(x.shape[-2], width, x), _sums(x.shape[-1], width, x).mT
    mean_x, variance_x = _moments(x, width, *sums)
    mean_y, variance_y = _moments(y, width, *sums)
    mean, variance = _moments(y - x, width, *sums)
    luminance = mean**2 / (mean_x**2 + mean_y**2 + k1**2)
    structure = variance / (variance_x + variance_y + k2**2)
    return (luminance + structure - luminance * structure).mean((-3, -2, -1))


def _moments(x: Tensor, width: int, down: Tensor, across: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and variance of every window, ``(..., C, H - N + 1, W - N + 1)``."""
    centre = x.mean((-2, -1), keepdim=True)
    # The variance as a difference of two means loses least where the values lie around 0.
    mean, square = (down @ one @ across / width**2 for one in (x - centre, (x - centre) ** 2))
    return mean + centre, torch.clamp_min(square - mean**2, 0)


def _sums(size: int, width: int, like: Tensor) -> Tensor:
    """The banded matrix that takes a vector to sums over its windows, ``(size - N + 1, size)``.

    Up to some hundred pixels a side, products with it take a fraction of the time of pooling.
    """
    at = torch.arange(size, device=like.device)
    first = at[: size - width + 1, None]
    return ((at >= first) & (at < first + width)).to(like.dtype)
