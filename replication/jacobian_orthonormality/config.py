"""What Appendix A's orthonormality is measured on: networks, weights of the losses, schedules."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from annotated_types import MinLen

from replication.kit import Start
from replication.kit.fields import Count, Positive, Rate, Width, Widths
from replication.kit.labels import LAMBDA, METHODS, H
from replication.table1 import ROWS

__all__ = [
    "HEADINGS",
    "LABELS",
    "PARTS",
    "SEEDS",
    "WAYS",
    "WAY_LABELS",
    "Config",
    "Way",
    "WayName",
    "configure",
]

WAY_LABELS = {
    "printed": "the paper's rate, Glorot's start",
    "gauge": "gauge fixed",
    "fast": "fast, gauge fixed",
    "light": f"fast, gauge fixed, {LAMBDA}\N{SUBSCRIPT ONE} / 100",
    "refixed": "fast, gauge fixed twice",
    "cold": "fast, Glorot's start",
    "steady": "fast, gauge fixed, no drop of the rate",
    "stiff": f"fast, gauge fixed, 100 {LAMBDA}\N{SUBSCRIPT TWO}",
}
LABELS = {"beta_vae": "beta-VAE", "dagmm": METHODS["dagmm"]} | {
    f"{way}_{h}": f"{title}, {label}" for way, label in WAY_LABELS.items() for h, title in H.items()
}

HEADINGS = {
    "median": "size (1)",
    "off_diagonal": "off-diagonals (0)",
    "variation": "variation over the data (0)",
}
"""The measures of the three claims, with what Eq. 10 says."""

SEEDS = {"smoke": 2, "reduced": 3, "paper": 5}


@dataclass(frozen=True)
class Way:
    """One way of training RaDOGAGA."""

    start: Start = "gauge"
    speed: float = 10.0
    """What the printed learning rate is multiplied by."""
    drop: bool = True
    """To a tenth of the rate for the last fifth of the steps."""
    lambda1_divisor: float = 1.0
    """What the printed lambda1 is divided by."""
    lambda2_factor: float = 1.0
    """What the printed lambda2 is multiplied by."""


WayName = Literal["printed", "gauge", "fast", "light", "cold", "steady", "stiff"]

WAYS: Mapping[WayName, Way] = {
    "printed": Way("glorot", speed=1.0, drop=False),
    "gauge": Way(speed=1.0),
    "fast": Way(),
    "light": Way(lambda1_divisor=100.0),
    "cold": Way("glorot"),
    "steady": Way(drop=False),
    "stiff": Way(lambda2_factor=100.0),
}
"""``printed``: what the paper prints, from Glorot's weights at one rate. ``gauge``: the same with
the gauge fixed beforehand, and a drop of the rate. ``fast``: at ten times the rate. The others
change one thing in that."""


@dataclass(frozen=True)
class Config:
    """What is trained on one kind of data."""

    hidden: Widths
    n_latent: Width
    n_components: Width
    lambdas_d: tuple[Positive, Positive]
    """lambda1 and lambda2 of RaDOGAGA with h(d) = d."""
    lambdas_log: tuple[Positive, Positive]
    """Those with h(d) = log d."""
    lambdas_dagmm: tuple[Positive, Positive] = (1e-4, 1e-9)
    beta: Positive = 1e-3
    """Of the beta-VAE: printed for the toy, else the reciprocal of lambda2 (Section 4.1)."""
    steps: Count = 15_000
    """In all, the last fifth at a tenth of the rate where there is a drop."""
    ways: Annotated[tuple[WayName, ...], MinLen(1)] = ("printed", "gauge", "fast", "light")
    """Of training RaDOGAGA, of :data:`WAYS`."""
    distortion: Literal["squared_error", "one_minus_ssim"] = "squared_error"
    """D of RaDOGAGA; the other methods have the squared error."""
    batch_size: Count = 512
    residual_features: bool = False
    learning_rate: Rate = 1e-4
    """As printed; DAGMM and the beta-VAE have ten times that."""
    warm_up_steps: Count = 1_000
    """Before the gauge is fixed."""
    warm_up_learning_rate: Rate = 1e-3
    observe_every: Count = 500
    rows_measured: Count = 1_024
    """At most, equally spaced in the data."""


_SURFACE = Config((32, 32), 2, 1, lambdas_d=(1e4, 1e3), lambdas_log=(1e2, 1e3))
_THYROID = ROWS["thyroid"]

PARTS: Mapping[str, Config] = {
    "linear": replace(_SURFACE, hidden=()),
    "roll": replace(_SURFACE, ways=tuple(WAYS)),
    "cap": _SURFACE,
    "toy": Config((64, 32, 16), 3, 3, (1e6, 1e6), (1e3, 1e4), ways=tuple(WAYS)),
    "digits": Config(
        (64, 32), 8, 1, (1e5, 1e3), (1e2, 1e3), steps=3_000, distortion="one_minus_ssim"
    ),
    "thyroid": Config(
        _THYROID.hidden,
        _THYROID.n_latent,
        _THYROID.n_components,
        _THYROID.lambdas_d,
        _THYROID.lambdas_log,
        lambdas_dagmm=(0.1, 0.005),
        beta=1 / _THYROID.lambdas_log[1],
        batch_size=_THYROID.batch_size,
        residual_features=True,
    ),
}
"""By name: linear maps on Gaussian data; a cylinder, which can be laid flat, and a sphere, which
cannot, each with a prior that fits; Section 5.1's toy and Thyroid at the paper's
settings; and digits, with 1 - SSIM for a distortion."""


def configure(part: str, profile: str) -> Config:
    """The configuration of a profile.

    ``paper``: 5 seeds and 15,000 steps, but a fifth of them on digits, where each differentiates
    SSIM twice and takes ten times as long; the appendix trains nothing, so these are ours.
    ``reduced``: 3 seeds, a third of the steps. ``smoke``: 2 seeds and 200 steps.
    """
    config = PARTS[part]
    steps = {"smoke": 200, "reduced": config.steps // 3, "paper": config.steps}[profile]
    warm_up = 100 if profile == "smoke" else config.warm_up_steps
    return replace(config, steps=steps, warm_up_steps=warm_up, observe_every=max(50, steps // 30))
