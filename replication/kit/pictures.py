"""Images beside and below each other in one figure."""

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from replication.kit.style import WIDTH

__all__ = ["GAP", "name_row", "picture_grid", "show_picture"]

GAP = 0.05
"""Between pictures, of their width."""

_LEFT = 0.24  # share of the figure that the rows' names take
_LARGEST = 1.1  # inches


def picture_grid(
    rows: int, columns: int, images: npt.NDArray[np.uint8], top: float = 0.03
) -> tuple[Figure, npt.NDArray[np.object_]]:
    """Places for pictures beside and below each other, with room for names at the left.

    Parameters
    ----------
    rows, columns
        Of the grid.
    images
        Some of the pictures, ``(..., H, W)``, for their shape.
    top
        Inches above the first row.
    """
    height, width = images.shape[-2:]
    each = min((1 - _LEFT) * WIDTH / columns, _LARGEST)
    size = _LEFT * WIDTH + columns * each, top + rows * each * height / width
    gaps = {"wspace": GAP, "hspace": GAP}
    figure, grid = plt.subplots(rows, columns, figsize=size, gridspec_kw=gaps, squeeze=False)
    figure.subplots_adjust(
        left=_LEFT * WIDTH / size[0], right=0.995, top=1 - top / size[1], bottom=0.005
    )
    return figure, grid


def show_picture(axes: Axes, picture: npt.NDArray[np.uint8]) -> None:
    """A picture ``(C, H, W)``, grey or in colour."""
    pixels = picture[0] if len(picture) == 1 else picture.transpose(1, 2, 0)
    axes.imshow(pixels, cmap="gray", vmin=0, vmax=255, aspect="auto")
    axes.set(xticks=[], yticks=[])


def name_row(axes: Axes, name: str) -> None:
    """A name at the left of the first picture of a row."""
    axes.set_ylabel(name, rotation=0, ha="right", va="center", fontsize=9)
