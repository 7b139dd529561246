"""Table 1 of the EBAE supplement: its numbers, and those of the data sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

__all__ = [
    "HEADINGS",
    "LABELS",
    "PARTS",
    "PRINTED",
    "SEEDS",
    "SETS",
    "Config",
    "Split",
    "configure",
]


class Split(NamedTuple):
    """Numbers of images."""

    training: int
    validation: int
    test: int


PRINTED: Mapping[str, Split] = {
    "mnist": Split(54_000, 6_000, 10_000),
    "fashion_mnist": Split(54_000, 6_000, 10_000),
    "svhn": Split(65_930, 7_327, 20_632),
    "cifar10": Split(45_000, 5_000, 10_000),
    "celeba": Split(162_079, 20_260, 20_260),
    "imagenet32": Split(1_024_919, 256_229, 49_999),
}
"""Table 1."""

SETS: Mapping[str, tuple[int, int | None]] = {
    "mnist": (60_000, 10_000),
    "fashion_mnist": (60_000, 10_000),
    "svhn": (73_257, 26_032),
    "cifar10": (50_000, 10_000),
    "celeba": (202_599, None),
    "imagenet32": (1_281_149, 49_999),
}
"""Images that are published for training and for tests; None where there is one set of them all.

Of MNIST and Fashion-MNIST the numbers are those of the files; of the others they are on the sets'
own pages: ufldl.stanford.edu/housenumbers, cs.toronto.edu/~kriz/cifar.html,
mmlab.ie.cuhk.edu.hk/projects/CelebA.html. ImageNet32 is that of the PixelRNN paper, 1,281,149 and
49,999 images; the supplement tests on its validation set."""

PARTS = tuple(PRINTED)

LABELS = {"printed": "as printed", "images": "two digits swapped"}

HEADINGS = {"images_missing": "images missing"}

SEEDS = {"smoke": 1, "reduced": 1, "paper": 1}


@dataclass(frozen=True)
class Config:
    """Nothing can be set: the numbers are printed."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a part; all profiles are alike, for nothing is random or trained."""
    return Config()
