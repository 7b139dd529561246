"""Propositions 1 and 2 of the Langevin supplement: what runs."""

from dataclasses import dataclass

from replication.kit.fields import Positive, Rising, check_rising

__all__ = ["HEADINGS", "HEIGHTS", "LABELS", "PARTS", "SEEDS", "Config", "PlaneConfig", "configure"]

PARTS = ("gaussian", "mixture_1d", "mixture_2d")
"""By the name of their density."""

LABELS = {
    "linear": "linear maps",
    "stationary": "solution of Eq. 7",
    "ripple": "with a ripple",
    "staircase": "with a staircase",
    "bent": "a map that solves nothing",
    "constructed": "exact solutions",
    "trained": "trained smooth maps",
}

HEADINGS = {
    "eq7_residual": "residual of Eq. 7",
    "order": "order of the error",
    "second_order": "with the next term",
    "map_error": "error of the closed form",
    "ab_error": "from RaDOGAGA's ab",
    "collapsed": "determinant beyond the limit",
    "first_variation": "first variation",
    "local_margin": "loss nearby",
    "coarse_curvature": "least curvature, coarse",
    "fine_curvature": "largest curvature, fine",
    "global_margin": "loss far away",
    "change_error": "error of the formula",
    "gradient_error": "error of the gradient",
    "curvature": "least curvature",
    "floor": "out of the family's reach",
}

SEEDS = {"smoke": 1, "reduced": 1, "paper": 1}

HEIGHTS = (0.25, 0.5, 1.0, 1.5)
r"""Of the staircases' steps on the line, in units of :math:`\pi \sqrt{2 \lambda}`."""

_LINE = {
    "smoke": (0.0025, 0.005, 0.02),
    "reduced": (0.00125, 0.0025, 0.005, 0.01, 0.02),
    "paper": (0.000625, 0.00125, 0.0025, 0.005, 0.01, 0.02),
}
_PLANE = {
    "smoke": ((0.02, 0.04), 20.0),
    "reduced": ((0.01, 0.02, 0.04), 30.0),
    "paper": ((0.005, 0.01, 0.02, 0.04), 40.0),
}


@dataclass(frozen=True)
class Config:
    """For Gaussians and on the line."""

    lams: Rising
    r"""The values of :math:`\lambda`, rising. For Gaussians, shares of half the smallest variance,
    beyond which no linear map is stationary."""

    def __post_init__(self) -> None:
        """Refuse values by which no order can be told."""
        check_rising("lams", self.lams)


@dataclass(frozen=True)
class PlaneConfig(Config):
    """In the plane, where maps are trained."""

    roughest: Positive
    """How fine these may be, see :class:`rdo.theory.GradientMaps`."""


def configure(part: str, profile: str) -> Config:
    r"""The configuration of a profile.

    ``paper``: the supplement prints no experiment, so :math:`\lambda` spans a factor of 32 on the
    line and of 8 in the plane, with trained maps as fine as the largest allows. ``reduced`` and
    ``smoke``: fewer values and coarser maps. The part ``gaussian`` is the same for all three.
    """
    if part == "mixture_2d":
        return PlaneConfig(*_PLANE[profile])
    return Config((0.01, 0.02, 0.05, 0.1, 0.5, 0.9) if part == "gaussian" else _LINE[profile])
