"""Halving and doubling the sides of an image, as sums of whole images.

PyTorch's own layers compute the same, but their compiled gradients scatter to indexed pixels with
atomic additions, on which threads wait for each other.
"""

import torch
from torch import Tensor, nn

__all__ = ["Bilinear", "MaxPool"]


class Bilinear(nn.Module):
    r"""Twice the pixels of each side by linear interpolation, the corners left where they are.

    .. math::
        y_{2j} = x_j + \frac{j}{2n - 1} (x_{j - 1} - x_j), \qquad
        y_{2j + 1} = x_j + \frac{n - 1 - j}{2n - 1} (x_{j + 1} - x_j)

    for the n pixels :math:`x_0, \dots, x_{n - 1}` of a side, one side after the other. It is
    ``nn.Upsample(scale_factor=2, mode="bilinear", align_corners=True)``.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(B, C, H, W)`` to ``(B, C, 2H, 2W)``."""
        pixels = x.movedim(1, -1)
        return _doubled(_doubled(pixels, 1), 2).movedim(-1, 1)


class MaxPool(nn.Module):
    r"""The largest of every 2 x 2 pixels; the gradient goes to the first of equal ones.

    .. math:: y_{i j} = \max(x_{2i, 2j}, x_{2i, 2j + 1}, x_{2i + 1, 2j}, x_{2i + 1, 2j + 1})

    It is ``nn.MaxPool2d(2)`` for images of even sides.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(B, C, H, W)`` to ``(B, C, H / 2, W / 2)``."""
        pixels = x.movedim(1, -1)
        return _halved(_halved(pixels, 2), 1).movedim(-1, 1)


def _doubled(x: Tensor, axis: int) -> Tensor:
    n = x.shape[axis]
    before = torch.cat([x.narrow(axis, 0, 1), x.narrow(axis, 0, n - 1)], axis)
    after = torch.cat([x.narrow(axis, 1, n - 1), x.narrow(axis, n - 1, 1)], axis)
    j = torch.arange(n, dtype=x.dtype, device=x.device)
    share = (j / (2 * n - 1)).reshape(-1, *[1] * (x.ndim - axis - 1))
    even, odd = x + share * (before - x), x + share.flip(0) * (after - x)
    return torch.stack([even, odd], axis + 1).flatten(axis, axis + 1)


def _halved(x: Tensor, axis: int) -> Tensor:
    first, second = x.unflatten(axis, (-1, 2)).unbind(axis + 1)
    return torch.where((second > first) | second.isnan(), second, first)
