r"""That SSIM cannot tell an image from its negative, met in training on it.

SSIM (Eq. 61) is a product of two factors, of which one has the product of two means in its
numerator and the other a covariance. Both change their sign with one of the images. So but for
SSIM's constants

.. math:: \mathrm{SSIM}(x, -y) = \mathrm{SSIM}(x, y),

window by window. No network is needed to see what comes of it: here the pixels are trained.
"""

from collections.abc import Mapping
from textwrap import fill
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from matplotlib.figure import Figure
from torch import Tensor

from rdo.datasets import load_images
from rdo.distortions import one_minus_ssim
from replication.kit.image_training import pooled
from replication.kit.pictures import name_row, picture_grid, show_picture

__all__ = [
    "STARTS",
    "Start",
    "fit_pixels",
    "negatives",
    "negatives_table",
    "rebuilt_from",
    "some_digits",
]


class Start(NamedTuple):
    """How a training begins."""

    squared_steps: int = 0
    """Steps by the squared error, before those by SSIM."""
    bounded: bool = False
    """Whether a sigmoid keeps the pixels in [0, 1], where there are no negatives."""


STARTS = {
    "1 - SSIM from the first step": Start(),
    "the same, pixels kept in [0, 1]": Start(bounded=True),
    "20 steps by the squared error first": Start(squared_steps=20),
}
"""By name; the last is what the networks of this experiment do, with more steps."""

_STEPS = 400
_RATE = 0.03
_SPREAD = 0.1  # of the first pixels
_INK = 0.3  # a pixel of an image that is brighter belongs to what it shows


def some_digits() -> Tensor:
    """Sixty test images of scikit-learn's digits in 14 x 14 pixels, ``(60, 1, 14, 14)``."""
    return torch.from_numpy(pooled(load_images("digits").test.x[:60], 2)).double()


def fit_pixels(x: Tensor, start: Start, seed: int = 0) -> Tensor:
    """Images that Adam finds for images by their SSIM.

    The first pixels are drawn about 0, or about 1/2 if they are bounded.

    Parameters
    ----------
    x
        Images in [0, 1], ``(B, C, H, W)``.
    start
        Whether pixels are bounded, and how many steps go by the squared error first.
    seed
        Of the first pixels.

    Returns
    -------
    Tensor
        As many images.
    """
    draws = torch.Generator().manual_seed(seed)
    free = (_SPREAD * torch.randn(x.shape, generator=draws)).to(x).requires_grad_()
    optimizer = torch.optim.Adam([free], lr=_RATE)
    for step in range(_STEPS):
        y = free.sigmoid() if start.bounded else free
        squared = (x - y).square().flatten(1).mean(1)
        each = squared if step < start.squared_steps else one_minus_ssim(x, y)
        optimizer.zero_grad()
        each.sum().backward()
        optimizer.step()
    return (free.sigmoid() if start.bounded else free).detach()


def rebuilt_from(x: Tensor, starts: Mapping[str, Start] = STARTS) -> dict[str, Tensor]:
    """:func:`fit_pixels` from each start, by its name."""
    return {name: fit_pixels(x, start) for name, start in starts.items()}


def negatives_table(x: Tensor, rebuilt: Mapping[str, Tensor]) -> pd.DataFrame:
    """SSIM, squared error a value, and of an image's bright pixels the share that is negative."""
    bright = x > _INK
    values = [
        (
            1 - float(one_minus_ssim(x, y).mean()),
            float((x - y).square().mean()),
            float((y[bright] < 0).double().mean()),
        )
        for y in rebuilt.values()
    ]
    columns = ["SSIM", "squared error", "bright pixels below 0"]
    return pd.DataFrame(values, index=list(rebuilt), columns=columns)


def negatives(x: Tensor, rebuilt: Mapping[str, Tensor], shown: int = 6) -> Figure:
    """Some images in the top row, and below, what each start finds; mid-grey is zero."""
    rows = {"image": x, **rebuilt}
    pictures = {name: _about_grey(images[:shown]) for name, images in rows.items()}
    figure, grid = picture_grid(len(rows), shown, pictures["image"])
    for line, (name, images) in zip(grid, pictures.items(), strict=True):
        for axes, picture in zip(line, images, strict=True):
            show_picture(axes, picture)
        name_row(line[0], fill(name, 20))
    return figure


def _about_grey(images: Tensor) -> npt.NDArray[np.uint8]:
    """-1 as black, 0 as mid-grey and 1 as white."""
    levels: npt.NDArray[np.uint8] = (127.5 * (images.clamp(-1, 1) + 1)).byte().numpy()
    return levels
