"""The numbers of the page on MNIST's outliers."""

import numpy as np
import numpy.typing as npt

from replication.ebae_data.config import PRINTED, SETS
from replication.ebae_networks.config import LAST_KERNEL, TABLE_2
from replication.ood_detection.config import OUTLIERS
from tests.notebooks.stated import Check, between, equal, metric, record, true

_RECORD = ("ood_detection", "mnist")
_MADE = ("half", "chimera")


def _of(arm: str, name: str) -> npt.NDArray[np.float64]:
    return metric(*_RECORD, arm, name)


def _others(*left_out: str) -> list[str]:
    return [arm for arm in record(*_RECORD).arms if arm not in left_out]


def _config(name: str) -> float:
    return float(record(*_RECORD).config[name])


def _svhn_sizes() -> tuple[str, str]:
    """Of the test set, as printed and as published."""
    return str(PRINTED["svhn"].test), str(SETS["svhn"][1])


_REBUILT = ("autoencoder", "denoising", "wasserstein", "pca")


def _area(arm: str, outliers: str) -> float:
    return float(_of(arm, f"auc_{outliers}").mean())


STATED: dict[str, Check] = {
    "two digits of the size of SVHN's test set": equal(
        2, lambda: sum(a != b for a, b in zip(*_svhn_sizes(), strict=True))
    ),
    "one image of ImageNet32 is in no part": equal(
        1, lambda: metric("ebae_data", "imagenet32", "printed", "images_missing")
    ),
    "printed as 4 and": equal(4, lambda: TABLE_2["arch28"]["decoder"][-1].size),
    "has to be 3": equal(3, lambda: LAST_KERNEL),
    "The VAE takes pixels of variance 1": equal(
        1, lambda: 2 / record(*_RECORD).arms["vae"].config["beta"]
    ),
    "we take 0.01, beside an error that is a mean over the pixels": equal(
        0.01 * 784, lambda: record(*_RECORD).arms["wasserstein"].config["weight"]
    ),
    "about five other sets": equal(5, lambda: len(OUTLIERS)),
    "a sum over the 784 pixels": equal(784, lambda: record(*_RECORD).data.columns),
    "EBAE has an AUC of 0.92 or more on every set, in every seed": between(
        0.92, 1, lambda: [_of("ebae", f"auc_{name}") for name in OUTLIERS]
    ),
    "are near chance (0.45 to 0.56)": true(
        lambda: [
            len(near := [_area(arm, "half") for arm in (*_REBUILT, "vae")]) == 5,
            round(100 * min(near)) == 45,
            round(100 * max(near)) == 56,
        ]
    ),
    "without a fault, PCA too; DAGMM's energy does not (0.91)": true(
        lambda: [
            min(_area(arm, "noise") for arm in (*_REBUILT, "vae", "ebae")) > 0.999,
            abs(_area("dagmm", "noise") - 0.91) < 0.005,
        ]
    ),
    "the WAE and PCA (0.96 to 0.99), less so for the VAE (0.89) and for DAGMM (0.79)": true(
        lambda: [
            min(near := [_area(arm, "fashion_mnist") for arm in _REBUILT]) > 0.955,
            max(near) < 0.996,
            abs(_area("vae", "fashion_mnist") - 0.89) < 0.005,
            abs(_area("dagmm", "fashion_mnist") - 0.79) < 0.005,
        ]
    ),
    "in every seed**, with an AUC of 0.92 at the least": between(
        0.92, 0.93, lambda: min(_of("ebae", f"auc_{name}").min() for name in OUTLIERS)
    ),
    "a fifth of the halves": between(0.18, 0.22, lambda: _of("ebae", "rebuilt_half").mean()),
    "two fifths of the chimeras": between(
        0.37, 0.43, lambda: _of("ebae", "rebuilt_chimera").mean()
    ),
    "misses more than four fifths of either": true(
        lambda: [
            _of(arm, f"rebuilt_{name}") > 4 / 5
            for arm in _others("ebae", "untrained")
            for name in _MADE
        ]
    ),
    "worse than the plain autoencoder's, by more than half": true(
        lambda: _of("ebae", "error_test").mean() > 1.5 * _of("autoencoder", "error_test").mean()
    ),
    "three to four times as badly": between(
        2.8,
        4.0,
        lambda: [
            _of("ebae", f"error_{name}").mean() / _of("autoencoder", f"error_{name}").mean()
            for name in _MADE
        ],
    ),
    "more than all the others together": true(
        lambda: (
            record(*_RECORD).arms["ebae"].seconds
            > sum(record(*_RECORD).arms[arm].seconds for arm in _others("ebae"))
        )
    ),
    "2,000 steps for every method and 500 more for EBAE, from He's weights": true(
        lambda: [_config("steps") == 2000, _config("ebae_steps") == 500]
    ),
    "after 500 steps with negatives it ranks them lower than before": true(
        lambda: metric("ebae_ablation", "config1", "ebae", "gain") < 0
    ),
}

DEFINED = (
    "95 % of test digits stay under",
    "lets 5 % of digits go",
    "at 5 % false alarms",
    "between 0.001 and 0.1, and we take 0.01",  # as the supplement prints it
    "Two lines need no method",
    "from 8 x 8 pixels",
    "from U[0, 1]",
    "**Half**",
    "upper or their lower half blank",
    "the lower half of a test digit under the upper half of another one, with six blank rows",
    "The last two it calls",
    "with a kernel of 4, gives images of 29 x 29 pixels",
    "has a kernel of 3, and",
    "0.5 is chance",
    "an AUC near 1",
    "Half a digit",
    "Its Tables 1 and 2 can",
    "In Table 1 two digits",
    "In Table 2 the",
)
