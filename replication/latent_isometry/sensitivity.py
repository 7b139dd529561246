"""How D' differs between images: by what a change costs, and by a factor of each image."""

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from rdo.distortions import one_minus_ssim

__all__ = ["costs_of_a_change", "image_share"]

_SIZE = 1e-3  # of a change, in Euclidean length
_CHANGES = 20


def costs_of_a_change(x: Tensor, seed: int = 0) -> Tensor:
    r"""1 - SSIM between each image and the image with white noise, over the noise's square.

    .. math:: E_\delta\, \frac{1 - \mathrm{SSIM}(x, x + \delta)}{\lVert \delta \rVert^2}

    All images have the same noise, so small that this is a quadratic form's mean; the mean is over
    20 draws. By the squared error it is 1 for every image.

    Parameters
    ----------
    x
        Images in double precision, ``(n, C, H, W)``.
    seed
        Of the noise.

    Returns
    -------
    Tensor
        ``(n,)``.
    """
    generator = torch.Generator().manual_seed(seed)
    costs = torch.zeros(len(x), dtype=x.dtype)
    for _ in range(_CHANGES):
        change = torch.randn(x.shape[1:], generator=generator, dtype=x.dtype)
        change = _SIZE * change / change.norm()
        costs += one_minus_ssim(x, x + change) / _SIZE**2
    return costs / _CHANGES


def image_share(metric: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
    r"""Share of the variance of log D' between images that all components have in common, ``(R,)``.

    .. math:: \frac{\sum_{x, i} (a_x - a)^2}{\sum_{x, i} (\log D'_i(x) - b_i)^2}

    with :math:`a_x` the mean of :math:`\log D'` over the components of an image, :math:`b_i` that
    over the images of a component, and a that over both. It is 1 if D' of each image is the same
    for all components but for a factor of each component, and one over the number of components, in
    the mean, if they have nothing to do with each other.

    Parameters
    ----------
    metric
        D', ``(R, n, K)``.
    """
    logarithm = np.log(np.asarray(metric, dtype=np.float64))
    of_image = logarithm.mean(2) - logarithm.mean((1, 2))[:, None]
    within = logarithm - logarithm.mean(1, keepdims=True)
    shared = logarithm.shape[2] * np.square(of_image).sum(1)
    return np.asarray(shared / np.square(within).sum((1, 2)))
