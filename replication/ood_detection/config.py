"""The out-of-distribution experiment: what it trains on, for how long, and what it tells apart."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le

from replication.kit.fields import Count, Index, NonNegative, Positive, Rate, Width

__all__ = [
    "DEVIATIONS",
    "ERRORS",
    "HEADINGS",
    "LABELS",
    "OUTLIERS",
    "REBUILT",
    "RELATIVE",
    "SEEDS",
    "Config",
    "configure",
]

OUTLIERS = {
    "fashion_mnist": "Fashion-MNIST",
    "constant": "Constant",
    "noise": "Noise",
    "half": "Half",
    "chimera": "Chimera",
}
"""The sets to be told from test images, by the name in records and as pages name them."""

LABELS = {
    "pca": "PCA",
    "untrained": "untrained network",
    "autoencoder": "plain autoencoder",
    "dagmm": "DAGMM",
    "ebae": "EBAE",
    "denoising": "denoising autoencoder",
    "vae": "VAE",
    "wasserstein": "WAE-MMD",
}

HEADINGS = {f"auc_{name}": title for name, title in OUTLIERS.items()}
"""The AUC of each set of outliers."""

RELATIVE = {f"relative_{name}": title for name, title in OUTLIERS.items()}
"""The AUC of the error relative to the image's size."""

ERRORS = {f"error_{name}": title for name, title in {"test": "test digits", **OUTLIERS}.items()}
"""The mean reconstruction error of each set."""

REBUILT = {f"rebuilt_{name}": title for name, title in OUTLIERS.items()}
"""The share of each set that comes back as well as digits do."""

SEEDS = {"smoke": 2, "reduced": 3, "paper": 10}


@dataclass(frozen=True)
class Config:
    """What is the same for all methods, and the few numbers that one of them has for itself."""

    steps: Count
    batch_size: Count
    learning_rate: Rate
    """Of all methods, but for EBAE's negatives."""
    ebae_steps: Count
    """With negatives, after those as an autoencoder."""
    ebae_learning_rate: Rate
    """With negatives."""
    width: Annotated[float, Ge(0.01), Le(100)]
    """Factor on Table 2's numbers of channels."""
    network_start: Literal["pytorch", "he"]
    """Of the weights of encoders and decoders."""
    test_images: Count
    """Taken of every set, its first ones, if it has as many."""
    n_latent: Annotated[int, Ge(1), Le(784)] = 32
    """At most as many as an image has pixels, for PCA has as many."""
    denoising_noise: NonNegative = 0.3
    """Standard deviation of the denoising autoencoder's noise, as printed."""
    vae_variance: Positive = 1.0
    """Of a pixel, given the latent."""
    wae_weight: Positive = 0.01
    """Of the discrepancy, beside a mean over pixels; the printed range is 0.001 to 0.1."""
    n_components: Width = 4
    """Of DAGMM's mixture, as many as its paper has for KDDCup."""
    evaluations: Count = 10
    """Times that the error on validation images is measured while training."""
    data_seed: Index = 0
    """Splits the training images, and draws Constant and Noise; the same for all seeds."""


_ALWAYS = (
    "32 latents, as in the published code; the supplement chooses among eight sizes on another set",
    "WAE-MMD's coefficient at the middle of the range that the supplement searches",
    "the VAE with pixels of variance 1, scored in one pass at the posterior's mean",
    "DAGMM with four components and the weights of its own paper",
    "the last kernel of Arch28 is 3, where 4 is printed, which would make images of 29 pixels",
    "for EBAE, an energy that is a mean over pixels, squared energies in the loss, and no penalty "
    "in the first stage, as in the published code",
)

DEVIATIONS = {
    "smoke": (*_ALWAYS, "an eighth of the channels, a few steps at a high rate, He's start"),
    "reduced": (
        *_ALWAYS,
        "an eighth of the channels, batches of 32",
        "2,000 and 500 steps, at rates above 1e-4 and 1e-5 by as much as MNIST has fewer steps",
        "He's start, for from PyTorch's own the narrow network stays black for so few steps",
        "at most 2,000 images of each test set",
    ),
    "paper": (
        *_ALWAYS,
        "100 epochs in batches of 128 for all, of which the first is printed for EBAE alone",
        "1e-4 for all but EBAE's negatives, as in the published code; 1e-5 is printed for "
        "everything",
    ),
}
"""What differs from the printed settings, or is not printed, by profile."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: the full width and 10 seeds; 100 epochs in batches of 128 for every method, and half
    as many with negatives for EBAE. ``reduced``: 3 seeds, an eighth of the channels, 2,000 steps in
    batches of 32, and 500 for EBAE, at rates higher by as much as the steps are fewer.
    ``smoke``: 2 seeds, 50 steps.
    """
    # steps, batch, rate; those of EBAE's second stage; width, start, images of each test set
    if profile == "smoke":
        return Config(50, 32, 3e-3, 2, 3e-3, 1 / 8, "he", 300)
    if profile == "reduced":
        return Config(2_000, 32, 2.1e-3, 500, 4.2e-4, 1 / 8, "he", 2_000)
    train_images = 54_000 if part == "mnist" else 1_294
    steps = 100 * -(-train_images // 128)
    return Config(steps, 128, 1e-4, steps // 2, 1e-5, 1.0, "pytorch", 10_000)
