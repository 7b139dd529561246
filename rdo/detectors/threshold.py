"""Where the line between flagged rows and others is drawn."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from rdo.checks import check_number

__all__ = ["Threshold", "choose_threshold", "share_of"]

_AUTO = 0.05
_ROUND_OFF = 1e-9  # relative to scores; those that differ by less are tied


class Threshold(NamedTuple):
    """Scores below ``offset`` are flagged."""

    offset: float
    flagged: int
    """Training rows below it."""
    tied: int
    """Rows that the share would allow to flag too, but for ties with others."""


def share_of(contamination: Any) -> float:
    """The share of training rows that may be flagged, 0.05 for ``"auto"``.

    Raises
    ------
    InputError
        If it is another text, or no number from 0 to 0.5.
    """
    if isinstance(contamination, str) and contamination == "auto":
        return _AUTO
    return check_number("contamination", contamination, 0, 0.5)


def choose_threshold(scores: npt.NDArray[np.float64], share: float) -> Threshold:
    r"""A threshold that flags the lowest scores: at most ``share`` of them, whole ties or none.

    It lies halfway between the scores on either side, so that round-off moves no row across.

    Examples
    --------
    Two of four rows may be flagged, but the second and third are tied:

    >>> import numpy as np
    >>> from rdo.detectors.threshold import choose_threshold
    >>> choose_threshold(np.array([-4.0, -1.0, -1.0, 0.0]), 0.5)
    Threshold(offset=-2.5, flagged=1, tied=1)
    """
    ordered = np.sort(scores)
    allowed = int(share * len(ordered) + _ROUND_OFF)
    gaps = np.diff(ordered[: allowed + 1])
    apart = np.flatnonzero(gaps > _ROUND_OFF * (1 + np.abs(ordered[1 : allowed + 1])))
    if not len(apart):
        least = float(ordered[0])
        return Threshold(least - 1e-6 * (1 + abs(least)), 0, allowed)
    flagged = int(apart[-1]) + 1
    offset = float(ordered[flagged - 1] + ordered[flagged]) / 2
    return Threshold(offset, flagged, allowed - flagged)
