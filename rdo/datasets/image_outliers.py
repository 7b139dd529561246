"""Images that no digit looks like: made, not found (Section 2 of the EBAE supplement).

The supplement describes Constant and Noise. HalfMNIST and ChimeraMNIST it only counts (10,000
images each); they are built here as the code does that the authors published with a later paper
(Yoon, Noh and Park 2021).
"""

import numpy as np
import numpy.typing as npt

from rdo.checks import check_room, check_seed, check_type, check_whole
from rdo.datasets.image_files import SIDE, Images
from rdo.errors import InputError

__all__ = ["chimeras", "constant_images", "halves", "noise_images"]

FloatImages = npt.NDArray[np.float32]

_SEAM = 3  # blank rows to either side of a chimera's middle


def constant_images(n: int = 4_000, *, seed: int, side: int = SIDE) -> FloatImages:
    """Constant images, the grey value of each drawn from U[0, 1].

    Parameters
    ----------
    n
        Number of images.
    seed
        Seed of numpy's generator.
    side
        Rows and columns.

    Returns
    -------
    numpy.ndarray
        Shape (n, 1, side, side).

    Raises
    ------
    InputError
        If n, the side or the seed is no whole number in its range.

    Examples
    --------
    >>> import numpy as np
    >>> from rdo.datasets import constant_images
    >>> x = constant_images(5, seed=0)
    >>> x.shape, float(np.ptp(x, axis=(1, 2, 3)).max())
    ((5, 1, 28, 28), 0.0)
    """
    n, side = _sizes(n, side)
    grey = np.random.default_rng(check_seed(seed)).random((n, 1, 1, 1), dtype=np.float32)
    return np.tile(grey, (1, 1, side, side))


def noise_images(n: int = 4_000, *, seed: int, side: int = SIDE) -> FloatImages:
    """Images whose pixels are drawn independently from U[0, 1].

    Parameters
    ----------
    n, seed, side
        As for :func:`constant_images`.

    Returns
    -------
    numpy.ndarray
        Shape (n, 1, side, side).

    Raises
    ------
    InputError
        If n, the side or the seed is no whole number in its range.
    """
    n, side = _sizes(n, side)
    return np.random.default_rng(check_seed(seed)).random((n, 1, side, side), dtype=np.float32)


def halves(images: Images) -> FloatImages:
    """Images with one half blank, by turns the upper and the lower.

    Parameters
    ----------
    images
        The images to cut, say MNIST's test images.

    Returns
    -------
    numpy.ndarray
        Shape (n, 1, H, W).

    Raises
    ------
    InputError
        If they are no :class:`Images`.

    Examples
    --------
    >>> import numpy as np
    >>> from rdo.datasets import Images, halves
    >>> white = Images(np.ones((2, 1, 4, 4), np.float32), np.array([3, 8]))
    >>> halves(white)[:, 0, :, 0]
    array([[0., 0., 1., 1.],
           [1., 1., 0., 0.]], dtype=float32)
    """
    x = check_type("images", images, Images, "Images").x.copy()
    middle = x.shape[2] // 2
    x[::2, :, :middle] = 0
    x[1::2, :, middle:] = 0
    return x


def chimeras(images: Images) -> FloatImages:
    """The lower half of every image under the upper half of another class, with a blank seam.

    The upper half is that of the next image, in the order given, with another label; after the last
    comes the first. Three rows to either side of the middle are blank.

    Parameters
    ----------
    images
        The images to join, say MNIST's test images.

    Returns
    -------
    numpy.ndarray
        Shape (n, 1, H, W).

    Raises
    ------
    InputError
        If they are no :class:`Images`, or all have the same label.

    Examples
    --------
    Rows of the first chimera: the second image's, the seam, the first image's own:

    >>> import numpy as np
    >>> from rdo.datasets import Images, chimeras
    >>> grey = np.array([0.2, 0.8], np.float32).reshape(2, 1, 1, 1)
    >>> images = Images(np.tile(grey, (1, 1, 28, 28)), np.array([3, 8]))
    >>> [round(float(row.mean()), 1) for row in chimeras(images)[0, 0, [0, 13, 27]]]
    [0.8, 0.0, 0.2]
    """
    labels = check_type("images", images, Images, "Images").labels
    if len(set(labels.tolist())) < 2:
        raise InputError(f"images of the labels {set(labels.tolist())}: give at least two classes.")
    partner = np.empty(len(labels), dtype=np.int64)
    # From the end, twice around: where the next label differs, it is the next image; where it does
    # not, the partner of the next image will do.
    for i in [*range(len(labels) - 1, -1, -1)] * 2:
        following = (i + 1) % len(labels)
        partner[i] = following if labels[following] != labels[i] else partner[following]
    x = images.x.copy()
    middle = x.shape[2] // 2
    x[:, :, :middle] = images.x[partner, :, :middle]
    x[:, :, middle - _SEAM : middle + _SEAM] = 0
    return x


def _sizes(n: int, side: int) -> tuple[int, int]:
    n, side = check_whole("n", n, 1), check_whole("side", side, 1)
    check_room(n=n, side=side, width=side)
    return n, side
