"""What one and the same small change costs by 1 - SSIM on different images."""

import torch
from torch import Tensor

from rdo.distortions import one_minus_ssim

__all__ = ["costs_of_a_change"]

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
