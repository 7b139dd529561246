"""Named sets of faces, pixels in [0, 1]."""

from dataclasses import dataclass

import numpy as np

from rdo.checks import check_choice
from rdo.datasets.entries import entry
from rdo.datasets.image_files import Images
from rdo.datasets.sources import locate

__all__ = ["FACE_SETS", "Faces", "load_faces"]

FACE_SETS = ("yaleb", "celeba")
"""The names that :func:`load_faces` knows."""

_PERSONS = {"yaleb": "labels", "celeba": "identity"}  # names in the files


@dataclass(frozen=True)
class Faces:
    """A set of faces, as published or a part of it, in the file's order.

    Attributes
    ----------
    name
        Name it was loaded by.
    images
        Pixels ``(n, C, H, W)``; the labels number the persons.
    sha256
        Checksum of the file.
    """

    name: str
    images: Images
    sha256: str


def load_faces(name: str) -> Faces:
    """Load a set of faces, with the number of the person as the label of each.

    ======  ======  ==============  =========================================================
    name    images  size of one     what they are
    ======  ======  ==============  =========================================================
    yaleb   2,414   (1, 192, 168)   Extended Yale Face Database B, cropped: 38 persons under
                                    up to 64 lights each, without the 18 pictures marked as
                                    spoilt and those in ambient light
    celeba  2,200   (3, 64, 64)     CelebA, aligned: some of its 202,599 images, of 1,996 of
                                    its persons; the middle square, made smaller
    ======  ======  ==============  =========================================================

    CelebA's 40 attributes are not in the file.

    Parameters
    ----------
    name
        One of :data:`FACE_SETS`.

    Raises
    ------
    InputError
        No set of faces has that name.
    MissingDataError
        The file is nowhere; it cannot be fetched.
    CorruptDataError
        The file has another SHA-256 than the recorded one.
    """
    check_choice("name", name, FACE_SETS)
    source = entry(name).source
    assert source is not None
    with np.load(locate(name), allow_pickle=False) as file:
        pixels, persons = file["images"], file[_PERSONS[name]]
    channels_first = pixels[:, None] if pixels.ndim == 3 else pixels.transpose(0, 3, 1, 2)
    x = np.ascontiguousarray(channels_first, dtype=np.float32) / np.float32(255)
    return Faces(name, Images(x, persons.astype(np.int64)), source.sha256)
