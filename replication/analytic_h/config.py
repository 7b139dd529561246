"""Appendix D of the RaDOGAGA paper: what runs."""

from dataclasses import dataclass

from rdo.errors import InputError, shown
from replication.kit.fields import Floats, NonNegative, Positive, Widths
from replication.kit.labels import H
from replication.kit.schedule import MOST_CELLS, GridSchedule

__all__ = [
    "CLEAR_BELOW",
    "HEADINGS",
    "LABELS",
    "PARTS",
    "SEEDS",
    "SIGMA2",
    "ClosedForms",
    "CurvedNetworks",
    "StraightNetworks",
    "configure",
]

PARTS = ("linear", "gaussian", "uniform", "bimodal")
"""``linear``: the closed forms of the linear model, nothing trained. The others are named after the
density of the data that networks are trained on, linear ones for ``gaussian``."""

LABELS = {
    "h_d": H["d"],
    "h_d_printed": f"{H['d']}, as printed",
    "h_d_glorot": f"{H['d']}, Glorot's start",
    "h_log": H["log"],
    "h_log_printed": f"{H['log']}, as printed",
    "h_log_glorot": f"{H['log']}, Glorot's start",
    "straight": "linear encoder",
    "exact": "best exact encoder",
}

HEADINGS = {
    "ab_error": "error of ab",
    "b_error": "error of b",
    "ab_below": "ab below the line",
    "found": "share converged",
    "foretold": "share predicted",
    "misfit": "misfit, nats",
    "slope_variation": "slope varies by",
    "energy_error": "energy off by, nats",
    "lost": "unexplained variance",
}

SEEDS = {"smoke": 2, "reduced": 3, "paper": 5}

CLEAR_BELOW = 1.9
"""A sweep's lambda1 up to here is below 2; the line itself is not asked which side it is on."""

SIGMA2 = 1 / 12
"""Variance of the latent noise in training."""

_SWEEP = (0.5, 1.0, 1.5, 1.8, 1.9, 2.0, 2.1, 2.2, 2.4, 2.7, 3.0, 3.5, 4.0, 5.0, 6.0, 8.0)


@dataclass(frozen=True)
class ClosedForms:
    """Part ``linear``: the settings at which closed forms are held against a minimiser."""

    weighted_variances: Floats = (2.01, 2.1, 3.0, 10.0, 100.0, 1000.0)
    r""":math:`\lambda_1 \sigma_x^2` for h(d) = d, at least 2."""
    lambda1_log: Floats = (0.6, 1.0, 10.0, 100.0)
    r""":math:`\lambda_1` for h(d) = log d."""
    lambda2: Floats = (0.1, 10.0, 1000.0)
    sigma_x2: Floats = (0.01, 1.0, 100.0)
    """Variance of the data."""
    sigma2: Floats = (SIGMA2, 1.0)
    """Variance of the latent noise."""
    delta: NonNegative = 1e-8
    """Of Eq. 68, under the minimiser's logarithm."""


@dataclass(frozen=True)
class StraightNetworks(GridSchedule):
    """Part ``gaussian``: a grid of settings held against the closed form, and a sweep."""

    weighted_variances: Floats = (3.0, 10.0, 100.0)
    r""":math:`\lambda_1 \sigma_x^2` of the grid."""
    lambda2: Floats = (1.0, 100.0)
    sigma_x2: Floats = (0.25, 4.0)
    """Variance of the data."""
    sweep: Floats = _SWEEP
    r""":math:`\lambda_1` on either side of 2, where the solution of h(d) = d ends, at unit
    variance."""
    sweep_lambda2: Positive = 10.0

    def __post_init__(self) -> None:
        """Refuse a sweep that stays on one side, and more settings than a seed has replicas."""
        if min(self.sweep) > CLEAR_BELOW:
            raise InputError(
                f"sweep={shown(self.sweep)}: give at least one number up to {CLEAR_BELOW}, where "
                "the solution has ended."
            )
        grid = len(self.weighted_variances) * len(self.lambda2) * len(self.sigma_x2)
        if 2 * (grid + len(self.sweep)) > MOST_CELLS:
            raise InputError(
                f"weighted_variances, lambda2 and sigma_x2 make {grid} settings, and sweep "
                f"{len(self.sweep)}: give lists of at most {MOST_CELLS // 2} together."
            )


@dataclass(frozen=True)
class CurvedNetworks(GridSchedule):
    """Parts ``uniform`` and ``bimodal``: several lambda1, at unit variance of the data."""

    lambda1_d: Floats = (4.0, 10.0, 100.0, 1000.0)
    lambda1_log: Floats = (1.0, 10.0, 100.0, 1000.0)
    judged_lambda1: Positive = 100.0
    """What the arms and the claims are about, for either h; Thyroid's in Table 2."""
    lambda2: Positive = 1000.0
    hidden: Widths = (16, 16)
    """Widths between the data and the latent."""


def configure(part: str, profile: str) -> ClosedForms | StraightNetworks | CurvedNetworks:
    """The configuration of a profile.

    ``paper``: 5 seeds. The appendix trains nothing, so rates, steps and batches are ours.
    ``reduced``: 3 seeds and a quarter of the steps. ``smoke``: 2 seeds and a few hundred steps. The
    part ``linear`` is the same for all three.
    """
    if part == "linear":
        return ClosedForms()
    full = 6_000 if part == "gaussian" else 15_000
    steps = {"smoke": 200, "reduced": full // 4, "paper": full}[profile]
    warm_up_steps = 200 if profile == "smoke" else 1_000
    if part == "gaussian":
        return StraightNetworks(steps, 256, 1e-3, warm_up_steps, 1e-2)
    return CurvedNetworks(steps, 256, 1e-3, warm_up_steps, 1e-3)
