"""Section 5.3 and Appendix F of the RaDOGAGA paper: what runs."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le

from replication.kit.fields import Count, Positive, Rate
from replication.kit.run import Run

__all__ = [
    "ARMS",
    "CODES",
    "CONCENTRATION",
    "DEVIATIONS",
    "HEADINGS",
    "ISOMETRY",
    "LABELS",
    "PARTS",
    "SEEDS",
    "Arm",
    "Config",
    "configure",
    "together_with",
    "trainings",
]

PARTS = ("celeba", "yaleb", "fashion_mnist", "mnist", "digits")

SEEDS = {"smoke": 2, "reduced": 5, "paper": 5}


@dataclass(frozen=True)
class Arm:
    """A network that is trained."""

    method: Literal["radogaga", "beta_vae"]
    metric: Literal["ssim", "squared"] = "ssim"
    bins: bool = False
    """Whether the rate is that of a code, see :class:`rdo.models.FactorisedRaDOGAGA`."""
    few_latents: bool = False
    by_gradient: bool = False
    """Whether gradient steps alone change the latent: without the start at principal axes and the
    later changes of scale of :mod:`replication.latent_isometry.gauge`."""
    as_good_as: str = ""
    """The arm whose SSIM its beta is moved to; empty for the printed beta."""


ARMS = {
    "radogaga": Arm("radogaga"),
    "beta_vae": Arm("beta_vae"),
    "beta_vae_equal": Arm("beta_vae", as_good_as="radogaga"),
    "beta_vae_few": Arm("beta_vae", few_latents=True, as_good_as="radogaga"),
    "radogaga_gradient": Arm("radogaga", by_gradient=True),
    "radogaga_bins": Arm("radogaga", bins=True),
    "radogaga_squared": Arm("radogaga", "squared"),
    "beta_vae_squared": Arm("beta_vae", "squared", as_good_as="radogaga_squared"),
}
"""By name; the printed settings first, then ours."""

LABELS = {
    "radogaga": "RaDOGAGA",
    "radogaga_gradient": "RaDOGAGA by gradient steps alone",
    "radogaga_bins": "RaDOGAGA, rate of a code",
    "radogaga_squared": "RaDOGAGA, squared error",
    "beta_vae": "beta-VAE, printed beta",
    "beta_vae_equal": "beta-VAE, SSIM matched",
    "beta_vae_few": "beta-VAE, SSIM matched, few latents",
    "beta_vae_squared": "beta-VAE, squared error, SSIM matched",
}

ISOMETRY = {
    "ssim": "SSIM",
    "component_variation": "variation of D' over components",
    "sample_variation": "largest variation of D' over images",
    "size_error": "median of D' off Eq. 11",
}
CONCENTRATION = {
    "latents_95": "latents with 95 % of the variance",
    "latents_95_means": "the same, posterior means only",
    "impact_correlation": "variance and impact, absolute rank correlation",
    "least_impact": "least impact of the nine widest",
}
CODES = {
    "rate": "loss's rate, nats an image",
    "code_error": "code length off the loss's rate",
    "dithered_error": "the same with dither",
    "coder_error": "range coder off the code length",
    "rate_over_pca": "bits over PCA's at its SSIM",
    "rate_over_jpeg": "bits over JPEG's at its SSIM",
}
HEADINGS = {**ISOMETRY, **CONCENTRATION, **CODES}


@dataclass(frozen=True)
class Config:
    """Configuration of the trainings."""

    images: Count | None = None
    """Training images at most; None for all."""
    judged: Count = 200
    """Test images that everything is measured on."""
    pooling: Annotated[int, Ge(1), Le(8)] = 1
    """Squares of so many pixels a side become their mean."""
    warm_up_steps: Annotated[int, Ge(0), Le(10**9)] = 1_000
    """Before all others, to rebuild by the squared error alone: SSIM cannot tell an image from its
    negative, and without them a network may learn negatives."""
    steps: Count = 100_000
    settle_steps: Annotated[int, Ge(0), Le(10**9)] = 0
    """At a tenth of the rate, after all others."""
    batch_size: Count = 64
    learning_rate: Rate = 1e-4
    n_latent: Annotated[int, Ge(9), Le(4096)] = 256
    few_latents: Annotated[int, Ge(9), Le(4096)] = 16
    """Figures 6 and 7 show nine."""
    width: Annotated[float, Ge(0.001), Le(100)] = 1.0
    """Factor on the printed 64 channels."""
    hidden: Count = 8192
    """Units of the wide layers."""
    bounded: bool = False
    """Whether a sigmoid keeps the pixels in [0, 1]."""
    prior_width: Positive = 1.0
    """Of RaDOGAGA's prior at the start, see :class:`rdo.priors.FactorisedPrior`."""
    lambda1: Positive = 1.0
    lambda2: Positive = 0.1
    sigma2: Positive = 1 / 48
    """Variance of RaDOGAGA's noise. It is the unit of the latent, and with this one the widest
    latents have deviations of a few. With a hundredth of it they are narrower than what a step of
    Adam moves them by: a training by the squared error, which has no bound, is lost at once."""
    beta: Positive = 1e-4
    """Weight of the divergence beside 1 - SSIM."""
    distortion: Positive = 12_288.0
    """RaDOGAGA's D is 1 - SSIM times this, whatever images are coded: so many values have the
    paper's, of 64 x 64 pixels in three colours. 1 takes the printed weights to the letter."""
    squared: Positive = 35.0
    """Where D is the squared error, its mean over the values of an image is multiplied by this too:
    about what makes the two equal where images differ little."""
    stages: Annotated[int, Ge(2), Le(100)] = 10
    """Parts of a training, after each of which Adam starts anew. RaDOGAGA's scales are set after
    each but the last; a beta that is moved is moved after each in the first half."""


_ALWAYS = (
    "D is 12,288 times 1 - SSIM, for so many values has an image of 64 x 64 pixels: with the "
    "printed weights to the letter no more than two nats could be gained by rebuilding an image",
    "SSIM has its usual constants, 0.01 and 0.03: without, a black window has none",
    "what follows the decoder's printed layers mirrors the encoder, with the inverse form of GDN",
    "steps, batch, start and the noise's variance are not printed: training begins with steps that "
    "rebuild by the squared error alone, Adam starts anew after each stage, the variance is "
    "1/48, and RaDOGAGA's prior starts a tenth as wide as published",
    "RaDOGAGA's latent starts at the principal components of the images in units of D, and after "
    "each stage but the last every latent gets the scale at which the loss is least; not so where "
    "it goes by gradient steps alone",
)
_PARTS = {
    "celeba": ("2,200 images where 202,599 are published",),
    "yaleb": ("Yale B's faces in place of CelebA's",),
    "fashion_mnist": ("pieces of clothing in place of faces",),
    "mnist": ("digits in place of faces",),
    "digits": ("scikit-learn's digits, enlarged, in place of faces",),
}
_REDUCED = (
    "32 channels and 512 hidden units, three times the learning rate, {steps:,} steps and then a "
    "fifth as many at a tenth of the rate, batches of 32"
)
_STEPS = 3_000
_POOLING = {"celeba": 4, "yaleb": 8, "fashion_mnist": 2, "mnist": 2, "digits": 2}

DEVIATIONS = {
    **{(part, "paper"): (*_ALWAYS, *_PARTS[part]) for part in PARTS},
    **{
        (part, "reduced"): (
            *_ALWAYS,
            *_PARTS[part],
            _REDUCED.format(steps=_STEPS),
            f"pixels are means of {_POOLING[part]} x {_POOLING[part]}",
        )
        for part in PARTS
    },
    **{
        (part, "smoke"): (*_ALWAYS, *_PARTS[part], "few small images, narrow networks, 20 steps")
        for part in PARTS
    },
}
"""What differs from the printed settings, or is not printed, by part and profile."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: Appendix F's networks and weights, with steps of ours. ``reduced``: narrow networks
    on smaller images with as many latents. ``smoke``: few images, 20 steps.
    """
    if profile == "paper":
        return Config()
    if profile == "reduced":
        return Config(
            pooling=_POOLING[part],
            warm_up_steps=1_000,
            steps=_STEPS,
            settle_steps=_STEPS // 5,
            batch_size=32,
            learning_rate=3e-4,
            width=1 / 2,
            hidden=512,
        )
    return Config(
        images=100,
        judged=20,
        pooling={"celeba": 4, "yaleb": 8}.get(part, 2),
        warm_up_steps=100,  # for the latent cannot be turned of a decoder that ignores it
        steps=20,
        settle_steps=5,
        batch_size=16,
        learning_rate=1e-3,
        n_latent=12,
        few_latents=10,
        width=1 / 16,
        hidden=128,
        stages=2,
    )


def trainings(config: Config, run: Run) -> tuple[str, ...]:
    """Those of which none needs another: an arm, and with it the arms that shall be as good.

    The longest come first, so that several workers end at about the same time.
    """
    alone = (name for name, arm in ARMS.items() if not arm.as_good_as)
    return tuple(sorted(alone, key=lambda name: -len(together_with(name))))


def together_with(name: str) -> tuple[str, ...]:
    """The arms of one of :func:`trainings`, in the order in which they are trained."""
    return (name, *(other for other, arm in ARMS.items() if arm.as_good_as == name))
