"""Sweeps over the variance that is fixed and over beta, on MNIST (Appendix 7.3.1)."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le

from replication.kit.fields import Count, Floats, Rate, Width
from replication.kit.run import Run

__all__ = [
    "BETAS",
    "DEVIATIONS",
    "HEADINGS",
    "LABELS",
    "SEEDS",
    "VARIANCES",
    "Config",
    "configure",
    "fixed_arm",
    "learnt_arm",
    "trainings",
]

VARIANCES = (
    0.0005,
    *(k / 1000 for k in range(1, 13)),
    *(k / 100 for k in range(2, 12)),
)
"""Of the noise that is fixed: 0.0005, 0.001 to 0.012 by 0.001, 0.02 to 0.11 by 0.01."""

BETAS = (0.1, 0.5, 1.0, *(float(k) for k in range(2, 19, 2)))
"""With the variance learnt: 0.1, 0.5, 1, and 2 to 18 by 2."""

SEEDS = {"smoke": 2, "reduced": 3, "paper": 3}


def fixed_arm(variance: float) -> str:
    """The arm of a variance that is fixed, ``fixed_0_1`` for 0.1."""
    return f"fixed_{variance:g}".replace(".", "_")


def learnt_arm(beta: float) -> str:
    """The arm of a beta with the variance learnt, ``learnt_beta8`` for 8."""
    return f"learnt_beta{beta:g}".replace(".", "_")


LABELS = {
    **{learnt_arm(beta): f"learnt, beta {beta:g}" for beta in BETAS},
    **{fixed_arm(variance): f"fixed at {variance:g}" for variance in VARIANCES},
    "mixture": "mixture of two, beta 1",
    "network": "network, beta 1",
    "learnt": "learnt against fixed",
    "fixed": "over the fixed variances",
    "scale_beta1": "scale of the latent, beta 1",
    "scale_beta8": "scale of the latent, beta 8",
    "split": "70,000 images",
    "split_printed": "7,000 images, as printed",
}

HEADINGS = {
    "evlb": "EVLB",
    "squared_error": "squared error",
    "normalised_variance": "beta sigma^2",
    "kl": "KL of q(z)",
    "information": "I(x; z)",
    "influential_factors": "factors of more than 0.5 nats",
}


@dataclass(frozen=True)
class Config:
    """Configuration of the sweeps."""

    variances: Floats = VARIANCES
    """Fixed, one VAE each at beta = 1."""
    betas: Floats = BETAS
    """One VAE each with the variance learnt in closed form."""
    images: Literal["mnist", "digits"] = "mnist"
    """Digits are scikit-learn's, enlarged."""
    train_images: Count = 42_000
    """Drawn by the seed; at most three fifths of all."""
    test_images: Count = 10_000
    """Of the last fifth."""
    epochs: Count = 200
    batch_size: Count = 100
    learning_rate: Rate = 1e-4
    n_latent: Width = 128
    width: Annotated[float, Ge(0.01), Le(100)] = 1.0
    """Factor on the channels and hidden units of the networks."""
    network_start: Literal["pytorch", "he"] = "pytorch"
    """Of the weights."""


_ALWAYS = (
    "70,000 images where 7,000 are printed: of those a fifth is less than the 10,000 tested on",
    "the decoder's output is linear, and 256 and the pixels before its convolutions are two layers",
    "the start of the weights and of a mixture is not printed: PyTorch's own; weights of a half, "
    "variances of 0.001 and 0.1",
)

DEVIATIONS = {
    "smoke": (
        *_ALWAYS,
        "scikit-learn's digits, a very narrow network from He's start, a few epochs and settings",
    ),
    "reduced": (
        *_ALWAYS,
        "10,000 images to train on and 2,000 to test on, 10 epochs, ten times the learning rate, a "
        "quarter of the width",
    ),
    "paper": (*_ALWAYS, "4 of the 23 fixed variances and 3 of the 12 betas"),
}
"""What differs from the printed settings, or is not printed, by profile."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: the printed training of the settings that single claims are about. ``reduced``: all
    settings, an eighty-fourth of the steps. ``smoke``: digits, two variances and two betas.
    """
    if profile == "paper":
        return Config(variances=(0.001, 0.004, 0.012, 0.1), betas=(1.0, 8.0, 18.0))
    if profile == "reduced":
        return Config(
            train_images=10_000, test_images=2_000, epochs=10, learning_rate=1e-3, width=1 / 4
        )
    return Config(
        variances=(0.01, 0.1),
        betas=(1.0, 8.0),
        images="digits",
        train_images=1_000,
        test_images=300,
        epochs=5,
        learning_rate=3e-3,
        n_latent=16,
        width=1 / 8,
        network_start="he",
    )


def trainings(config: Config, run: Run) -> tuple[str, ...]:
    """The settings, each the name of an arm."""
    fixed, learnt = map(fixed_arm, config.variances), map(learnt_arm, config.betas)
    return (*fixed, *learnt, "mixture", "network")
