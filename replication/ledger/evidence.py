"""What the seeds of a record say about a claim, in numbers: the tests behind the verdicts."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

from rdo.evaluation import paired_p_value

__all__ = ["LEVEL", "SIGNIFICANCE", "Interval", "Side", "mean_interval", "median_interval", "sides"]

SIGNIFICANCE = 0.05
"""Of every test here, on one side."""

LEVEL = 1 - 2 * SIGNIFICANCE
"""Of every interval here: an interval of this level within a band is two one-sided tests of
equivalence at :data:`SIGNIFICANCE`."""

_Values = npt.NDArray[np.float64]


class Interval(NamedTuple):
    """Where the true value lies, at :data:`LEVEL`."""

    low: float
    high: float


class Side(NamedTuple):
    """What the seeds say of a bound."""

    k: int
    """How many satisfy it."""
    p: float | None
    """Of the one-sided signed-rank test of the bound, for a tendency; None otherwise."""
    answer: bool | None
    """Whether the statement holds; None where the seeds do not decide."""


def mean_interval(values: _Values, printed: float, spread: float, runs: int) -> Interval:
    r"""Interval of our mean less the printed one, from both standard errors (Welch).

    .. math::
        \bar m - v \pm t_{0.95,\nu} \sqrt{\frac{s_m^2}{n} + \frac{s^2}{N}}, \qquad
        \nu = \frac{(s_m^2 / n + s^2 / N)^2}{(s_m^2 / n)^2 / (n - 1) + (s^2 / N)^2 / (N - 1)}

    with the n values' mean and deviation :math:`\bar m, s_m`, and the printed ones v, s of N runs.

    Examples
    --------
    >>> import numpy as np
    >>> low, high = mean_interval(np.array([0.4, 0.5, 0.6, 0.5, 0.5]), 0.5, 0.05, 20)
    >>> round(low, 3), round(high, 3)
    (-0.067, 0.067)
    """
    ours, theirs = values.var(ddof=1) / len(values), spread**2 / runs
    freedom = (ours + theirs) ** 2 / (ours**2 / (len(values) - 1) + theirs**2 / (runs - 1))
    half = float(stats.t.ppf(1 - SIGNIFICANCE, freedom) * np.sqrt(ours + theirs))
    centre = float(values.mean()) - printed
    return Interval(centre - half, centre + half)


def median_interval(values: _Values) -> Interval | None:
    r"""Interval of the median between two order statistics, free of any shape.

    :math:`[x_{(j)}, x_{(n + 1 - j)}]` with the largest j for which the probability of missing the
    median, :math:`2 \Pr(\mathrm{Bin}(n, 1/2) < j)`, is at most one less :data:`LEVEL`. None for
    fewer than five values, of which even the extremes miss it more often.

    Examples
    --------
    >>> import numpy as np
    >>> median_interval(np.arange(1.0, 21.0))
    Interval(low=6.0, high=15.0)
    """
    ordered = np.sort(values)
    ranks = np.arange(1, len(ordered) // 2 + 1)
    sure = ranks[2 * stats.binom.cdf(ranks - 1, len(ordered), 0.5) <= 1 - LEVEL + 1e-12]
    if not len(sure):
        return None
    return Interval(float(ordered[sure[-1] - 1]), float(ordered[-sure[-1]]))


def sides(values: _Values, bound: float, *, at_most: bool, tendency: bool) -> Side:
    """Whether the values satisfy a bound: every one of them, or as a tendency.

    A tendency holds if the one-sided signed-rank test of the values against the bound is
    significant, fails if that of the other side is, and is undecided between the two.

    Examples
    --------
    >>> import numpy as np
    >>> sides(np.array([0.1, 0.2, 0.3, 0.4, 0.5]), 0.0, at_most=False, tendency=True)
    Side(k=5, p=0.03125, answer=True)
    """
    within = values <= bound if at_most else values >= bound
    k = int(within.sum())
    if not tendency:
        return Side(k, None, k == len(values))
    edge = np.full_like(values, bound)
    higher, lower = paired_p_value(values, edge), paired_p_value(edge, values)
    p, other = (lower, higher) if at_most else (higher, lower)
    answer = True if p < SIGNIFICANCE else False if other < SIGNIFICANCE else None
    return Side(k, p, answer)
