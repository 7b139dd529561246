"""What the out-of-distribution experiment trains on, what it must tell apart, and by what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

from rdo.datasets import (
    ImageData,
    chimeras,
    constant_images,
    halves,
    load_images,
    noise_images,
)
from rdo.errors import InputError
from rdo.models import (
    DAGMM,
    Arch28Mixture,
    Autoencoder,
    BetaVAE,
    DenoisingAutoencoder,
    EnergyAutoencoder,
    WassersteinAutoencoder,
)
from rdo.nn import Start, arch28
from rdo.training import Schedule
from replication.ebae_ablation.config import CONFIGURATIONS
from replication.ebae_ablation.config import build as ebae_of_row
from replication.kit.options import check_options

__all__ = [
    "DATASETS",
    "OOD_METHODS",
    "OUTLIERS",
    "Method",
    "OODDetection",
    "configure",
    "load_test_sets",
]

DATASETS = ("digits", "mnist")
"""What is trained on."""

OUTLIERS = MappingProxyType(
    {
        "fashion_mnist": "Fashion-MNIST",
        "constant": "Constant",
        "noise": "Noise",
        "half": "Half",
        "chimera": "Chimera",
    }
)
"""The sets to be told from test images, by the name in records and as pages name them."""

SHAPE = (1, 28, 28)

_ALWAYS = (
    "32 latents, as in the published code; the supplement chooses among eight sizes on another set",
    "WAE-MMD's coefficient at the middle of the range that the supplement searches",
    "the VAE with pixels of variance 1, scored in one pass at the posterior's mean",
    "DAGMM with four components and the weights of its own paper",
    "the last kernel of Arch28 is 3, where 4 is printed, which would make images of 29 pixels",
    "for EBAE, an energy that is a mean over pixels, squared energies in the loss, and no penalty "
    "in the first stage, as in the published code",
)
_PAPER = (
    "100 epochs in batches of 128 for all, of which the first is printed for EBAE alone",
    "1e-4 for all but EBAE's negatives, as in the published code; 1e-5 is printed for everything",
)
_REDUCED = (
    "an eighth of the channels, batches of 32",
    "2,000 and 500 steps, at rates above 1e-4 and 1e-5 by as much as MNIST has fewer steps",
    "He's start, for from PyTorch's own the narrow network stays black for so few steps",
    "at most 2,000 images of each test set",
)
_SMOKE = ("an eighth of the channels, a few steps at a high rate, He's start",)
_PIXELS = 28 * 28
_VAE_VARIANCE = 1.0
_WAE_COEFFICIENT = 0.01
_COMPONENTS = 4


@dataclass(frozen=True)
class OODDetection:
    """Configuration of the experiment."""

    dataset: str
    """One of :data:`DATASETS`."""
    profile: str
    seeds: tuple[int, ...]
    """One set of weights, batches and noise each; the images are split once for all."""
    width: float
    """Factor on Table 2's numbers of channels."""
    steps: int
    batch_size: int
    learning_rate: float
    """Of all methods, but for EBAE's negatives."""
    test_images: int
    """Taken of every set, its first ones, if it has as many."""
    start: Start
    """Of the weights of encoders and decoders."""
    ebae_steps: int
    """With negatives, after those as an autoencoder."""
    ebae_learning_rate: float
    """With negatives."""
    deviations: tuple[str, ...]
    """What differs from the printed settings, or is not printed."""
    n_latent: int = 32
    data_seed: int = 0
    """Splits the training images, and draws Constant and Noise."""

    @property
    def schedule(self) -> Schedule:
        """Of every method."""
        return Schedule(self.steps, self.batch_size, self.learning_rate)

    @property
    def ebae_schedule(self) -> Schedule:
        """Of EBAE's second stage."""
        return Schedule(self.ebae_steps, self.batch_size, self.ebae_learning_rate)


@dataclass(frozen=True)
class Method:
    """What is trained; its :meth:`rdo.models.Autoencoder.score` is the score of an image."""

    build: Callable[[OODDetection], Autoencoder]
    """The model, its parameters at zero."""
    before: Callable[[OODDetection], EnergyAutoencoder] | None = None
    """Of EBAE, the autoencoder that is trained first."""


def _autoencoder(config: OODDetection) -> Autoencoder:
    return Autoencoder(*arch28(config.n_latent, config.width, start=config.start), config.n_latent)


def _denoising(config: OODDetection) -> Autoencoder:
    """Noise of standard deviation 0.3, as printed."""
    networks = arch28(config.n_latent, config.width, start=config.start)
    return DenoisingAutoencoder(*networks, config.n_latent, shape=SHAPE, sigma=0.3)


def _vae(config: OODDetection) -> Autoencoder:
    r"""Pixels of variance 1: the negative bound on log p(x) is half the loss with beta = 2.

    .. math:: \tfrac12 \lVert x - \hat x \rVert^2 + \mathrm{KL}
    """
    networks = arch28(config.n_latent, config.width, heads=2, start=config.start)
    return BetaVAE(*networks, config.n_latent, beta=2 * _VAE_VARIANCE)


def _wasserstein(config: OODDetection) -> Autoencoder:
    """The printed range of the coefficient is 0.001 to 0.1; its middle, beside a mean of pixels."""
    networks = arch28(config.n_latent, config.width, start=config.start)
    return WassersteinAutoencoder(*networks, config.n_latent, weight=_WAE_COEFFICIENT * _PIXELS)


def _dagmm(config: OODDetection) -> Autoencoder:
    """The weights of the DAGMM paper, and as many components as it has for KDDCup."""
    architecture = Arch28Mixture(
        config.n_latent, _COMPONENTS, residual_features=True, width=config.width, start=config.start
    )
    return DAGMM(architecture, lambda1=0.1, lambda2=0.005)


def _before_ebae(config: OODDetection) -> EnergyAutoencoder:
    networks = arch28(config.n_latent, config.width, start=config.start)
    return EnergyAutoencoder(*networks, config.n_latent, sphere=True)


def _ebae(config: OODDetection) -> Autoencoder:
    """As the supplement recommends: the first row of Table 3."""
    return ebae_of_row(CONFIGURATIONS["config1"], config.width, config.n_latent, config.start)


OOD_METHODS: Mapping[str, Method] = MappingProxyType(
    {
        "autoencoder": Method(_autoencoder),
        "denoising": Method(_denoising),
        "vae": Method(_vae),
        "wasserstein": Method(_wasserstein),
        "dagmm": Method(_dagmm),
        "ebae": Method(_ebae, before=_before_ebae),
    }
)
"""What is trained, all on the same encoder and decoder."""


def configure(
    dataset: str = "digits", profile: str = "smoke", seeds: int | None = None
) -> OODDetection:
    """The configuration of a profile.

    ``paper``: the full width and 10 seeds; 100 epochs in batches of 128 for every method, and half
    as many with negatives for EBAE. ``reduced``: 3 seeds, an eighth of the channels, 2,000 steps in
    batches of 32, and 500 for EBAE, at rates higher by as much as the steps are fewer.
    ``smoke``: 2 seeds, 50 steps.

    Parameters
    ----------
    dataset
        One of :data:`DATASETS`.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        Number of seeds, if not the profile's.

    Raises
    ------
    InputError
        If a name is unknown or ``seeds`` is not a whole number of at least 1.
    """
    if dataset not in DATASETS:
        raise InputError(f"dataset={dataset!r}: ood_detection knows {', '.join(DATASETS)}.")
    every = check_options(profile, "gauge", seeds, {"smoke": 2, "reduced": 3, "paper": 10})
    images = 54_000 if dataset == "mnist" else 1_294
    epochs = 100 * -(-images // 128)
    settings: dict[str, dict[str, Any]] = {
        "smoke": {
            "width": 1 / 8,
            "batch_size": 32,
            "steps": 50,
            "learning_rate": 3e-3,
            "ebae_steps": 2,
            "ebae_learning_rate": 3e-3,
            "start": "he",
            "test_images": 300,
            "deviations": (*_ALWAYS, *_SMOKE),
        },
        "reduced": {
            "width": 1 / 8,
            "batch_size": 32,
            "steps": 2_000,
            "learning_rate": 2.1e-3,
            "ebae_steps": 500,
            "ebae_learning_rate": 4.2e-4,
            "start": "he",
            "test_images": 2_000,
            "deviations": (*_ALWAYS, *_REDUCED),
        },
        "paper": {
            "width": 1.0,
            "batch_size": 128,
            "steps": epochs,
            "learning_rate": 1e-4,
            "ebae_steps": epochs // 2,
            "ebae_learning_rate": 1e-5,
            "start": "pytorch",
            "test_images": 10_000,
            "deviations": (*_ALWAYS, *_PAPER),
        },
    }
    return OODDetection(dataset, profile, every, **settings[profile])


def load_test_sets(config: OODDetection, data: ImageData) -> dict[str, npt.NDArray[np.float32]]:
    """The test images under ``"test"``, and the outliers by the names of :data:`OUTLIERS`.

    Fashion-MNIST is there for MNIST alone, so that the digits need no download.

    Parameters
    ----------
    config
        What to run.
    data
        The images that are trained on.
    """
    n, seed = config.test_images, config.data_seed
    sets = {"test": data.test.x[:n]}
    if data.name == "mnist":
        sets["fashion_mnist"] = load_images("fashion_mnist", split_seed=seed).test.x[:n]
    made = min(n, 4_000)  # as many as the supplement has
    sets["constant"] = constant_images(made, seed=seed)
    sets["noise"] = noise_images(made, seed=seed)
    sets["half"] = halves(data.test)[:n]
    sets["chimera"] = chimeras(data.test)[:n]
    return sets
