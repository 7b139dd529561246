"""The numbers of the page on noise that a VAE learns."""

from replication.noise_vae.config import VARIANCES
from tests.notebooks.stated import Check, equal

STATED: dict[str, Check] = {
    "the paper tries 23": equal(23, lambda: len(VARIANCES)),
}

DEFINED: tuple[str, ...] = ("footnote 4", "the Gaussian of mean 0", "(Definition 3;")
