"""The sweep over beta with learnt noise against that over fixed variances."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy import stats

__all__ = ["at_same_variance", "compare_sweeps", "error_share", "fixed_range"]

_Floats = npt.NDArray[np.float64]
_Sweep = Mapping[float, Mapping[str, _Floats]]


def at_same_variance(fixed: _Sweep, name: str, variance: _Floats) -> _Floats:
    """A measure of the fixed noise at another variance, by interpolation over its logarithm.

    Parameters
    ----------
    fixed
        By variance, measures by name, each ``(R,)``.
    name
        The measure.
    variance
        Where it is wanted, one per replica, ``(R,)``.

    Returns
    -------
    ndarray
        ``(R,)``; NaN outside the fixed variances.
    """
    levels = sorted(fixed)
    columns = np.stack([fixed[level][name] for level in levels])
    found = [
        np.interp(np.log(at), np.log(levels), column, left=np.nan, right=np.nan)
        for at, column in zip(variance, columns.T, strict=True)
    ]
    return np.array(found)


def compare_sweeps(fixed: _Sweep, learnt: _Sweep) -> dict[str, _Floats]:
    """What Figures 4, 5, 8 and 13 show of the two sweeps, each ``(R,)``.

    Fixed and learnt are compared at the same normalised variance, beta times the learnt one; betas
    for which it lies outside the fixed variances are left out. Where all do for a replica, nothing
    is compared.

    Parameters
    ----------
    fixed
        By variance, measures by name, each ``(R,)``.
    learnt
        By beta, likewise.
    """
    betas = sorted(learnt)
    names = ("evlb", "kl", "normal_factors", "information", "normalised_variance")
    stacked = {name: np.stack([learnt[beta][name] for beta in betas]) for name in names}
    variance = stacked["normalised_variance"]
    found = {}
    if len(betas) > 1:
        found["information_trend"] = _rank_correlation(betas, stacked["information"])
        found["variance_trend"] = _rank_correlation(betas, variance)
    evlb, refitted, kl, normal = (
        np.stack([at_same_variance(fixed, name, row) for row in variance])
        for name in ("evlb", "refitted_evlb", "kl", "normal_factors")
    )
    if np.isnan(evlb).all(0).any():
        return found
    unknown = np.isnan(evlb) | np.isnan(stacked["evlb"])
    higher = np.where(unknown, np.nan, stacked["evlb"] > evlb)
    return {
        **found,
        "evlb_share": np.nanmean(higher, 0),
        "kl_under_fixed": np.nanmean(stacked["kl"] - kl, 0),
        "normal_over_fixed": np.nanmean(stacked["normal_factors"] - normal, 0),
        "refitted_distance": np.nanmax(np.abs(stacked["evlb"] - refitted), 0),
        "kl_distance": np.nanmax(np.abs(stacked["kl"] - kl) / kl, 0),
    }


def fixed_range(fixed: _Sweep) -> _Floats:
    """EVLB of the fixed variances, the largest less the smallest, ``(R,)``."""
    values = np.stack([measures["evlb"] for measures in fixed.values()])
    return np.asarray(values.max(0) - values.min(0))


def error_share(fixed: _Sweep, squared_error: _Floats) -> _Floats:
    """Share of the fixed variances that rebuild worse than a given squared error, ``(R,)``.

    NaN for a replica that failed under one of them, or has no squared error to compare with.
    """
    errors = np.stack([measures["squared_error"] for measures in fixed.values()])
    worse = np.where(np.isnan(errors + squared_error), np.nan, errors > squared_error)
    return np.asarray(worse.mean(0))


def _rank_correlation(betas: list[float], values: _Floats) -> _Floats:
    """Spearman's, of each replica's values ``(B, R)`` with the betas."""
    return np.array([float(stats.spearmanr(betas, column).statistic) for column in values.T])
