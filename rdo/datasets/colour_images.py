"""Named sets of images in colour, as far as they are at hand without loss; pixels in [0, 1]."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from rdo.checks import check_choice
from rdo.datasets.entries import entry
from rdo.datasets.image_files import Images
from rdo.datasets.sources import locate

__all__ = ["COLOUR_SETS", "ColourImages", "load_colour_images"]

_CIFAR10 = "airplane automobile bird cat deer dog frog horse ship truck"
_FLOWERS = {54: "orchid", 62: "poppy", 70: "rose", 82: "sunflower", 92: "tulip"}

COLOUR_SETS: Mapping[str, Mapping[int, str]] = MappingProxyType(
    {
        "cifar10": MappingProxyType(dict(enumerate(_CIFAR10.split()))),
        "cifar100_flowers": MappingProxyType(_FLOWERS),
    }
)
"""What :func:`load_colour_images` knows: the names, and what the labels of each set mean."""


@dataclass(frozen=True)
class ColourImages:
    """The training images of a set in colour.

    Attributes
    ----------
    name
        Name it was loaded by.
    train
        Images of shape (n, 3, 32, 32), red, green and blue, in the file's order.
    sha256
        Checksum of the file.
    """

    name: str
    train: Images
    sha256: str


def load_colour_images(name: str) -> ColourImages:
    """Load the training images of a set in colour, 32 x 32 pixels each.

    ================  ========  ===========================================================
    name              training  images
    ================  ========  ===========================================================
    cifar10           4,000     CIFAR-10: the first 4,000 of 50,000, ten classes
    cifar100_flowers  2,500     CIFAR-100: the five classes of flowers, 500 each, of its 100
    ================  ========  ===========================================================

    Both are parts of what is published, kept without loss. The flowers are named so, for they are
    not CIFAR-100: their labels are the published fine ones, 54, 62, 70, 82 and 92.

    Parameters
    ----------
    name
        One of :data:`COLOUR_SETS`.

    Raises
    ------
    InputError
        No set in colour has that name.
    MissingDataError
        The file is nowhere; it cannot be fetched.
    CorruptDataError
        The file has another SHA-256 than the recorded one.
    """
    check_choice("name", name, COLOUR_SETS)
    source = entry(name).source
    assert source is not None
    with np.load(locate(name), allow_pickle=False) as file:
        pixels, labels = file["train_images"], file["train_labels"]
    x = np.ascontiguousarray(pixels.transpose(0, 3, 1, 2), dtype=np.float32) / np.float32(255)
    return ColourImages(name, Images(x, labels.astype(np.int64)), source.sha256)
