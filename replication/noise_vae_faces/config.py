"""VAEs of faces: whose noise is learnt how, and how far they train (Appendix 7.3)."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le

from replication.kit.fields import Count, Rate, Width
from replication.kit.run import Run

__all__ = [
    "ARMS",
    "DEVIATIONS",
    "HEADINGS",
    "LABELS",
    "SEEDS",
    "Arm",
    "Config",
    "configure",
    "trainings",
]

SEEDS = {"smoke": 2, "reduced": 3, "paper": 3}


@dataclass(frozen=True)
class Arm:
    """A row of Table 1 or 2 that is trained."""

    noise: Literal["gaussian", "mixture", "network"]
    beta: float = 1.0
    few_latents: bool = False
    """The row of Table 2 with 32 latents."""


ARMS = {
    "yaleb": {
        "gaussian": Arm("gaussian"),
        "network": Arm("network"),
        "mog2": Arm("mixture"),
        "mog2_beta40": Arm("mixture", 40.0),
        "mog2_beta80": Arm("mixture", 80.0),
        "mog2_beta120": Arm("mixture", 120.0),
        "mog2_beta160": Arm("mixture", 160.0),
    },
    "celeba": {
        "mog2_beta40": Arm("mixture", 40.0),
        "mog2_beta30": Arm("mixture", 30.0),
        "gaussian_32": Arm("gaussian", few_latents=True),
    },
}
"""The trained arms of each part; on Yale B the network's means get two other noises besides."""

LABELS = {
    "gaussian": "Gaussian",
    "network": "network",
    "network_as_mog2": "network's means, mixture fitted",
    "network_as_gaussian": "network's means, Gaussian fitted",
    "mog2": "mixture of two",
    "mog2_beta160": "mixture, beta 160",
    "mog2_beta120": "mixture, beta 120",
    "mog2_beta80": "mixture, beta 80",
    "mog2_beta40": "mixture, beta 40",
    "mog2_beta30": "mixture, beta 30",
    "gaussian_32": "Gaussian, 32 latents",
    "images": "2,414 images",
    "images_printed": "2,424 images, as printed",
}

HEADINGS = {
    "evlb": "EVLB",
    "sigma2": "variance",
    "sigma2_small": "smaller variance",
    "sigma2_large": "larger variance",
    "weight_small": "weight of the smaller",
    "kl": "D_KL(q(z) || p(z))",
    "normal_factors": "factors of variance above 0.8",
    "influential_factors": "factors of more than 0.5 nats",
    "squared_error": "squared error a pixel",
    "detail": "detail",
}


@dataclass(frozen=True)
class Config:
    """Configuration of the trainings."""

    images: Count | None = None
    """Only the first so many of the images, once shuffled by the number 0; None for all."""
    pooling: Annotated[int, Ge(1), Le(8)] = 1
    """Squares of so many pixels a side become their mean."""
    judged: Count = 400
    """Of all images, that the indicators of Yale B are computed on; of CelebA the test images."""
    steps: Count = 40_040
    """Of every arm but ``network``; 2,002 epochs of Yale B."""
    network_steps: Count = 29_200
    """After which noise of a network is judged, 1,460 epochs; it then goes on to ``steps``."""
    batch_size: Count = 100
    learning_rate: Rate = 1e-4
    n_latent: Width = 128
    few_latents: Width = 32
    width: Annotated[float, Ge(0.01), Le(100)] = 1.0
    """Factor on the channels and hidden units of the networks."""


_ALWAYS = (
    "the decoder's output is linear, and 256 and the pixels before its convolutions are two layers",
    "the start of the weights and of a mixture is not printed: PyTorch's own; weights of a half, "
    "variances of 0.001 and 0.1",
)
_YALE_B = (
    *_ALWAYS,
    "2,414 images where 2,424 are printed",
    "a network's variances too are 0.0001 at least, which is printed of the others",
    "the steps of a network after those that it is judged at begin with Adam's moments at zero",
)
_CELEBA = (
    *_ALWAYS,
    "2,200 images where 202,599 are published; all 220 of the test set are judged, for 10,000",
    "of 64 x 64 pixels made from the middle square of 178 x 178; the paper's crop is not printed",
    "CelebA's labels are not at hand: attributes are brightness and colour of parts of the image",
)

DEVIATIONS = {
    ("yaleb", "smoke"): (*_YALE_B, "120 images of 24 x 21 pixels, a very narrow network, 30 steps"),
    ("celeba", "smoke"): (
        *_CELEBA,
        "120 images of 32 x 32 pixels, a very narrow network, 30 steps",
    ),
    ("yaleb", "reduced"): (
        *_YALE_B,
        "pixels are means of 4 x 4, a quarter of the width, ten times the learning rate, 800 steps "
        "for 40,040, and for noise of a network 583 for 29,200 before it is judged",
    ),
    ("celeba", "reduced"): (
        *_CELEBA,
        "pixels are means of 2 x 2, half the width, ten times the learning rate, 500 steps for "
        "32,000",
    ),
    ("yaleb", "paper"): _YALE_B,
    ("celeba", "paper"): _CELEBA,
}
"""What differs from the printed settings, or is not printed, by part and profile."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: the printed training; on CelebA as many steps as 20 epochs of 160,000 images have.
    ``reduced``: a fiftieth of the steps or less at ten times the rate, on smaller images.
    ``smoke``: few and small images, 30 steps.
    """
    if profile == "paper":
        return Config() if part == "yaleb" else Config(steps=32_000)
    if profile == "reduced":
        if part == "yaleb":
            return Config(pooling=4, width=1 / 4, learning_rate=1e-3, steps=800, network_steps=583)
        return Config(pooling=2, width=1 / 2, learning_rate=1e-3, steps=500)
    return Config(
        images=120,
        pooling=8 if part == "yaleb" else 2,
        judged=40,
        steps=30,
        network_steps=22,
        batch_size=20,
        learning_rate=2e-3,
        n_latent=8,
        few_latents=4,
        width=1 / 8,
    )


def trainings(config: Config, run: Run) -> tuple[str, ...]:
    """The arms that a part trains."""
    return tuple(ARMS[run.part])
