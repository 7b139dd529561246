"""The noise-fitting paper's claims on bounds, noise and factors: what runs."""

from dataclasses import dataclass
from typing import Annotated

from annotated_types import Ge, Le

from replication.kit.fields import Count, Floats, Positive, Rate, Width, Widths

__all__ = [
    "HEADINGS",
    "LABELS",
    "LEVEL_OF",
    "MULTIPLES",
    "PARTS",
    "SEEDS",
    "Dependent",
    "Formulas",
    "KnownNoise",
    "Rotations",
    "ThreeFactors",
    "Trained",
    "TwoInOne",
    "ZeroPixel",
    "configure",
]

PARTS = (
    "linear",
    "points",
    "dependent",
    "rotations",
    "gaussian",
    "mixture",
    "zero_pixel",
    "two_in_one",
    "three_factors",
    "known_noise",
)
"""Of the first seven everything is a formula, a derivative or a quadrature; the others train."""

LABELS = {
    "bound": "Eqs. 2 and 9, the bound",
    "likelihood": "Eq. 6, log-likelihood",
    "footnote2": "footnote 2, least squares",
    "objective_printed": "the objective, as printed",
    "objective": "the objective",
    "beta_objective_printed": "beta-VAE's objective, as printed",
    "beta_objective": "beta-VAE's objective",
    "beta": "beta as a variance",
    "eq3": "Eq. 3",
    "theorem4": "Theorem 4",
    "auxiliary": "Definition 1 as a bound",
    "theorem5": "Theorem 5",
    "minimiser": "Eq. 27, minimisers",
    "eq29_printed": "Eq. 29, as printed",
    "eq29": "Eq. 29",
    "corollary1_printed": "Corollary 1, as printed",
    "corollary1": "Corollary 1",
    "capacity_printed": "Definition 2 and the capacity",
    "information": "Definition 2 and the mutual information",
    "corollary2": "Corollary 2",
    "definition4": "Definition 4",
    "turned": "Theorem 2",
    "turned_back": "Theorem 3",
    "eq35": "Eq. 35",
    "eq36": "Eq. 36",
    "eq37_printed": "Eq. 37, as printed",
    "eq37": "Eq. 37",
    "unturned": "columns close to the axes",
    "turned_45": "two factors, turned by 45 degrees",
    "random": "two factors, any rotation",
    "random_3": "three factors, any rotation",
    "random_5": "five factors, any rotation",
    "diagonal_printed": "bound, diagonal covariance",
    "full": "bound, full covariance",
    "variance_update": "update of the variance",
    "joint": "Eq. 13",
    "posterior": "Eq. 14",
    "sample_printed": "sampling, as printed",
    "sample": "sampling",
    "responsibility_printed": "Eq. 15, as printed",
    "responsibility": "Eq. 15",
    "maximisation_printed": "Eq. 17, as printed",
    "maximisation": "Eq. 17",
    "update": "Eq. 18",
    "network": "noise of a network",
    "trained": "two factors through one",
    "vae": "a VAE of eight factors",
    "gaussian_low": "Gaussian noise of variance 0.02, closed form",
    "gaussian_mid": "Gaussian noise of variance 0.08, closed form",
    "gaussian_high": "Gaussian noise of variance 0.32, closed form",
    "gradient_low": "Gaussian noise of variance 0.02, by gradient",
    "gradient_mid": "Gaussian noise of variance 0.08, by gradient",
    "gradient_high": "Gaussian noise of variance 0.32, by gradient",
    "mixture": "mixture noise",
}

HEADINGS = {
    "margin": "margin, nats",
    "error": "error",
    "distance": "distance",
    "gradient_error": "error of the gradient",
    "derivative": "derivative",
    "variance_error": "error of the variance",
    "missing": "missing, nats a pixel",
    "rise": "rise, nats",
    "value": "value, nats",
    "divergence": "divergence, nats",
    "moments_error": "error from moments",
    "accuracy": "score",
    "accuracy_mean": "mean score",
    "accuracy_spread": "spread of the score",
    "fall": "fall of the bound, nats",
    "largest_error": "largest error, radii",
    "squared_error": "mean squared error",
    "weight_error": "error of the weights",
    "over_fixed": "over fixed variances, nats",
    "used": "factors used",
    "used_error": "off three",
}

MULTIPLES = (0.5, 2.0)
"""Part ``known_noise``: the grid of fixed variances, over the mean square of the noise."""

LEVEL_OF = {
    **{
        f"{how}_{level}": level
        for how in ("gaussian", "gradient")
        for level in ("low", "mid", "high")
    },
    "mixture": "mixture",
    "network": "network",
}
"""Part ``known_noise``: the kind of noise that an arm is about."""

SEEDS = {"smoke": 2, "reduced": 5, "paper": 10}

_Correlation = Annotated[float, Ge(0), Le(0.95)]
_Variance = Annotated[float, Ge(1e-30), Le(0.1)]


@dataclass(frozen=True)
class Formulas:
    """Parts ``linear``, ``points``, ``gaussian`` and ``mixture``."""

    draws: Count
    """Random models of a seed; what is recorded is the worst."""


@dataclass(frozen=True)
class Rotations:
    """Part ``rotations``."""

    draws: Count
    """Random matrices of a seed, on which formulas are tested."""
    rotations: Annotated[int, Ge(2), Le(10**6)]
    """Random rotations that the metric's spread is over."""
    pairs: Count = 64
    """That a point of the metric averages over; the paper prints no number."""
    points: Count = 200
    """For each factor, that the classifier is fitted to, and as many that it is scored on."""


@dataclass(frozen=True)
class Dependent:
    """Part ``dependent``."""

    correlation: _Correlation = 0.9
    """Of the two factors."""


@dataclass(frozen=True)
class ZeroPixel:
    """Part ``zero_pixel``."""

    least_variance: _Variance = 1e-12
    """That the variance of the pixel falls to."""


@dataclass(frozen=True)
class Trained:
    """How networks are trained: as long as said, and then a quarter more at a tenth of the rate."""

    steps: Count
    batch_size: Count
    learning_rate: Rate
    hidden: Widths
    """Widths between the data and the latent."""
    rows: Count
    """Of the data."""


@dataclass(frozen=True)
class TwoInOne(Trained):
    """Part ``two_in_one``."""

    radii: Floats = (0.5, 1.0, 1.5, 2.0)
    """Of the circles on which the error is sought."""


@dataclass(frozen=True)
class ThreeFactors(Trained):
    """Part ``three_factors``."""

    n_latent: Width = 8
    influential: Positive = 0.5
    """Of Definition 3, in nats, above which a factor counts as used."""


@dataclass(frozen=True)
class KnownNoise(Trained):
    """Part ``known_noise``."""

    fresh: Count = 5_000
    """Rows that no network has seen, on which bounds are compared."""


Config = Formulas | Rotations | Dependent | ZeroPixel | TwoInOne | ThreeFactors | KnownNoise


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    The paper derives, and trains nothing of all this: numbers of draws, networks, rates and steps
    are ours. ``paper``: ten seeds. ``reduced``: five seeds and half of the steps. ``smoke``: two
    seeds, a few draws and some hundred steps.
    """
    quick = profile == "smoke"
    if part == "dependent":
        return Dependent()
    if part == "zero_pixel":
        return ZeroPixel()
    if part == "rotations":
        return Rotations(3, 5) if quick else Rotations(20, 100)
    if part in ("two_in_one", "three_factors"):
        kind = TwoInOne if part == "two_in_one" else ThreeFactors
        steps = {"smoke": 200, "reduced": 3_000, "paper": 6_000}[profile]
        return kind(steps, 256, 2e-3, (64, 64), 2_000 if quick else 20_000)
    if part == "known_noise":
        steps = {"smoke": 100, "reduced": 1_500, "paper": 3_000}[profile]
        return KnownNoise(steps, 128, 4e-3, (24,), 1_000 if quick else 15_000)
    return Formulas(4 if quick else 20)
