"""The sweep over beta with learnt noise against that over fixed variances."""

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
from scipy import stats

__all__ = ["at_same_variance", "compare_sweeps", "fixed_range"]

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
    for which it lies outside the fixed variances are left out, and where all do the result is NaN.

    Parameters
    ----------
    fixed
        By variance, measures by name, each ``(R,)``.
    learnt
        By beta, likewise.
    """
    betas = sorted(learnt)
    stacked = {name: np.stack([learnt[b][name] for b in betas]) for name in learnt[betas[0]]}
    variance = stacked["normalised_variance"]

    def of_fixed(name: str) -> _Floats:
        return np.stack([at_same_variance(fixed, name, row) for row in variance])

    def over_betas(measure: Callable[[_Floats], _Floats], values: _Floats) -> _Floats:
        inside = np.isfinite(values).any(0)
        filled = np.where(inside, values, 0.0)
        return np.where(inside, measure(filled), np.nan)

    evlb = np.where(np.isnan(of_fixed("evlb")), np.nan, stacked["evlb"] > of_fixed("evlb"))
    refitted = np.abs(stacked["evlb"] - of_fixed("refitted_evlb"))
    kl = of_fixed("kl")
    mean = lambda v: np.nanmean(v, axis=0)  # noqa: E731
    most = lambda v: np.nanmax(v, axis=0)  # noqa: E731
    return {
        "evlb_share": over_betas(mean, evlb),
        "kl_under_fixed": over_betas(mean, stacked["kl"] - kl),
        "normal_over_fixed": over_betas(
            mean, stacked["normal_factors"] - of_fixed("normal_factors")
        ),
        "refitted_distance": over_betas(most, refitted),
        "kl_distance": over_betas(most, np.abs(stacked["kl"] - kl) / kl),
        "information_trend": _rank_correlation(betas, stacked["information"]),
        "variance_trend": _rank_correlation(betas, variance),
    }


def fixed_range(fixed: _Sweep) -> _Floats:
    """EVLB of the fixed variances, the largest less the smallest, ``(R,)``."""
    values = np.stack([measures["evlb"] for measures in fixed.values()])
    return np.asarray(values.max(0) - values.min(0))


def _rank_correlation(betas: list[float], values: _Floats) -> _Floats:
    """Spearman's, of each replica's values ``(B, R)`` with the betas."""
    if len(betas) < 2:
        return np.full(values.shape[1], np.nan)
    return np.array([float(stats.spearmanr(betas, column).statistic) for column in values.T])
