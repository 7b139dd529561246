"""Named sets of images with their splits, pixels in [0, 1]."""

import gzip
import hashlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import sklearn.datasets

from rdo.checks import as_array, check_choice, check_flag, check_pictures, check_seed
from rdo.datasets.entries import CATALOGUE
from rdo.datasets.sources import locate
from rdo.errors import InputError, shown

__all__ = ["IMAGE_SETS", "ImageData", "Images", "load_images"]

IMAGE_SETS = ("mnist", "fashion_mnist", "digits")
"""The names that :func:`load_images` knows."""

SIDE = 28

_VALIDATION = 0.1  # of the training images, Section 2 of the EBAE supplement
_DIGITS_TEST = 0.2  # scikit-learn's digits come without a split
_DIGITS_TONES, _REPEAT, _PADDING = 16, 3, 2  # 3 * 8 + 2 * 2 = 28


@dataclass(frozen=True)
class Images:
    """Images and what they show.

    Attributes
    ----------
    x
        Pixels in [0, 1], float32, shape (n, channels, height, width).
    labels
        The class of each, shape (n,), whole numbers.

    Raises
    ------
    InputError
        If the pixels are not floating-point numbers of that shape, or there are not as many labels.
    """

    x: npt.NDArray[np.float32]
    labels: npt.NDArray[np.int64]

    def __post_init__(self) -> None:
        """Check types and shapes; whoever makes the images sees to it that pixels are in [0, 1]."""
        x, labels = check_pictures("x", self.x), as_array("labels", self.labels)
        if labels.shape != x.shape[:1] or labels.dtype.kind not in "iu":
            raise InputError(
                f"labels of shape {labels.shape} and type {labels.dtype}: give {len(x)} whole "
                "numbers, one per image."
            )
        object.__setattr__(self, "labels", labels)

    def __len__(self) -> int:
        """Number of images."""
        return len(self.x)

    def take(self, rows: npt.NDArray[np.integer]) -> "Images":
        """Some of the images, by their row numbers, ``(m,)``.

        Raises
        ------
        InputError
            If they are no such numbers, or there is none.
        """
        found = as_array("rows", rows)
        if found.ndim != 1 or not found.size or found.dtype.kind not in "iu":
            raise InputError(f"rows={shown(rows)}: give row numbers, (m,), at least one.")
        if found.min() < 0 or found.max() >= len(self):
            raise InputError(
                f"rows from {found.min()} to {found.max()}: give numbers from 0 to {len(self) - 1}."
            )
        return Images(self.x[found], np.asarray(self.labels)[found])


@dataclass(frozen=True)
class ImageData:
    """A set of images in three parts.

    Attributes
    ----------
    name
        Name it was loaded by.
    train, validation, test
        The parts.
    sha256
        Checksum over those of the files; for scikit-learn's digits, of the pixels and labels.
    """

    name: str
    train: Images
    validation: Images
    test: Images
    sha256: str


def load_images(name: str, *, split_seed: int = 0, fetch: bool = False) -> ImageData:
    """Load a set of grey images of 28 x 28 pixels.

    =============  ========  ==========  ======  ====================================
    name           training  validation  test    images
    =============  ========  ==========  ======  ====================================
    mnist          54,000    6,000       10,000  handwritten digits
    fashion_mnist  54,000    6,000       10,000  pieces of clothing
    digits         1,294     144         359     scikit-learn's digits, 8 x 8, enlarged
    =============  ========  ==========  ======  ====================================

    The test sets of the first two are the published ones; a random tenth of what is published for
    training is set aside for validation, as Section 2 of the EBAE supplement has it. Of the digits
    a random fifth is for testing; each of their pixels becomes a square of 3 x 3, and two blank
    rows and columns go around the image.

    Parameters
    ----------
    name
        One of :data:`IMAGE_SETS`.
    split_seed
        Draws the validation images, and the digits' test images.
    fetch
        Download files that are in none of the search places.

    Raises
    ------
    InputError
        No set of images has that name.
    MissingDataError
        A file is nowhere, or cannot be downloaded.
    CorruptDataError
        A file has another SHA-256 than the recorded one.
    """
    check_choice("name", name, IMAGE_SETS)
    check_flag("fetch", fetch)
    rng = np.random.default_rng(check_seed(split_seed, "split_seed"))
    if name == "digits":
        published, sha256 = _digits()
        rows = rng.permutation(len(published))
        n_test = int(_DIGITS_TEST * len(rows))
        test, published = published.take(rows[:n_test]), published.take(rows[n_test:])
    else:
        published, test = (_read(name, part, fetch) for part in ("train", "test"))
        sha256 = _checksum(name)
    rows = rng.permutation(len(published))
    n_validation = round(_VALIDATION * len(rows))
    validation, train = published.take(rows[:n_validation]), published.take(rows[n_validation:])
    return ImageData(name, train, validation, test, sha256)


def _read(name: str, part: str, fetch: bool) -> Images:
    """Images and labels of one part, in the published order."""
    # An IDX file: two zero bytes, the type, the number of axes, their lengths, then the bytes.
    pixels = gzip.decompress(locate(f"{name}_{part}_images", fetch=fetch).read_bytes())
    labels = gzip.decompress(locate(f"{name}_{part}_labels", fetch=fetch).read_bytes())
    x = np.frombuffer(pixels, np.uint8, offset=16).reshape(-1, 1, SIDE, SIDE)
    known = np.frombuffer(labels, np.uint8, offset=8).astype(np.int64)
    return Images(x.astype(np.float32) / np.float32(255), known)


def _checksum(name: str) -> str:
    files = (known.source for known in CATALOGUE.values() if known.name.startswith(f"{name}_"))
    digests = "".join(source.sha256 for source in files if source is not None)
    return hashlib.sha256(digests.encode()).hexdigest()


def _digits() -> tuple[Images, str]:
    bunch = sklearn.datasets.load_digits()
    sha256 = hashlib.sha256(bunch.data.tobytes() + bunch.target.tobytes()).hexdigest()
    large = bunch.images.repeat(_REPEAT, axis=1).repeat(_REPEAT, axis=2) / _DIGITS_TONES
    framed = np.pad(large, ((0, 0), (_PADDING, _PADDING), (_PADDING, _PADDING)))
    return Images(framed[:, None].astype(np.float32), bunch.target.astype(np.int64)), sha256
