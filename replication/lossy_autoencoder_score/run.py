"""Propositions 1 and 2 of the Langevin supplement: a lossy autoencoder moves along the score."""

from collections.abc import Callable
from dataclasses import dataclass

from rdo.errors import InputError
from replication.kit.grid import Measured
from replication.kit.options import check_options
from replication.kit.record import Outcome, begin
from replication.ledger import Data
from replication.lossy_autoencoder_score import gaussian as lossy_gaussian
from replication.lossy_autoencoder_score import line as lossy_line
from replication.lossy_autoencoder_score import plane as lossy_plane

__all__ = ["HEADINGS", "PARTS", "LossyAutoencoderScore", "configure", "run"]

PARTS = ("gaussian", "mixture_1d", "mixture_2d")
"""Parts of the experiment by the name of their density."""

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
"""The measures that tables show, by their name in the records."""

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
class LossyAutoencoderScore:
    """Configuration of one part."""

    dataset: str
    """One of :data:`PARTS`."""
    profile: str
    seeds: tuple[int, ...]
    """A single one, for nothing is random."""
    lams: tuple[float, ...]
    r"""The values of :math:`\lambda`, rising. For Gaussians, shares of the largest possible."""
    roughest: float | None
    """How fine the trained maps may be, see :class:`rdo.theory.GradientMaps`; None where nothing is
    trained."""


def configure(
    dataset: str = "mixture_1d", profile: str = "smoke", seeds: int | None = None
) -> LossyAutoencoderScore:
    r"""The configuration of a profile.

    ``paper``: the supplement prints no experiment, so :math:`\lambda` spans a factor of 32 on the
    line and of 8 in the plane, with trained maps as fine as the largest allows. ``reduced`` and
    ``smoke``: fewer values and coarser maps. The part ``gaussian`` is the same for all three.

    Parameters
    ----------
    dataset
        One of :data:`PARTS`.
    profile
        ``smoke``, ``reduced`` or ``paper``.
    seeds
        1, if anything.

    Raises
    ------
    InputError
        If a name is unknown, or several seeds are asked for.
    """
    if dataset not in PARTS:
        raise InputError(f"dataset={dataset!r}: lossy_autoencoder_score knows {', '.join(PARTS)}.")
    if seeds not in (None, 1):
        raise InputError(f"seeds={seeds}: nothing here is random; give 1.")
    one = check_options(profile, "gauge", seeds, {profile: 1})
    lams, roughest = {
        "gaussian": (lossy_gaussian.SHARES, None),
        "mixture_1d": (_LINE[profile], None),
        "mixture_2d": _PLANE[profile],
    }[dataset]
    return LossyAutoencoderScore(dataset, profile, one, lams, roughest)


def run(config: LossyAutoencoderScore) -> Outcome:
    """Run one part; for its arms and arrays see the ``measure`` of the modules beside this one.

    Parameters
    ----------
    config
        What to run.
    """
    draft = begin("lossy_autoencoder_score", config.dataset, config, "cpu")
    measures: dict[str, Callable[[], Measured]] = {
        "gaussian": lambda: lossy_gaussian.measure(config.seeds, config.lams),
        "mixture_1d": lambda: lossy_line.measure(config.seeds, config.lams),
        "mixture_2d": lambda: lossy_plane.measure(config.seeds, config.lams, config.roughest or 0),
    }
    measured = measures[config.dataset]()
    data = Data.of(config.dataset, measured.table)
    return Outcome(draft.record(measured.arms, data, **measured.settings), measured.arrays)
